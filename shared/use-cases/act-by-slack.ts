/** Does what somebody wants who clicked in Slack, and tells them in words what became of it. */
import type { Actor } from '../domain/actor.ts';
import { type DecisionInput, DecisionInput as DecisionInputSchema } from '../domain/decision.ts';
import { personNamed } from '../domain/group.ts';
import { parseInput } from '../domain/parse-input.ts';
import type { Receipt } from '../domain/receipt.ts';
import { REASON, type SlackRef, type SlackWish } from '../domain/slack-wish.ts';
import { CountersignError, isCountersignError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { SlackWorkspace } from '../ports/slack-workspace.ts';
import type { Recorder } from './decide-on.ts';
import { inTime } from './in-time.ts';
import { recordDecision } from './record-decision.ts';

/** What a dialog is answered with: nothing where it closes, else what is wrong, by its field. */
export type DialogErrors = Record<string, string> | undefined;

/**
 * Slack shows the person an error where it has no answer within three seconds. So much of them is ours, in ms: the rest is for
 * the way and for a function that has to start first.
 */
export const ANSWERS_WITHIN = 2_000;

/** What asking Slack leaves of it, in ms, for recording the decision or for saying that Slack was too slow. */
const LEFT_AFTER_ASKING = 500;

/**
 * Never throws for what a person could have done otherwise: they are told, in Slack. The decision comes first, and is waited for
 * however long it takes: nothing goes on after the answer on Lambda. What Slack is asked and told has what is left of
 * `ANSWERS_WITHIN` since `askedAt`; what is not said then, the message says once it is brought up to date.
 */
export async function actBySlack(
  recorder: Recorder,
  anyTime: SlackWorkspace,
  wish: SlackWish,
  askedAt: Date = recorder.clock.now(),
): Promise<DialogErrors> {
  const workspace = inGoodTime(anyTime, recorder.clock, askedAt);
  switch (wish.kind) {
    case 'none':
      return undefined;
    case 'ask-reason': {
      const { triggerId, ref } = wish;
      await inWords(recorder, wish, workspace, async () => {
        await workspace.askReason({ triggerId, metadata: JSON.stringify(ref) });
        return undefined;
      });
      return undefined;
    }
    case 'approve':
      await inWords(recorder, wish, workspace, async () =>
        countedWords(await decide(recorder, workspace, wish, { action: 'approve' })),
      );
      return undefined;
    case 'reject':
      try {
        await decide(recorder, workspace, wish, { action: 'reject', reason: wish.reason });
        return undefined;
      } catch (error) {
        return { [REASON]: wordsOf(recorder, wish, error) };
      }
  }
}

/** The workspace, for none of whose answers the person waits longer than Slack lets them. */
function inGoodTime(workspace: SlackWorkspace, { now, sleep }: Clock, askedAt: Date): SlackWorkspace {
  const within = async <T>(ms: number, what: string, act: () => Promise<T>): Promise<T> => {
    const left = askedAt.getTime() + ms - now().getTime();
    if (left <= 0) throw new Error(`There was no time left to ${what}.`);
    return inTime(act(), left, sleep, what);
  };
  const asking = ANSWERS_WITHIN - LEFT_AFTER_ASKING;
  return {
    emailOf: (userId) => within(asking, 'ask Slack who somebody is', () => workspace.emailOf(userId)),
    askReason: (question) => within(asking, 'open a dialog of Slack', () => workspace.askReason(question)),
    say: (responseUrl, text) => within(ANSWERS_WITHIN, 'answer in Slack', () => workspace.say(responseUrl, text)),
  };
}

async function decide(
  recorder: Recorder,
  workspace: SlackWorkspace,
  { userId, ref }: { userId: string; ref: SlackRef },
  said: Pick<DecisionInput, 'action' | 'reason'>,
): Promise<Receipt> {
  const { runId, key, digest } = ref;
  const input = parseInput(DecisionInputSchema, { ...said, digest });
  return recordDecision(recorder, { runId, key }, input, await actorOf(workspace, userId));
}

async function actorOf(workspace: SlackWorkspace, userId: string): Promise<Actor> {
  const email = await workspace.emailOf(userId);
  if (email !== undefined) return { id: personNamed(email), groups: [], proof: 'slack', door: 'slack' };
  throw new CountersignError(
    'not-allowed',
    'Slack does not say who you are: only members of this workspace with a confirmed e-mail address decide here. Open it instead.',
  );
}

/** A vote that did not decide it changes no message: who cast it is told that it counts. */
const countedWords = ({ status, votes }: Receipt): string | undefined =>
  status === 'pending' && votes
    ? `Your vote counts: ${votes.approvals} of ${votes.needed.approvals} approvals are there.`
    : undefined;

/** Does it, and says what there is to say to who clicked; that Slack cannot be answered undoes nothing. */
async function inWords(
  recorder: Recorder,
  wish: { ref: SlackRef; answerAt: string },
  workspace: SlackWorkspace,
  act: () => Promise<string | undefined>,
): Promise<void> {
  const words = await act().catch((error: unknown) => wordsOf(recorder, wish, error));
  if (!words) return;
  await workspace
    .say(wish.answerAt, words)
    .catch((error: unknown) => recorder.log.error('Slack could not be answered.', about(wish), error));
}

const about = ({ ref: { runId, key } }: { ref: SlackRef }) => ({ runId, key });

function wordsOf({ log }: Recorder, wish: { ref: SlackRef }, error: unknown): string {
  if (isCountersignError(error)) return error.message;
  log.error('What was clicked in Slack could not be done.', about(wish), error);
  return 'Something went wrong, and nothing was decided by this. Try again, or open it.';
}
