/** One line for each decision: done, or why not. */
import type { OutcomeLine } from '../selection.ts';
import { Icon } from './icon.tsx';

export function Outcomes({ lines }: { lines: readonly OutcomeLine[] }) {
  const failed = lines.filter(({ ok }) => !ok).length;
  return (
    <>
      <p>
        {lines.length - failed} of {lines.length} done
        {failed > 0 &&
          (failed === 1 ? '; 1 stays chosen where it still waits' : `; ${failed} stay chosen where they still wait`)}
        .
      </p>
      <ul className="outcomes">
        {lines.map(({ id, title, ok, words }) => (
          <li key={id} className={ok ? 'tone-good' : 'tone-bad'}>
            <Icon name={ok ? 'check' : 'cross'} />
            <span>
              <b>{title}</b>: {ok ? words : `not done. ${words}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
