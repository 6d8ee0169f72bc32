/** What somebody may do with an open approval, and the one thing that they are about to do. */
import { useEffect, useEffectEvent } from 'react';
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import type { Explanation } from '../../../shared/domain/explanation.ts';
import { offered, proposalIn } from '../../../shared/domain/offered.ts';
import { KEYS } from '../keyboard.ts';
import { ActiveAct } from './active-act.tsx';
import { MODE_WORDS, type Mode, PRIMARY, SECONDARY } from './modes.ts';
import { useFocusBack } from './use-focus-back.ts';

interface DecidePanelProps {
  approval: ApprovalView;
  explanation: Explanation;
  mode: Mode | undefined;
  onMode(mode: Mode | undefined): void;
}

export function DecidePanel({ approval, explanation, mode, onMode }: DecidePanelProps) {
  const { actions, why, mayDecide } = explanation.you;
  const modes = offered(actions, proposalIn(approval));
  const begun = mode && modes.includes(mode) ? mode : undefined;
  const isRefused = mode !== undefined && !begun;
  const giveUp = useEffectEvent(() => onMode(undefined));
  useEffect(() => {
    if (isRefused) giveUp(); // it must not open by itself once it is offered
  }, [isRefused]);
  const panel = useFocusBack<HTMLElement>(begun);
  if (begun) return <ActiveAct key={begun} mode={begun} approval={approval} onClose={() => onMode(undefined)} />;
  const button = (one: Mode) =>
    modes.includes(one) && (
      <button
        key={one}
        type="button"
        data-mode={one}
        className={one === 'approve' ? 'primary' : one === 'cancel' ? 'quiet-button' : ''}
        aria-keyshortcuts={one in KEYS ? KEYS[one as keyof typeof KEYS].keys[0] : undefined}
        onClick={() => onMode(one)}
      >
        {MODE_WORDS[one]}
      </button>
    );
  return (
    <section ref={panel} className="decide" aria-label="Your decision">
      {!mayDecide && <p className="note tone-quiet">{why}</p>}
      <div className="buttons">{PRIMARY.map(button)}</div>
      <div className="buttons secondary">{SECONDARY.map(button)}</div>
    </section>
  );
}
