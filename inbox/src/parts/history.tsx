/** What happened to an approval, in order: who did what, when, and what they said. */
import type { HistoryEntry } from '../../../shared/domain/approval-view.ts';
import { isNobody } from '../../../shared/domain/system-name.ts';
import { Changes } from './changes.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Time } from './time.tsx';

type What = HistoryEntry['what'];

const ICONS: Partial<Record<What, IconName>> = {
  asked: 'people',
  reminded: 'bell',
  escalated: 'bell',
  approved: 'check',
  edited: 'pencil',
  rejected: 'cross',
  refused: 'cross',
  expired: 'hourglass',
  cancelled: 'slash',
  superseded: 'layers',
  commented: 'comment',
  reassigned: 'people',
};

const VOTE_ICONS: Record<string, IconName> = { approve: 'check', edit: 'pencil', reject: 'cross' };

const iconOf = ({ what, action = '' }: HistoryEntry): IconName =>
  (what === 'voted' ? VOTE_ICONS[action] : ICONS[what]) ?? 'dot';

const names = (list: readonly string[] = []): string => list.join(', ') || 'anybody';

function sentence({ what, action, from, to }: HistoryEntry): string {
  switch (what) {
    case 'asked':
      return `asked of ${names(to)}`;
    case 'reminded':
      return 'a reminder was sent';
    case 'escalated':
      return `${names(to)} asked as well`;
    case 'voted':
      return `voted ${action}`;
    case 'withdrawn':
      return 'took the vote back';
    case 'reassigned':
      return `handed it from ${names(from)} to ${names(to)}`;
    case 'refused':
      return `decided ${action} too early; it did not fit`;
    case 'edited':
      return 'approved with changes';
    case 'superseded':
      return 'asked anew, something else';
    default:
      return what;
  }
}

export function History({ entries }: { entries: readonly HistoryEntry[] }) {
  return (
    <ol className="history">
      {entries.map((entry) => (
        <li key={`${entry.at} ${entry.what} ${entry.by}`}>
          <span className="history-sign">
            <Icon name={iconOf(entry)} />
          </span>
          <div>
            <p>
              {entry.by && !isNobody(entry.by) && <b>{entry.by} </b>}
              {entry.for && `for ${entry.for} `}
              {sentence(entry)} <span className="quiet">· </span>
              <Time at={entry.at} />
            </p>
            {(entry.reason ?? entry.comment) && <p className="quote">{entry.reason ?? entry.comment}</p>}
            {entry.reason && entry.comment && <p className="quote">{entry.comment}</p>}
            {entry.changes && entry.changes.length > 0 && <Changes changes={entry.changes} />}
          </div>
        </li>
      ))}
    </ol>
  );
}
