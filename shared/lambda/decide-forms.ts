/** The forms to decide an approval by: each choice has one, with what it needs, so that it works without script. */
import { html } from 'hono/html';
import { sharedNameOf } from '../domain/actor.ts';
import type { OpenedLink } from '../domain/link.ts';
import { readersOf } from '../domain/policy.ts';
import type { FieldError } from '../errors.ts';
import { fieldHtml, textHtml } from './decide-fields.ts';
import type { Html } from './page-layout.ts';
import { type Choice, fieldsFor, type Posted } from './posted-decision.ts';

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

/** A form for each choice. */
export function formsHtml(opened: OpenedLink, choices: Choice[], asking: Asking): Html {
  return html`<section class="card"><h2>Your decision</h2>
<p class="quiet small">${whoHtml(opened)}</p>
${choices.map((choice) => formHtml(choice, opened, asking))}</section>`;
}

/** Whose name it is signed with. */
function whoHtml({ actor, explanation }: OpenedLink): Html {
  const shared = sharedNameOf(actor);
  if (shared === undefined)
    return html`This link is for <b>${actor.id}</b> alone: what is decided here is signed with that name. ${explanation.you.why}`;
  return html`This link was sent to ${readersOf(shared)}: what is decided here is signed as <b>${actor.id}</b>, which says that one of its readers decided, and not which.`;
}

/** What each form says on its button. */
export const BUTTONS: Record<Choice, string> = { approve: 'Approve', edit: 'Approve with changes', reject: 'Reject' };

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
