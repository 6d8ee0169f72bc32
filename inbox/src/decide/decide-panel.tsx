/** What somebody may do with an open approval, and the one thing that they are about to do. */
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import type { Explanation } from '../../../shared/domain/explanation.ts';
import { KEYS } from '../keyboard.ts';
import { ActiveAct } from './active-act.tsx';
import { MODE_WORDS, type Mode, needsValue, PRIMARY, SECONDARY } from './modes.ts';

interface DecidePanelProps {
  approval: ApprovalView;
  explanation: Explanation;
  mode: Mode | undefined;
  onMode(mode: Mode | undefined): void;
}

export function DecidePanel({ approval, explanation, mode, onMode }: DecidePanelProps) {
  const { actions, why, mayDecide } = explanation.you;
  const offered = actions.filter((action) => action !== 'edit' || !needsValue(approval));
  if (mode && offered.includes(mode))
    return <ActiveAct key={mode} mode={mode} approval={approval} onClose={() => onMode(undefined)} />;
  const button = (one: Mode) =>
    offered.includes(one) && (
      <button
        key={one}
        type="button"
        className={one === 'approve' ? 'primary' : one === 'cancel' ? 'quiet-button' : ''}
        aria-keyshortcuts={one in KEYS ? KEYS[one as keyof typeof KEYS].keys[0] : undefined}
        onClick={() => onMode(one)}
      >
        {MODE_WORDS[one]}
      </button>
    );
  return (
    <section className="decide" aria-label="Your decision">
      {!mayDecide && <p className="note tone-quiet">{why}</p>}
      <div className="buttons">{PRIMARY.map(button)}</div>
      <div className="buttons secondary">{SECONDARY.map(button)}</div>
    </section>
  );
}
