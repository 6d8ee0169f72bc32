/** The page of a decision link: what is asked, of whom, until when, and the forms to decide it. */
import { html } from 'hono/html';
import type { OpenedLink } from '../domain/link.ts';
import { goesByVotes } from '../domain/policy.ts';
import type { Answer } from './answer.ts';
import { wrongIn } from './decide-fields.ts';
import { type Asking, formsHtml } from './decide-forms.ts';
import { ARGUMENTS, footHtml, historyHtml, inboxPlace, partHtml, votesHtml } from './decide-parts.ts';
import { type Html, pageAnswer, type Scene } from './page-layout.ts';
import { timeHtml } from './page-values.ts';
import { choicesOf } from './posted-decision.ts';

/** The page of an open approval. */
export function askPage(opened: OpenedLink, scene: Scene, asking: Asking): Answer {
  const { view } = opened;
  const choices = choicesOf(opened);
  return pageAnswer({
    status: asking.status,
    title: view.title,
    state: 'Waits for a decision',
    cookie: choices.length > 0 ? asking.cookie : undefined,
    body: html`${messageHtml(asking)}
<h1>${view.title}</h1>
${askedHtml(opened)}
${factsHtml(opened, scene)}
${goesByVotes(opened.approval) && view.votes ? votesHtml(view.votes, scene) : ''}
${choices.length > 0 ? formsHtml(opened, choices, asking) : noFormsHtml(opened, scene)}
${historyHtml(view.history, scene)}
${footHtml(view, scene)}`,
  });
}

const messageHtml = ({ message, errors = [] }: Asking): Html =>
  message === undefined && errors.length === 0
    ? html``
    : html`<div class="warn" role="alert"><p><b>Nothing is decided yet.</b> ${message ?? ''}</p>${
        errors.length === 0
          ? ''
          : html`<ul>${errors.map(({ path, message: wrong }) => html`<li>${wrongIn(nameOfPath(path), wrong)}</li>`)}</ul>`
      }</div>`;

/** A field as the page calls it: without what says in which property of a decision it is sent. */
const nameOfPath = (path: string): string => path.replace(/^(?:value|editedValue)(?:\.|$)/, '') || 'The value';

function factsHtml({ approval, view, explanation }: OpenedLink, { now }: Scene): Html {
  const reason = approval.reason === view.title ? undefined : approval.reason;
  return html`<section class="card" aria-label="About"><dl class="facts">
${reason === undefined ? '' : html`<dt>Why</dt><dd class="text">${reason}</dd>`}
<dt>Workflow</dt><dd>${view.workflow}</dd>
<dt>Asked by</dt><dd>${view.requestedBy ?? 'the workflow itself'}</dd>
<dt>Asked of</dt><dd>${view.assignee.join(', ')}</dd>
<dt>Since</dt><dd>${timeHtml(view.createdAt, now)}</dd>
<dt>Until</dt><dd>${view.expiresAt === undefined ? 'no time is set' : timeHtml(view.expiresAt, now)}</dd>
${explanation.next.map(({ at, what, words }) => (what === 'timeout' ? html`<dt>Then</dt><dd>${words}</dd>` : html`<dt>${what === 'reminder' ? 'Reminder' : 'Escalation'}</dt><dd>${timeHtml(at, now)}: ${words}</dd>`))}
<dt>How</dt><dd>${explanation.decided}</dd>
</dl></section>`;
}

function askedHtml({ view, isWhole }: OpenedLink): Html {
  const { details, pendingArgs } = view;
  const parts = [
    ...('proposed' in view ? [partHtml('Proposed', view.proposed)] : []),
    ...(pendingArgs === undefined ? [] : [partHtml(ARGUMENTS, pendingArgs)]),
    ...(details === undefined ? [] : [partHtml('Details', details)]),
  ];
  if (parts.length === 0) return html``;
  return html`<section class="card"><h2>What is asked</h2>
${isWhole ? '' : html`<p class="warn">It is too large to be shown here in full.</p>`}${parts}</section>`;
}

/** Who may not decide by this page is told why, and what they can do. */
function noFormsHtml({ explanation, isWhole, view }: OpenedLink, scene: Scene): Html {
  const { mayDecide, why } = explanation.you;
  const reason = !mayDecide
    ? why
    : isWhole
      ? 'This approval takes no decision by a link.'
      : 'Nobody decides by a link what the page cannot show in full.';
  return html`<section class="card"><h2>You cannot decide here</h2><p>${reason}</p>
<p>Open it in ${inboxPlace(view, scene)} to see what you can do.</p></section>`;
}
