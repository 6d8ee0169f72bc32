/** The page of a decision link: what is asked, of whom, until when, and the forms to decide it. */
import { html } from 'hono/html';
import { sharedNameOf } from '../domain/actor.ts';
import type { OpenedLink } from '../domain/link.ts';
import { goesByVotes } from '../domain/policy.ts';
import type { FieldError } from '../errors.ts';
import type { Answer } from './answer.ts';
import { fieldHtml, textHtml } from './decide-fields.ts';
import { type Choice, choicesOf, fieldsFor, type Posted, proposedIn } from './decide-form.ts';
import { historyHtml, votesHtml } from './decide-history.ts';
import { type Html, inboxLink, pageAnswer, type Scene } from './page-layout.ts';
import { timeHtml, valueHtml } from './page-values.ts';

/** What a page of an open approval says beside what is asked. */
export interface Asking {
  status: number;
  nonce: string;
  cookie: string;
  /** What came of what was sent last, in a sentence. */
  message?: string;
  errors?: readonly FieldError[];
  /** What was typed last, to be shown again. */
  posted?: Posted;
}

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
${factsHtml(opened, scene)}
${askedHtml(opened)}
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
          : html`<ul>${errors.map(({ path, message: wrong }) => html`<li>${nameOfPath(path)} ${wrong}</li>`)}</ul>`
      }</div>`;

/** A field as the page calls it: without what says in which property of a decision it is sent. */
const nameOfPath = (path: string): string => path.replace(/^(?:value|editedValue)(?:\.|$)/, '') || 'The value';

function factsHtml({ approval, view, explanation }: OpenedLink, { now }: Scene): Html {
  const { reason } = approval;
  return html`<section class="card" aria-label="About"><dl>
${reason === undefined ? '' : html`<dt>Why</dt><dd class="text">${reason}</dd>`}
<dt>Workflow</dt><dd>${view.workflow}</dd>
<dt>Asked by</dt><dd>${view.requestedBy ?? 'the workflow itself'}</dd>
<dt>Asked of</dt><dd>${view.assignee.join(', ')}</dd>
<dt>Since</dt><dd>${timeHtml(view.createdAt, now)}</dd>
<dt>Until</dt><dd>${view.expiresAt === undefined ? 'no time is set' : timeHtml(view.expiresAt, now)}</dd>
${explanation.next.map(({ at, what, words }) => (what === 'timeout' ? html`<dt>Then</dt><dd>${words}</dd>` : html`<dt>Before</dt><dd>${timeHtml(at, now)}: ${words}</dd>`))}
<dt>How</dt><dd>${explanation.decided}</dd>
</dl></section>`;
}

function askedHtml({ view, isWhole }: OpenedLink): Html {
  const { details, pendingArgs } = view;
  const parts = [
    ...('proposed' in view ? [part('Proposed', view.proposed)] : []),
    ...(pendingArgs === undefined ? [] : [part('Arguments, as they will be used', pendingArgs)]),
    ...(details === undefined ? [] : [part('Details', details)]),
  ];
  if (parts.length === 0) return html``;
  return html`<section class="card"><h2>What is asked</h2>
${isWhole ? '' : html`<p class="warn">It is too large to be shown here in full.</p>`}${parts}</section>`;
}

const part = (name: string, value: unknown): Html => html`<h3>${name}</h3>${valueHtml(value)}`;

/** Who may not decide by this page is told why, and what they can do. */
function noFormsHtml({ explanation, isWhole, view }: OpenedLink, scene: Scene): Html {
  const { mayDecide, why } = explanation.you;
  const reason = !mayDecide
    ? why
    : isWhole
      ? 'This approval takes no decision by a link.'
      : 'Nobody decides by a link what the page cannot show in full.';
  return html`<section class="card"><h2>You cannot decide here</h2><p>${reason}</p>
<p>Open it in ${inboxLink(scene, placeOf(view))} to see what you can do.</p></section>`;
}

function formsHtml(opened: OpenedLink, choices: Choice[], asking: Asking): Html {
  return html`<section class="card"><h2>Your decision</h2>
<p class="quiet small">${whoHtml(opened)}</p>
${choices.map((choice) => formHtml(choice, opened, asking))}</section>`;
}

function whoHtml({ actor, explanation }: OpenedLink): Html {
  const shared = sharedNameOf(actor);
  return shared === undefined
    ? html`This link is for <b>${actor.id}</b> alone: what is decided here is signed with that name. ${explanation.you.why}`
    : html`This link was sent to all of <b>${shared}</b>: what is decided here is signed with that name, and with nobody’s own.`;
}

/** What each form says on its button. */
const BUTTONS: Record<Choice, string> = { approve: 'Approve', edit: 'Approve with changes', reject: 'Reject' };

function formHtml(choice: Choice, opened: OpenedLink, { nonce, errors = [], posted }: Asking): Html {
  const isSent = posted?.get('action') === choice;
  const typed = (name: string, present: string): string => (isSent ? (posted?.get(name) ?? '') : present);
  const wrong = (path: string): string | undefined =>
    isSent ? errors.find((error) => error.path === path || error.path.startsWith(`${path}.`))?.message : undefined;
  const below = choice === 'edit' ? 'editedValue' : 'value';
  const fields = fieldsFor(choice, opened).map((field, index) =>
    fieldHtml(field, {
      id: `${choice}-${index + 1}`,
      text: typed(field.name, field.present),
      wrong: wrong([below, ...field.path].join('.')),
    }),
  );
  const word = choice === 'reject' ? 'reason' : 'comment';
  const text = textHtml(word, choice === 'reject' ? 'Reason' : 'Comment', choice === 'reject', {
    ...{ id: `${choice}-${word}`, text: typed(word, ''), wrong: wrong(word) },
  });
  const form = html`<form method="post" class="choice" autocomplete="off">
<input type="hidden" name="nonce" value="${nonce}"><input type="hidden" name="digest" value="${opened.view.digest}"><input type="hidden" name="action" value="${choice}">
${fields}${text}<button class="${choice === 'reject' ? 'no' : choice === 'approve' ? 'yes' : 'edit'}">${BUTTONS[choice]}</button>
</form>`;
  return choice === 'edit'
    ? html`<details class="choice"${isSent ? html` open` : ''}><summary>Change it first</summary>${form}</details>`
    : form;
}

const placeOf = ({ runId, key }: OpenedLink['view']): string =>
  `#/approvals/${encodeURIComponent(runId)}/${encodeURIComponent(key)}`;

/** So much of a digest tells two requests apart at a glance. */
const SHORT_DIGEST = 8;

export const footHtml = (view: OpenedLink['view'], scene: Scene): Html =>
  html`<p class="quiet small">Run <code>${view.runId}</code> · approval <code>${view.key}</code> · digest <code>${view.digest.slice(0, SHORT_DIGEST)}</code> · also in ${inboxLink(scene, placeOf(view))}</p>`;

/** The second page, for a browser that keeps no cookies: what is to be done, and one button. */
export function confirmPage(
  opened: OpenedLink,
  scene: Scene,
  { doing, nonce, confirm }: { doing: readonly [string, string][]; nonce: string; confirm: string },
): Answer {
  const { view } = opened;
  const posted = new Map(doing);
  const choice = BUTTONS_BY.get(posted.get('action') ?? '') ?? 'approve';
  const fields = fieldsFor(choice, opened).map((field) => [field.label, labelOf(field, posted.get(field.name) ?? '')]);
  const texts = (['reason', 'comment'] as const).flatMap((name) => {
    const text = posted.get(name)?.trim();
    return text ? [[name === 'reason' ? 'Reason' : 'Comment', text]] : [];
  });
  return pageAnswer({
    status: 200,
    title: view.title,
    state: 'Waits for a decision',
    body: html`<div class="note" role="status"><p><b>Nothing is decided yet.</b> Your browser keeps no cookies for this page, so press once more.</p></div>
<h1>${view.title}</h1>
<section class="card"><h2>${BUTTONS[choice]}?</h2>
${!('proposed' in view) || choice === 'reject' ? '' : html`${part('Proposed', proposedIn(view))}`}
${[...fields, ...texts].length === 0 ? '' : html`<h3>You send</h3><dl>${[...fields, ...texts].map(([name, text]) => html`<dt>${name}</dt><dd class="text">${text}</dd>`)}</dl>`}
<form method="post" class="choice" autocomplete="off">
<input type="hidden" name="nonce" value="${nonce}"><input type="hidden" name="confirm" value="${confirm}">
${doing.map(([name, text]) => html`<input type="hidden" name="${name}" value="${text}">`)}
<button class="${choice === 'reject' ? 'no' : 'yes'}">Yes: ${BUTTONS[choice].toLowerCase()}</button>
</form>
<p><a href="?">Look at it again</a></p></section>
${footHtml(view, scene)}`,
  });
}

const BUTTONS_BY = new Map<string, Choice>([
  ['approve', 'approve'],
  ['edit', 'edit'],
  ['reject', 'reject'],
]);

const labelOf = (field: ReturnType<typeof fieldsFor>[number], text: string): string =>
  field.choices?.find((choice) => choice.text === text)?.label ?? text;
