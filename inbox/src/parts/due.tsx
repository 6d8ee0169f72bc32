/** Until when something can be decided, with a sign where that is near. */
import { urgency } from '../time-words.ts';
import { useNow } from '../use-now.ts';
import { Icon } from './icon.tsx';
import { Time } from './time.tsx';

export function Due({ at }: { at: string | undefined }) {
  const now = useNow();
  if (at === undefined) return <span className="due quiet">no deadline</span>;
  const near = urgency(at, now);
  return (
    <span className={`due due-${near}`}>
      <Icon name={near === 'later' ? 'clock' : 'alert'} />
      <span>
        {near === 'overdue' ? 'was due' : 'due'} <Time at={at} />
      </span>
    </span>
  );
}
