/** What of the chosen cannot be decided, with the reason of each. */
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { idOf } from '../paths.ts';
import { Icon } from './icon.tsx';

interface LeftOutProps {
  /** `why` where it is left out. */
  items: readonly { approval: ApprovalView; why: string | undefined }[];
}

export function LeftOut({ items }: LeftOutProps) {
  const left = items.filter(({ why }) => why !== undefined);
  return (
    <div className="left-out" role="status">
      {left.length > 0 && (
        <div className="note tone-warn">
          <Icon name="alert" />
          <div>
            <p>
              {left.length === 1
                ? 'One is left out, and stays chosen:'
                : `${left.length} are left out, and stay chosen:`}
            </p>
            <ul className="titles">
              {left.map(({ approval, why }) => (
                <li key={idOf(approval)}>
                  <b>{approval.title}</b>: {why}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </div>
  );
}
