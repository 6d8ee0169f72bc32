/** Which notice follows from which change, and its words. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../shared/domain/approval.ts';
import { newRunId } from '../../../shared/domain/ids.ts';
import { asciiLine, NOTICE_KINDS, noticeText, type Occasion, occasionsOf } from '../../../shared/domain/notice.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { encode } from '../../../shared/domain/value.ts';
import {
  aCompletedRun,
  aFailedRun,
  aPendingApproval,
  aReviewedRun,
  aRun,
  aSettledApproval,
  aSettlement,
} from '../../support/builders.ts';
import { NOW, plus } from '../../support/clock.ts';

const LINK = 'https://approvals.example.com/?run=run_01kdq5t8000000000000000000&key=approve%3Arefund';

/** GSM 03.38, the letters that cost one. */
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

const ofApproval = (before: Approval | undefined, after: Approval | undefined) =>
  occasionsOf({ kind: 'approval', ...(before && { before }), ...(after && { after }) });
const ofRun = (before: Run | undefined, after: Run | undefined) =>
  occasionsOf({ kind: 'run', ...(before && { before }), ...(after && { after }) });

describe('occasionsOf an approval', () => {
  const pending = aPendingApproval({
    ...{ runId: 'run-1', key: 'deploy', epoch: 3, assignee: ['manager'] },
    events: [
      { kind: 'remind', at: plus('2h') },
      { kind: 'escalate', at: plus('4h'), to: 'ceo' },
    ],
  });
  const settled = aSettledApproval({ ...pending, status: 'approved', settlement: aSettlement() });

  it('C9: tells those who are asked that an approval is needed', () => {
    expect(ofApproval(undefined, pending)).toEqual([
      { id: 'run-1/deploy/3/approval-needed', kind: 'approval-needed', approval: pending, to: ['manager'] },
    ]);
  });

  it('C9: tells once more where it is asked anew', () => {
    const before = { ...pending, epoch: 1 };

    expect(ofApproval(before, pending).map(({ id }) => id)).toEqual(['run-1/deploy/3/approval-needed']);
    expect(ofApproval({ ...settled, epoch: 1 }, pending).map(({ id }) => id)).toEqual([
      'run-1/deploy/3/approval-needed',
    ]);
  });

  it('D2: reminds those who are asked, and tells those whom it is escalated to first', () => {
    const after = { ...pending, eventsDone: 2, assignee: ['manager', 'ceo'] };

    expect(ofApproval(pending, after)).toEqual([
      { id: 'run-1/deploy/3/event-1', kind: 'reminder', approval: after, to: ['manager', 'ceo'] },
      { id: 'run-1/deploy/3/event-2', kind: 'escalated', approval: after, to: ['ceo', 'manager'] },
    ]);
  });

  it('D2: gives an event the same id whether it happens alone or with others', () => {
    const one = { ...pending, eventsDone: 1 };
    const two = { ...pending, eventsDone: 2 };

    expect(ofApproval(one, two).map(({ id }) => id)).toEqual(['run-1/deploy/3/event-2']);
    expect(ofApproval(pending, two).map(({ id }) => id)).toEqual(['run-1/deploy/3/event-1', 'run-1/deploy/3/event-2']);
  });

  it.each(['approved', 'edited', 'rejected', 'cancelled'] as const)('C9: tells that an approval was %s', (status) => {
    const after = { ...settled, status };

    expect(ofApproval(pending, after)).toEqual([
      { id: 'run-1/deploy/3/decided', kind: 'decided', approval: after, to: ['manager'] },
    ]);
  });

  it.each([
    ['expired', { action: 'expire' as const }],
    ['approved', { action: 'approve' as const }],
  ] as const)('C9: tells that an approval ended by the timeout, %s', (status, { action }) => {
    const after = { ...settled, status, settlement: aSettlement({ action, by: 'timeout', proof: 'system' }) };

    expect(ofApproval(pending, after)).toMatchObject([{ id: 'run-1/deploy/3/expired', kind: 'expired' }]);
  });

  it('tells of a decision though its record before was lost', () => {
    expect(ofApproval(undefined, settled)).toMatchObject([{ id: 'run-1/deploy/3/decided' }]);
  });

  it.each<[string, Approval | undefined, Approval | undefined]>([
    ['nothing changed', pending, pending],
    ['nothing of a settled one changed', settled, settled],
    ['it was removed', settled, undefined],
    [
      'it was closed before anybody was asked',
      undefined,
      { ...settled, status: 'cancelled', settlement: aSettlement({ action: 'close', by: 'run-ended' }) },
    ],
  ])('tells nothing where %s', (_, before, after) => {
    expect(ofApproval(before, after)).toEqual([]);
  });

  it('C9: tells those who were asked where it was closed with its run', () => {
    const closed = {
      ...settled,
      status: 'cancelled' as const,
      settlement: aSettlement({ action: 'close', by: 'run-ended' }),
    };

    expect(ofApproval(pending, closed)).toMatchObject([{ kind: 'decided', to: pending.assignee }]);
  });
});

describe('occasionsOf a run', () => {
  const failed = aFailedRun({ runId: 'run-1', epoch: 4 });
  const reviewed = aReviewedRun({ runId: 'run-1', epoch: 4 });

  it('tells the operators that a run failed or needs review', () => {
    expect(ofRun(aRun(), failed)).toEqual([
      { id: 'run-1/4/run-failed', kind: 'run-failed', run: failed, to: ['operator'] },
    ]);
    expect(ofRun(aRun(), reviewed)).toEqual([
      { id: 'run-1/4/run-needs-review', kind: 'run-needs-review', run: reviewed, to: ['operator'] },
    ]);
    expect(ofRun(undefined, failed)).toHaveLength(1);
  });

  it.each<[string, Run | undefined, Run | undefined]>([
    ['starts', undefined, aRun()],
    ['completes', aRun(), aCompletedRun()],
    ['is written again as failed', failed, { ...failed, updatedAt: plus('1m') }],
    ['is removed', failed, undefined],
  ])('tells nothing where a run %s', (_, before, after) => {
    expect(ofRun(before, after)).toEqual([]);
  });
});

const approvalOccasion = (
  kind: Exclude<Occasion['kind'], 'run-failed' | 'run-needs-review'>,
  approval: Approval,
): Occasion => ({
  ...{ id: 'id', kind, approval },
  to: approval.assignee,
});
const occasionWith = (title: string): Occasion => approvalOccasion('approval-needed', aPendingApproval({ title }));

describe('noticeText', () => {
  it('says what is asked, of whom, by whom, until when, and where to decide', () => {
    const approval = aPendingApproval({
      ...{
        runId: 'run-1',
        title: 'Refund 40 for o-1',
        requestedBy: 'shop',
        expiresAt: plus('24h'),
        assignee: ['finance', 'ceo'],
      },
      ...{
        proposed: encode({ amount: 40 }, 'p'),
        details: encode({ at: new Date(NOW) }, 'd'),
        pendingArgs: encode(['o-1'], 'a'),
      },
    });

    const { subject, text, sms } = noticeText(approvalOccasion('approval-needed', approval), LINK);

    expect(subject).toBe('Approval needed: Refund 40 for o-1');
    expect(text).toBe(
      [
        ...['Approval needed: Refund 40 for o-1', '', 'Workflow: refund', 'Run: run-1', 'Approval: approve:refund'],
        ...['Asked of: finance, ceo', 'Asked by: shop', `Decide until: ${plus('24h')}`],
        ...[
          'Proposed: {',
          '  "amount": 40',
          '}',
          'Details: {',
          `  "at": "${NOW}"`,
          '}',
          'Arguments: [',
          '  "o-1"',
          ']',
          `Digest: ${approval.digest.slice(0, 8)}`,
        ],
        ...['', LINK],
      ].join('\n'),
    );
    expect(sms).toBe(`Approval needed: Refund 40 for o-1 ${LINK}`);
  });

  it('says that anyone is asked where nobody in particular is', () => {
    expect(noticeText(approvalOccasion('approval-needed', aPendingApproval({ assignee: [] })), LINK).text).toContain(
      'Asked of: anyone',
    );
  });

  it.each([
    ['reminder', 'Still waiting: Deploy'],
    ['escalated', 'Escalated: Deploy'],
  ] as const)('names a notice of the kind %s', (kind, subject) => {
    expect(noticeText(approvalOccasion(kind, aPendingApproval({ title: 'Deploy' })), LINK).subject).toBe(subject);
  });

  it('says how an approval ended, by whom, when and why', () => {
    const settlement = aSettlement({
      action: 'reject',
      reason: 'Too much.',
      comment: 'Ask me.',
      value: encode(1, 'v'),
    });
    const approval = aSettledApproval({ title: 'Refund', status: 'rejected', settlement });

    const { subject, text } = noticeText(approvalOccasion('decided', approval), LINK);

    expect(subject).toBe('Rejected: Refund');
    expect(text).toContain(
      `Rejected by ann@example.com at ${plus('1h')}\nReason: Too much.\nComment: Ask me.\nValue: 1\n`,
    );
  });

  it('says why a run failed, and what to do next', () => {
    const { subject, text } = noticeText({ id: 'id', kind: 'run-failed', run: aFailedRun(), to: ['operator'] }, LINK);

    expect(subject).toBe('Run failed: refund');
    expect(text).toContain('Why: Step "charge" failed: no (step-failed)\nRetry it once the cause is mended');
  });

  it('says that a run needs review, and that nothing happens by itself', () => {
    const { subject, text } = noticeText(
      { id: 'id', kind: 'run-needs-review', run: aReviewedRun(), to: ['operator'] },
      LINK,
    );

    expect(subject).toBe('Run needs review: refund');
    expect(text).toContain('until a person retries or cancels it');
  });

  it.each([
    ['long', 'x'.repeat(500)],
    ['of many words', 'many words '.repeat(40)],
    ['of many lines', 'one\r\ntwo\n\nthree\u2028four\u0085five'],
    ['with a forged header', 'Refund\r\nBcc: everybody@example.com'],
    ['with letters beyond ASCII', 'Rückzahlung für Ærøskøbing – 40 €'],
    ['with pictures', '🚀👩‍👩‍👧‍👦 deploy 🎉'],
    ['in another script', '返金の承認をお願いします'.repeat(20)],
    ['with what GSM writes as two letters', '[{~}] \\ ^ | `'.repeat(20)],
    ['with control characters', 'a\u0000b\u001bc\u007fd\te'],
    ['with half a letter', 'a\ud800b'],
    ['of nothing but spaces', '   \n  '],
    ['empty', ''],
  ])('E3: keeps the subject and the SMS within their limits for a title that is %s', (_, title) => {
    const { subject, sms } = noticeText(occasionWith(title), LINK);

    expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
    expect([...sms].every((letter) => GSM.has(letter))).toBe(true);
    expect(sms.length).toBeLessThanOrEqual(160);
    expect(sms.endsWith(` ${LINK}`)).toBe(true);
  });

  it('E3: keeps the limits for any title, workflow and kind', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 });

    fc.assert(
      fc.property(text, fc.constantFrom(...NOTICE_KINDS), (title, kind) => {
        const occasion: Occasion =
          kind === 'run-failed' || kind === 'run-needs-review'
            ? { id: 'id', kind, run: aFailedRun({ workflow: title }), to: [] }
            : approvalOccasion(
                kind,
                kind === 'decided' || kind === 'expired' ? aSettledApproval({ title }) : aPendingApproval({ title }),
              );
        const { subject, sms } = noticeText(occasion, LINK);
        expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
        expect(sms.length).toBeLessThanOrEqual(160);
        expect([...sms].every((letter) => GSM.has(letter))).toBe(true);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([
    ['of our own making', newRunId(new Date(NOW)), 'approve:refund'],
    ['made of an idempotency key', `key_${'a'.repeat(43)}`, 'approve:refund'],
    ['made of a request id', `req_${'a'.repeat(36)}`, 'approval:head-of-finance'],
    [
      'of a caller who likes long names',
      'order-2026-000000012345-customer-67890-refund',
      'approve:refund:customer-67890',
    ],
    ['of the longest kind', 'r'.repeat(128), 'k'.repeat(200)],
  ])('E3: keeps the link whole in the SMS for a run id %s', (_, runId, key) => {
    const link = `https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/?run=${encodeURIComponent(runId)}&key=${encodeURIComponent(key)}`;

    const { sms } = noticeText(occasionWith('Refund 40 for o-1'), link);

    const [url = ''] = sms.split(' ').slice(-1);
    expect(sms.length).toBeLessThanOrEqual(160);
    expect(url).toMatch(/^https:\/\/a1b2c3d4e5\.execute-api\.us-east-1\.amazonaws\.com\//);
    expect(link.length > 160 || url === link).toBe(true);
  });
});

describe('asciiLine', () => {
  it.each([
    ['Ærø – café', 50, '?r? - cafe'],
    ['  two\n\nlines  ', 50, 'two lines'],
    ['exactly ten', 11, 'exactly ten'],
    ['more than ten', 10, 'more th...'],
    ['cut at a space here', 10, 'cut at...'],
    ['🚀 go', 50, '? go'],
  ])('makes of %o at most %d letters of ASCII: %s', (text, most, expected) => {
    expect(asciiLine(text, most)).toBe(expected);
  });
});
