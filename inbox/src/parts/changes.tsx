/** What an edit changes: each place, from what to what. */
import type { ValueChange } from '../../../shared/domain/differences.ts';

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);

export function Changes({ changes }: { changes: readonly ValueChange[] }) {
  return (
    <ul className="changes">
      {changes.map(({ path, from, to }) => (
        <li key={path}>
          <code>{path || 'value'}</code>
          <span className="sr-only"> from </span>
          <del>{shown(from)}</del>
          <span aria-hidden="true">→</span>
          <span className="sr-only"> to </span>
          <ins>{shown(to)}</ins>
        </li>
      ))}
    </ul>
  );
}
