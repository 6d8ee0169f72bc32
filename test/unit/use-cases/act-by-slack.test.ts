/** Clicks in Slack while Slack is slow: who clicked is answered within its three seconds, and what they decided counts. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SlackWish } from '../../../shared/domain/slack-wish.ts';
import type { SlackWorkspace } from '../../../shared/ports/slack-workspace.ts';
import { ANSWERS_WITHIN, actBySlack, type DialogErrors } from '../../../shared/use-cases/act-by-slack.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';
import { silenceErrors } from '../../support/silence.ts';
import { memoryStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

const KEY = 'pay';
const STEP = 100;

describe('a click while Slack is slow', () => {
  let clock: TestClock;
  let system: TestSystem;
  let runId: string;
  let digest: string;
  let said: string[];
  beforeEach(async () => {
    clock = createTestClock();
    const pay = workflowOf('pay', ({ approval }) =>
      approval(KEY, { title: 'Pay 40', assignee: ['ann@example.com', 'bob@example.com'], quorum: { approvals: 2 } }),
    );
    system = createTestSystem({ workflows: [pay], stores: await memoryStores(), clock });
    runId = (await system.start('pay')).run.runId;
    await system.drain();
    digest = (await approval())?.digest ?? '';
    said = [];
  });
  const approval = () => system.kept().approvals.get(runId, KEY);
  const ref = () => ({ runId, key: KEY, digest });
  const approve = (): SlackWish => ({
    kind: 'approve',
    userId: 'U1',
    ref: ref(),
    answerAt: 'https://hooks.slack.com/1',
  });
  const reject = (): SlackWish => ({ kind: 'reject', userId: 'U1', ref: ref(), reason: 'Too much.' });
  const askReason = (): SlackWish => ({
    ...{ kind: 'ask-reason', userId: 'U1', ref: ref(), answerAt: 'https://hooks.slack.com/1', triggerId: 't-1' },
  });

  /** Slack, each of whose answers takes so many ms. */
  const slack = (ms: { emailOf?: number; askReason?: number; say?: number }): SlackWorkspace => ({
    async emailOf() {
      await clock.sleep(ms.emailOf ?? 0);
      return 'ann@example.com';
    },
    askReason: () => clock.sleep(ms.askReason ?? 0),
    async say(_answerAt, text) {
      said.push(text);
      await clock.sleep(ms.say ?? 0);
    },
  });
  /** What the click came to, and after how many ms; `late` is how long its request was under way before, in ms. */
  const click = async (wish: SlackWish, workspace: SlackWorkspace, late = 0) => {
    const askedAt = new Date(clock.now().getTime() - late);
    let answer: { errors: DialogErrors } | undefined;
    const acting = actBySlack(system.kept(), workspace, wish, askedAt).then((errors) => {
      answer = { errors };
    });
    let took = late;
    for (; took < 20_000; took += STEP) {
      await new Promise((goOn) => setTimeout(goOn)); // all that is under way comes to its next wait
      if (answer) break;
      clock.advance(`${STEP}ms`);
    }
    await acting;
    return { took, errors: answer?.errors };
  };
  const votes = async () => (await approval())?.acts?.length ?? 0;

  it('counts at once, however long it takes to say so', async () => {
    silenceErrors();

    const { took } = await click(approve(), slack({ emailOf: 1_400, say: 10_000 }));

    expect(await votes()).toBe(1);
    expect(said).toEqual(['Your vote counts: 1 of 2 approvals are there.']);
    expect(took).toBe(ANSWERS_WITHIN);
  });

  it('is answered in time where Slack does not say who it is, and says that nothing was decided', async () => {
    silenceErrors();

    const { took } = await click(approve(), slack({ emailOf: 10_000, say: 400 }));

    expect(await votes()).toBe(0);
    expect(said).toEqual([expect.stringContaining('nothing was decided by this')]);
    expect(took).toBeLessThanOrEqual(ANSWERS_WITHIN);
  });

  it('is answered in time where Slack opens no dialog, and says so', async () => {
    silenceErrors();

    const { took } = await click(askReason(), slack({ askReason: 10_000, say: 10_000 }));

    expect(said).toEqual([expect.stringContaining('nothing was decided by this')]);
    expect(took).toBe(ANSWERS_WITHIN);
  });

  it('is answered in time in a dialog, with what is wrong', async () => {
    silenceErrors();

    const { took, errors } = await click(reject(), slack({ emailOf: 10_000 }));

    expect(errors).toEqual({ reason: expect.stringContaining('nothing was decided by this') });
    expect(took).toBeLessThan(ANSWERS_WITHIN);
    expect((await approval())?.status).toBe('pending');
  });

  it('has the less time the longer its request was under way', async () => {
    silenceErrors();

    const { took } = await click(approve(), slack({ emailOf: 400, say: 10_000 }), 1_000);
    const tooLate = await click(approve(), slack({}), ANSWERS_WITHIN);

    expect([took, tooLate.took]).toEqual([ANSWERS_WITHIN, ANSWERS_WITHIN]);
    expect(await votes()).toBe(1);
    expect(said).toHaveLength(1);
  });

  it('is told what there is to say where Slack is quick', async () => {
    const { took } = await click(approve(), slack({}));

    expect(said).toEqual(['Your vote counts: 1 of 2 approvals are there.']);
    expect(took).toBe(0);
  });
});
