/** The record of an approval: everything that happened to it, in order, as data that an auditor reads. */
import type { Act } from './act.ts';
import type { Door, Proof } from './actor.ts';
import { type Approval, type Ask, isSettled, type TimedEvent } from './approval.ts';
import type { Settlement } from './decision.ts';
import { noticeId } from './notice-id.ts';
import { STATUS } from './settle.ts';
import { shown } from './value.ts';

/** One thing that happened, as its record tells it. Times are ISO 8601, values JSON. */
export interface Fact {
  readonly what: string;
  readonly at: string;
  /** The digest of the entry before, as it was kept with what happened; absent where it was not. */
  readonly before?: string;
  readonly [field: string]: unknown;
}

/** What happened to the approval, the first first: how it was asked, what time and people did, and how it ended. */
export function factsOf(approval: Approval): Fact[] {
  const facts = [asked(approval)];
  let told = 0;
  const events = (until: number) => {
    const happened = (approval.events ?? []).slice(told, until);
    facts.push(...happened.map((event, i) => eventFact(approval, event, told + i + 1)));
    told = Math.max(told, until);
  };
  for (const [i, act] of (approval.acts ?? []).entries()) {
    events(act.events ?? 0);
    facts.push(actFact(approval, act, i));
  }
  events(approval.eventsDone);
  if (!isSettled(approval)) return facts;
  const { decidedBefore, settlement, status } = approval;
  if (decidedBefore) facts.push(endFact(approval, decidedBefore, STATUS[decidedBefore.action]));
  return [...facts, endFact(approval, settlement, status)];
}

/** The approval as it was asked, whatever became of it since. */
function asked(approval: Approval): Fact {
  const first: AtFirst = approval.atFirst ?? approval;
  const { runId, key, epoch, workflow, version, title, reason, form, allow, quorum, separation, proof } = approval;
  return {
    ...{ what: 'asked', at: approval.since, runId, key, epoch, workflow, version, title },
    ...present({ reason, form, allow, quorum, separation, proof, by: approval.requestedBy }),
    ...present({
      details: shown(approval.details),
      pendingArgs: shown(approval.pendingArgs),
      proposed: shown(approval.proposed),
    }),
    assignee: first.assignee,
    ...present({ approvers: first.approvers, expiresAt: first.expiresAt, events: first.events }),
    ...(first.onTimeout && { onTimeout: defaultOf(first.onTimeout) }),
    shown: approval.digest,
    ...present({ supersedes: approval.supersedes }),
    notice: { id: noticeId(approval, 'approval-needed'), to: first.assignee },
  };
}

/** What reminders, escalations and people change of what was asked. */
type AtFirst = Pick<Ask, 'assignee' | 'approvers' | 'expiresAt' | 'events' | 'onTimeout'>;

const defaultOf = (onTimeout: NonNullable<Ask['onTimeout']>) =>
  'approve' in onTimeout ? { approve: shown(onTimeout.approve) } : onTimeout;

const eventFact = (approval: Approval, event: TimedEvent, nth: number): Fact => ({
  what: event.kind === 'remind' ? 'reminded' : 'escalated',
  at: event.at,
  ...(event.kind === 'escalate' && { to: [event.to] }),
  notice: { id: noticeId(approval, `event-${nth}`) },
});

interface Signed {
  by: string;
  for?: string | undefined;
  at: string;
  early?: string | undefined;
  proof: Proof;
  door?: Door | undefined;
}

/** Who did it, for whom, when, how it was shown, and by which door. */
export const signature = ({ by, for: absent, at, early, proof, door }: Signed) => ({
  at,
  by,
  ...present({ for: absent, early }),
  proof,
  door: door ?? (proof === 'system' ? 'sweep' : 'api'),
});

function actFact(approval: Approval, act: Act, index: number): Fact {
  const { before } = act;
  const common = { ...signature(act), ...present({ before }) };
  switch (act.kind) {
    case 'vote': {
      const { action, value, reason, comment, as, digest } = act;
      return {
        what: 'voted',
        action,
        ...present({ value: shown(value), reason, comment, as }),
        shown: digest,
        ...common,
      };
    }
    case 'withdraw':
      return { what: 'withdrawn', of: act.of, ...present({ reason: act.reason }), ...common };
    case 'comment':
      return { what: 'commented', text: act.text, ...common };
    case 'reassign': {
      const { from, to, reason } = act;
      const notice = { id: noticeId(approval, `act-${index + 1}`), to };
      return { what: 'reassigned', from, to, reason, notice, ...common };
    }
    case 'refused': {
      const { action, code, why } = act;
      const notice = { id: noticeId(approval, `act-${index + 1}`), to: [act.by] };
      return { what: 'refused', action, code, why, notice, ...common };
    }
  }
}

function endFact(approval: Approval, settlement: Settlement, what: string): Fact {
  const { action, value, originalValue, reason, comment, votes, digest, before } = settlement;
  const kind = settlement.by === 'timeout' ? 'expired' : 'decided';
  return {
    ...{ what, action },
    ...present({ value: shown(value), originalValue: shown(originalValue), reason, comment, votes }),
    ...signature(settlement),
    shown: digest,
    notice: { id: noticeId(approval, kind), to: approval.assignee },
    ...present({ before }),
  };
}

/** The fields that are there. */
export const present = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
