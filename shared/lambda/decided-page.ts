/** The pages of decision links on which there is nothing to decide: what was decided, and what a wrong address is answered with. */

import { html } from 'hono/html';
import { sharedNameOf } from '../domain/actor.ts';
import { refusalOfSettled } from '../domain/answer-again.ts';
import { isSettled } from '../domain/approval.ts';
import { capital } from '../domain/in-words.ts';
import type { OpenedLink } from '../domain/link.ts';
import type { Receipt } from '../domain/receipt.ts';
import { isNobody } from '../domain/system-name.ts';
import { type CountersignError, ERRORS } from '../errors.ts';
import type { Answer } from './answer.ts';
import { footHtml, historyHtml, votesHtml } from './decide-parts.ts';
import { type Html, inboxLink, pageAnswer, type Scene } from './page-layout.ts';
import { changesHtml, timeHtml, valueHtml } from './page-values.ts';
import type { Problem } from './problem.ts';

/** What was done, in words, each with a sign that is not its colour. */
const DONE: Record<Receipt['action'], { sign: string; done: string }> = {
  approve: { sign: '✓', done: 'approved' },
  edit: { sign: '✎', done: 'approved with changes' },
  reject: { sign: '✕', done: 'rejected' },
  cancel: { sign: '–', done: 'cancelled' },
  expire: { sign: '–', done: 'expired' },
  close: { sign: '–', done: 'closed' },
  supersede: { sign: '–', done: 'asked no more' },
};

/** What the person gets who decided; the same for the same decision again. */
export function decidedPage({ actor, view }: OpenedLink, receipt: Receipt, scene: Scene): Answer {
  const { sign, done } = DONE[receipt.action];
  const shared = sharedNameOf(actor);
  const who =
    shared === undefined
      ? `You have ${done === DONE.edit.done ? 'approved this, with changes' : `${done} this`}.`
      : `${capital(done)} with the link of ${shared}.`;
  const { votes } = receipt;
  const isOpen = receipt.status === 'pending';
  const counted =
    isOpen &&
    votes &&
    html`<p>It is not decided yet: ${votes.approvals} of ${votes.needed.approvals} have approved, ${votes.rejections} of ${votes.needed.rejections} have rejected.</p>`;
  return pageAnswer({
    status: 200,
    title: `${capital(done)}: ${view.title}`,
    state: isOpen ? 'Your vote counts' : 'Decided',
    body: html`<div class="note" role="status"><p><span class="sign" aria-hidden="true">${sign}</span><b>${who}</b></p>${counted}</div>
<h1>${view.title}</h1>
<section class="card">${outcomeHtml(receipt, scene)}</section>
<p>${isOpen ? 'It waits for others now' : 'The run goes on by itself'}; you can close this page.</p>
${footHtml(view, scene)}`,
  });
}

/** Who decided what, and when. */
const outcomeHtml = (receipt: Receipt, { now }: Scene, comment?: string): Html => html`<dl class="facts">
${isNobody(receipt.by) ? '' : html`<dt>By</dt><dd>${receipt.by}</dd>`}
${receipt.for === undefined ? '' : html`<dt>For</dt><dd>${receipt.for}</dd>`}
<dt>At</dt><dd>${timeHtml(receipt.at, now)}</dd>
${receipt.reason === undefined ? '' : html`<dt>Reason</dt><dd class="text">${receipt.reason}</dd>`}
${comment === undefined ? '' : html`<dt>Comment</dt><dd class="text">${comment}</dd>`}
${receipt.value === undefined ? '' : html`<dt>With</dt><dd>${valueHtml(receipt.value)}</dd>`}
${receipt.changes && receipt.changes.length > 0 ? html`<dt>Changed</dt><dd>${changesHtml(receipt.changes)}</dd>` : ''}
</dl>`;

/** What is asked in the place of this is sent to whoever is asked it; a reader of this page has no run to read. */
const endWords = (end: CountersignError | undefined): string | undefined =>
  end?.code === 'superseded'
    ? 'The run asks this no more. What it asks in its place comes in a message of its own.'
    : end?.message;

/** What is said between the end of its time and the moment when that is recorded. */
const OVERDUE = 'Its time is over, and nobody had decided. What follows from that comes within a minute.';

/** How it ended: who decided what, and when. `late` says what became of what was sent. */
export function settledPage(opened: OpenedLink, scene: Scene, status: number, late?: string): Answer {
  const { approval, view } = opened;
  const { decision } = view;
  const { sign, done } = DONE[decision?.action ?? 'expire'];
  const end = isSettled(approval) ? refusalOfSettled(approval) : undefined;
  // Who decided it, and when, stands below.
  const words = end?.code === 'already-decided' ? '' : html`<p>${endWords(end) ?? OVERDUE}</p>`;
  const comment = isSettled(approval) ? approval.settlement.comment : undefined;
  return pageAnswer({
    status,
    title: `${capital(done)}: ${view.title}`,
    state: capital(done),
    body: html`${late === undefined ? '' : html`<div class="warn" role="alert"><p><b>What you sent did not count.</b> ${late}</p></div>`}
<h1>${view.title}</h1>
<section class="card"><h2><span class="sign" aria-hidden="true">${sign}</span>${capital(done)}</h2>
${words}${decision && outcomeHtml(decision, scene, comment)}</section>
${decision?.votes && votesHtml(decision.votes, scene)}
${historyHtml(view.history, scene)}
${footHtml(view, scene)}`,
  });
}

/** What every address is answered with that opens nothing, whatever is wrong with it. */
export const unknownPage = (scene: Scene): Answer =>
  pageAnswer({
    status: 404,
    title: 'This link opens nothing',
    state: 'Not found',
    body: html`<h1>This link opens nothing</h1>
<section class="card"><p>It may have been cut when it was copied, it may be of something that was asked long ago, or it may not be for you any more.</p>
<p>Open it once more from the message that it came in.${scene.inboxUrl === undefined ? '' : html` What waits for you is in ${inboxLink(scene)}, too.`}</p></section>`,
  });

/** What an error is answered with where a page is expected. */
export function failurePage(problem: Problem, scene: Scene): Answer {
  if (problem.status === 404) return unknownPage(scene);
  const { title } = ERRORS[problem.code];
  return pageAnswer({
    status: problem.status,
    title,
    state: 'Nothing was shown',
    body: html`<h1>${title}</h1>
<section class="card"><p>${problem.detail}</p>
<p>Open the link once more from the message that it came in: its page says whether anything was decided. A decision that is sent twice counts once.</p></section>`,
  });
}
