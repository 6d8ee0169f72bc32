/** How an approval ended: what, by whom, when, and what of it was changed. */
import type { Receipt } from '../../../shared/domain/receipt.ts';
import { isNobody } from '../../../shared/domain/system-name.ts';
import { statusLook } from '../status-words.ts';
import { Changes } from './changes.tsx';
import { Facts } from './facts.tsx';
import { Icon } from './icon.tsx';
import { Time } from './time.tsx';

const PROOFS: Record<string, string> = {
  local: 'by their word, on this machine',
  jwt: 'by a token',
  iam: 'by a signed request',
  slack: 'by Slack',
  link: 'by a link',
  none: 'by nothing',
};

export function Verdict({ decision }: { decision: Receipt }) {
  const { status, by, at, reason, changes, value, proof } = decision;
  const { words, icon, tone } = statusLook(status);
  return (
    <section className={`note tone-${tone}`} aria-label="How it ended">
      <Icon name={icon} />
      <div>
        <p>
          <b>{words}</b>
          {isNobody(by) || (
            <>
              {' '}
              by <b>{by}</b>
            </>
          )}
          {decision.for && ` for ${decision.for}`}, <Time at={at} both />
        </p>
        {reason && <p className="quote">{reason}</p>}
        {changes && changes.length > 0 && <Changes changes={changes} />}
        {value !== undefined && !changes && <Facts value={value} />}
        {isNobody(by) || <p className="hint">Who it was is known {PROOFS[proof] ?? `by ${proof}`}.</p>}
      </div>
    </section>
  );
}
