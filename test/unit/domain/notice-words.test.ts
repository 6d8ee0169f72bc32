/** A notice in words: the e-mail, the SMS and the HTML. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../shared/domain/approval.ts';
import { newRunId } from '../../../shared/domain/ids.ts';
import { type ApprovalOccasion, NOTICE_KINDS, type Occasion } from '../../../shared/domain/notice.ts';
import { noticeHtml } from '../../../shared/domain/notice-html.ts';
import { fromNow, linesOf, timeInWords } from '../../../shared/domain/notice-lines.ts';
import { asciiLine, septetsOf, smsOf } from '../../../shared/domain/notice-sms.ts';
import { noticeText } from '../../../shared/domain/notice-words.ts';
import { encode } from '../../../shared/domain/value.ts';
import { aFailedRun, aPendingApproval, aReviewedRun, aSettledApproval, aSettlement } from '../../support/builders.ts';
import { NOW, plus } from '../../support/clock.ts';

const LINK = 'https://approvals.example.com/d/run_01kdq5t8000000000000000000';

/** GSM 03.38: the letters that cost one, and those that cost two. */
const GSM = new Set(
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€',
);

const asked = (fields: Parameters<typeof aPendingApproval>[0], more: Partial<ApprovalOccasion> = {}): Occasion => {
  const approval = aPendingApproval({ runId: 'run-1', ...fields });
  return { id: 'id', kind: 'approval-needed', approval, to: approval.assignee, now: NOW, ...more };
};
const ended = (fields: Parameters<typeof aSettledApproval>[0]): Occasion => {
  const approval = aSettledApproval({ runId: 'run-1', ...fields });
  return { id: 'id', kind: 'decided', approval, to: approval.assignee };
};

describe('noticeText', () => {
  it('says what is asked, by whom, until when, its values and where to decide', () => {
    const { subject, text, sms } = noticeText(
      asked({
        ...{ title: 'Refund 40 for o-1', requestedBy: 'shop', expiresAt: plus('24h'), assignee: ['finance', 'ceo'] },
        proposed: encode({ amount: 40 }, 'p'),
        details: encode({ order: { id: 'o-1', at: new Date(NOW), gift: true }, notes: [] }, 'd'),
        pendingArgs: encode(['o-1', 40], 'a'),
      }),
      LINK,
    );

    expect(subject).toBe('Approval needed: Refund 40 for o-1');
    expect(text).toBe(
      `Approval needed: Refund 40 for o-1

shop asks finance, ceo to decide by Tue 6 Jan 2026, 09:00 UTC (in 24 h). Without an answer it counts as no.

Proposed:
  amount: 40
Details:
  order:
    id: o-1
    at: 2026-01-05T09:00:00.000Z
    gift: yes
  notes: none
Arguments:
  1: o-1
  2: 40

See all of it and decide:
${LINK}

Run run-1 - approval approve:refund - workflow refund - digest digest-1`,
    );
    expect(sms).toBe(`Approval needed: Refund 40 for o-1 ${LINK}`);
  });

  it.each<[string, Parameters<typeof asked>, string]>([
    ['anyone is asked', [{ assignee: [] }], 'Workflow refund asks anyone to decide, without a deadline.'],
    ['it takes several', [{ quorum: { approvals: 2 } }], 'It takes 2 approvals.'],
    [
      'it is approved by default',
      [{ expiresAt: plus('1h'), onTimeout: { approve: encode(1, 'v') } }],
      'by Mon 5 Jan 2026, 10:00 UTC (in 60 min). Without an answer it is approved with the declared default.',
    ],
    [
      'the run fails without',
      [{ expiresAt: plus('1h'), onTimeout: { fail: true } }],
      'Without an answer the run fails.',
    ],
    [
      'somebody else is asked without',
      [{ expiresAt: plus('1h'), onTimeout: { escalate: 'ceo' } }],
      'Without an answer ceo is asked.',
    ],
    ['there is a reason', [{ reason: 'Over the limit.' }], 'Why: Over the limit.'],
  ])('says that %s', (_, [fields], expected) => {
    expect(noticeText(asked(fields), LINK).text).toContain(expected);
  });

  it.each([
    ['reminder', 'Still waiting: Deploy'],
    ['escalated', 'Escalated: Deploy'],
  ] as const)('names a notice of the kind %s', (kind, subject) => {
    expect(noticeText(asked({ title: 'Deploy' }, { kind }), LINK).subject).toBe(subject);
  });

  it('says by whom and why it was handed on', () => {
    const act = { kind: 'reassign' as const, from: ['finance'], to: ['bob'], reason: 'On\nleave.', by: 'ann', at: NOW };

    const { subject, text } = noticeText(
      asked({ title: 'Deploy' }, { act: { ...act, proof: 'jwt' } } as Partial<ApprovalOccasion>),
      LINK,
    );

    expect(subject).toBe('Handed to you: Deploy');
    expect(text).toContain('\n\nann handed this on from finance: On leave.\n');
  });

  it('says how an approval ended: by whom, when and why, by which votes, and what an edit changed', () => {
    const vote = { action: 'approve' as const, by: 'bob', for: 'ann', at: plus('30m'), proof: 'jwt' as const };
    const settlement = aSettlement({
      ...{ action: 'edit', reason: 'Half of it.', comment: 'Ask me.', votes: [vote] },
      originalValue: encode({ amount: 40, note: 'x' }, 'o'),
      value: encode({ amount: 20, note: 'x' }, 'v'),
    });

    const { subject, text } = noticeText(ended({ title: 'Refund', status: 'edited', settlement }), LINK);

    expect(subject).toBe('Edited: Refund');
    expect(text).toContain(
      `Edited by ann@example.com on Mon 5 Jan 2026, 10:00 UTC.

Reason: Half of it.
Comment: Ask me.
Vote: approve by bob for ann on Mon 5 Jan 2026, 09:30 UTC
Changed:
  amount: 40 -> 20
Value:
  amount: 20
  note: x

See it with its history:
${LINK}
`,
    );
  });

  it('says why a run failed, and what to do next', () => {
    const run = aFailedRun({ runId: 'run-1' });
    const { subject, text } = noticeText({ id: 'id', kind: 'run-failed', run, to: ['operator'] }, LINK);

    expect(subject).toBe('Run failed: refund');
    expect(text).toContain('Retry it once the cause is mended');
    expect(text).toContain('Error: step-failed\nMessage: Step "charge" failed: no\nStep: charge\n');
    expect(text).toContain(`See where it stopped, and retry it:\n${LINK}\n\nRun run-1 - workflow refund - version 1`);
  });

  it('says that a run needs review, and that nothing happens by itself', () => {
    const run = aReviewedRun();
    const { subject, text } = noticeText({ id: 'id', kind: 'run-needs-review', run, to: ['operator'] }, LINK);

    expect(subject).toBe('Run needs review: refund');
    expect(text).toContain('until a person retries or cancels it');
  });

  it('shows the marks that turn letters around in a headline and in names', () => {
    const approval = aPendingApproval({ title: 'Pay \u202e001', assignee: ['\u2066ann'] });
    const { text, subject, sms } = noticeText({ id: 'id', kind: 'approval-needed', approval, to: [] }, LINK);

    expect(text).toContain('Approval needed: Pay [U+202E]001\n');
    expect(text).toContain('asks [U+2066]ann to decide');
    expect([subject, sms.replace(` ${LINK}`, '')]).toEqual(['Approval needed: Pay ?001', 'Approval needed: Pay ?001']);
  });

  it('cuts what is long not within a character', () => {
    const long = aPendingApproval({ title: 't', details: encode(`x${'💶'.repeat(20_000)}`, 'details') });
    const { text } = noticeText({ id: 'id', kind: 'approval-needed', approval: long, to: [] }, LINK);

    expect(Buffer.from(text).toString()).toBe(text);
    const shifted = aPendingApproval({ title: 'tt', details: encode(`xx${'💶'.repeat(20_000)}`, 'details') });
    const other = noticeText({ id: 'id', kind: 'approval-needed', approval: shifted, to: [] }, LINK).text;
    expect(Buffer.from(other).toString()).toBe(other);
  });

  it('E3: keeps the limits and the link for any title, details, workflow and kind', () => {
    const words = fc.string({ unit: 'binary', maxLength: 400 });

    fc.assert(
      fc.property(words, fc.jsonValue(), fc.constantFrom(...NOTICE_KINDS), (title, details, kind) => {
        const occasion: Occasion =
          kind === 'run-failed' || kind === 'run-needs-review'
            ? { id: 'id', kind, run: aFailedRun({ workflow: title }), to: [] }
            : { ...occasionOf(kind, title, details), kind };
        const { subject, text, sms } = noticeText(occasion, LINK);
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(septetsOf(sms)).toBeLessThanOrEqual(160);
        expect([...sms].every((letter) => GSM.has(letter))).toBe(true);
        expect(sms.split(' ').at(-1)).toBe(LINK);
        expect(text.split('\n')).toContain(LINK);
        expect(text.length).toBeLessThan(60_000);
        expect(noticeHtml({ subject, text, link: LINK })).toContain(`<a href="${LINK}"`);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each([
    ['timeout', 'Expired on Mon'],
    ['run-ended', 'Expired on Mon'],
    ['ann@example.com', 'Expired by ann@example.com on Mon'],
  ])('names nobody where the system itself ended it: %s', (by, words) => {
    const { text } = noticeText(ended({ status: 'expired', settlement: aSettlement({ by }) }), LINK);

    expect(text).toContain(words);
  });

  const occasionOf = (kind: (typeof NOTICE_KINDS)[number], title: string, details: unknown): ApprovalOccasion => {
    const fields = { title, details: encode(details, 'd') };
    const approval: Approval =
      kind === 'decided' || kind === 'expired' ? aSettledApproval(fields) : aPendingApproval(fields);
    return { id: 'id', kind: 'approval-needed', approval, to: [] };
  };
});

describe('smsOf', () => {
  it.each([
    ['long', 'x'.repeat(500)],
    ['of many lines', 'one\r\ntwo\n\nthree\u2028four\u0085five'],
    ['with letters beyond ASCII', 'Rückzahlung für Ærøskøbing – 40 €'],
    ['with pictures', '🚀👩‍👩‍👧‍👦 deploy 🎉'],
    ['in another script', '返金の承認をお願いします'.repeat(20)],
    ['of what costs two', '[{~}] \\ ^ | €'.repeat(20)],
    ['with control characters', 'a\u0000b\u001bc\u007fd\te'],
    ['with half a letter', 'a\ud800b'],
    ['empty', ''],
  ])('E3: keeps to 160 septets of GSM, the link whole, for words that are %s', (_, words) => {
    const sms = smsOf(words, LINK);

    expect([...sms].every((letter) => GSM.has(letter))).toBe(true);
    expect(septetsOf(sms)).toBeLessThanOrEqual(160);
    expect(sms.split(' ').at(-1)).toBe(LINK);
  });

  it('counts what costs two as two', () => {
    expect(septetsOf(smsOf('€'.repeat(100), 'https://x.example'))).toBeLessThanOrEqual(160);
    expect(septetsOf('€[a')).toBe(5);
  });

  it('writes what GSM lacks as its closest letter, and keeps what it has', () => {
    expect(smsOf('Zażółć für 40 € – “ok”', 'https://x')).toBe('Zazolc für 40 € - "ok" https://x');
  });

  it.each([
    ['of our own making', newRunId(new Date(NOW)), 'approve:refund'],
    ['made of an idempotency key', `key_${'a'.repeat(43)}`, 'approve:refund'],
    ['of the longest kind', 'r'.repeat(128), 'k'.repeat(200)],
  ])('E3: keeps the link whole for a run id %s', (_, runId, key) => {
    const link = `https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/?run=${runId}&key=${encodeURIComponent(key)}`;

    const [url = ''] = smsOf('Refund 40 for o-1', link).split(' ').slice(-1);

    expect(url).toBe(link.length > 160 ? new URL('/', link).href : link);
  });
});

describe('asciiLine', () => {
  it.each([
    ['Ærø – café', 50, 'AEro - cafe'],
    ['  two\n\nlines  ', 50, 'two lines'],
    ['Refund\r\nBcc: everybody@example.com', 50, 'Refund Bcc: everybody@example.com'],
    ['exactly ten', 11, 'exactly ten'],
    ['more than ten', 10, 'more th...'],
    ['cut at a space here', 10, 'cut at...'],
    ['🚀 go', 50, '? go'],
  ])('makes of %o at most %d letters of ASCII: %s', (text, most, expected) => {
    expect(asciiLine(text, most)).toBe(expected);
  });
});

describe('linesOf', () => {
  it('shows the marks that turn letters around, and takes every break for one, so that nothing reads other than it is', () => {
    expect(linesOf('Pay\u202e', { to: 'a\u202e001\u202c', note: 'x\vamount: 1\u0085y' })).toEqual([
      ...['Pay[U+202E]:', '  to: a[U+202E]001[U+202C]', '  note: x', '    amount: 1', '    y'],
    ]);
  });

  it('indents what a value holds, and the further lines of a text', () => {
    expect(linesOf('Order', { note: 'one\ntwo', lines: [{ price: 4 }], paid: false, by: null })).toEqual([
      ...['Order:', '  note: one', '    two', '  lines:', '    1:', '      price: 4', '  paid: no', '  by: none'],
    ]);
  });
});

describe('times in words', () => {
  it.each([
    ['30s', 'in less than a minute'],
    ['45m', 'in 45 min'],
    ['24h', 'in 24 h'],
    ['4d', 'in 4 days'],
    ['0s', 'now'],
  ])('says of a time %s later: %s', (duration, expected) => {
    expect(fromNow(plus(duration), NOW)).toBe(expected);
  });

  it('says a time with its day, in UTC', () => {
    expect(timeInWords('2026-11-24T17:00:00.000Z')).toBe('Tue 24 Nov 2026, 17:00 UTC');
  });
});

describe('noticeHtml', () => {
  it('escapes everything, and has one link and nothing that is loaded', () => {
    const title = '<img src=x onerror=alert(1)> & "more"';
    const { subject, text } = noticeText(asked({ title, details: encode({ '<b>': '</pre><script>' }, 'd') }), LINK);

    const html = noticeHtml({ subject, text, link: LINK });

    expect(html).not.toMatch(/<img|<script|<b>|src="/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;more&quot;');
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).toContain(`<a href="${LINK}"`);
    expect(html).toContain('>See all of it and decide</a>');
  });
});
