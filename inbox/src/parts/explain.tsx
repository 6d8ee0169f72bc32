/** Why somebody is asked, how it is decided, and what time will bring. */
import type { Explanation } from '../../../shared/domain/explanation.ts';
import { Time } from './time.tsx';

export function Explain({ explanation }: { explanation: Explanation }) {
  const { status, you, asked, approvers, decided, next } = explanation;
  return (
    <dl className="explain">
      {status === 'pending' && (
        <div>
          <dt>Why you</dt>
          <dd>{you.why}</dd>
        </div>
      )}
      <div>
        <dt>How it is decided</dt>
        <dd>{decided}</dd>
      </div>
      <div>
        <dt>Who is asked</dt>
        <dd>
          <Names names={asked} />
        </dd>
      </div>
      {approvers && (
        <div>
          <dt>Who may decide</dt>
          <dd>
            <Names names={approvers} />
          </dd>
        </div>
      )}
      {next.length > 0 && (
        <div>
          <dt>What happens next</dt>
          <dd>
            <ul className="plain">
              {next.map(({ at, what, words }) => (
                <li key={`${at} ${what}`}>
                  <Time at={at} />: {words}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Names({ names }: { names: Explanation['asked'] }) {
  if (names.length === 0) return 'Anybody who is known.';
  return names.map(({ name, people }) => (people ? `${name} (${people.join(', ') || 'nobody'})` : name)).join(', ');
}
