/** The page of a decision link: what is asked, of whom, until when, and the forms to decide it. */
import { html } from 'hono/html';
import { capital } from '../domain/in-words.ts';
import type { OpenedLink } from '../domain/link.ts';
import { isOutside, keptOutside, outsideOf } from '../domain/outside.ts';
import { goesByVotes } from '../domain/policy.ts';
import { sameJson } from '../domain/same-json.ts';
import type { Answer } from './answer.ts';
import { hasVoted, noFormsHtml } from './decide-elsewhere.ts';
import { wrongIn } from './decide-fields.ts';
import { type Asking, formsHtml } from './decide-forms.ts';
import { ARGUMENTS, footHtml, historyHtml, partHtml, votesHtml } from './decide-parts.ts';
import { type Html, pageAnswer, type Scene } from './page-layout.ts';
import { timeHtml } from './page-values.ts';
import { Choice, choicesOf, fieldsFor, type Posted } from './posted-decision.ts';

/** The page of an open approval. */
export function askPage(opened: OpenedLink, scene: Scene, asking: Asking): Answer {
  const { view } = opened;
  const choices = choicesOf(opened);
  return pageAnswer({
    status: asking.status,
    title: view.title,
    state: 'Waits for a decision',
    cookie: choices.length > 0 ? asking.cookie : undefined,
    body: html`${messageHtml(hasVoted(opened) ? ofVoter(asking) : asking, opened)}
<h1>${view.title}</h1>
${askedHtml(opened)}
${factsHtml(opened, scene)}
${goesByVotes(opened.approval) && view.votes ? votesHtml(view.votes, scene) : ''}
${choices.length > 0 ? formsHtml(opened, choices, asking) : noFormsHtml(opened, scene)}
${historyHtml(view.history, scene)}
${footHtml(view, choices.length > 0 ? scene : { now: scene.now })}`,
  });
}

const messageHtml = ({ message, errors = [], posted }: Asking, opened: OpenedLink): Html =>
  message === undefined && errors.length === 0
    ? html``
    : html`<div class="warn" role="alert"><p><b>Nothing is decided yet.</b> ${message ?? ''}</p>${
        errors.length === 0
          ? ''
          : html`<ul>${errors.map(({ path, message: wrong }) => html`<li>${wrongIn(nameOfPath(path, opened, posted), wrong)}</li>`)}</ul>`
      }</div>`;

/** Who has voted, and sends something else, is told below what became of their vote, and what they can do. */
const ofVoter = ({ message, ...asking }: Asking): Asking =>
  message === undefined ? asking : { ...asking, message: 'What you sent does not count: your first vote does.' };

/** A field as the page calls it: without what says in which property of a decision it is sent. */
function nameOfPath(path: string, opened: OpenedLink, posted: Posted | undefined): string {
  if (path === 'reason' || path === 'comment') return capital(path);
  const name = path.replace(/^(?:value|editedValue)(?:\.|$)/, '');
  const choice = Choice.safeParse(posted?.get('action')).data;
  const field = choice && fieldsFor(choice, opened).find((one) => one.path.join('.') === name);
  return field?.label ?? (name || 'The value');
}

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

function askedHtml({ approval, view }: OpenedLink): Html {
  const { details, pendingArgs } = view;
  const parts = [
    ...('proposed' in view ? [partHtml('Proposed', view.proposed)] : []),
    ...(pendingArgs === undefined ? [] : [shownPart(ARGUMENTS, pendingArgs, approval.pendingArgs)]),
    ...(details === undefined ? [] : [shownPart('Details', details, approval.details)]),
  ];
  if (parts.length === 0) return html``;
  return html`<section class="card"><h2>What is asked</h2>
${parts}</section>`;
}

/** What is too large for the page is said to be; how it is kept says nothing to a person. */
function shownPart(name: string, value: unknown, kept: string | undefined): Html {
  if (kept === undefined || !isOutside(kept) || !sameJson(value, keptOutside(kept))) return partHtml(name, value);
  const size = Math.ceil(outsideOf(kept).bytes / 1_000);
  return html`<h3>${name}</h3><p class="warn">${size} KB: too large to be shown here.</p>`;
}
