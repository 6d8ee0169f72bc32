/** The page that asks once more before it decides, for browsers that keep no cookies. */
import { html } from 'hono/html';
import type { FormField } from '../domain/form-fields.ts';
import type { OpenedLink } from '../domain/link.ts';
import { proposalIn } from '../domain/offered.ts';
import type { Answer } from './answer.ts';
import { BUTTONS } from './decide-forms.ts';
import { ARGUMENTS, footHtml, partHtml } from './decide-parts.ts';
import { pageAnswer, type Scene } from './page-layout.ts';
import { Choice, fieldsFor } from './posted-decision.ts';

/** The second page, for a browser that keeps no cookies: what is to be done, and one button. */
export function confirmPage(
  opened: OpenedLink,
  scene: Scene,
  { doing, nonce, confirm }: { doing: readonly [string, string][]; nonce: string; confirm: string },
): Answer {
  const { view } = opened;
  const proposed = proposalIn(view);
  const posted = new Map(doing);
  const choice = Choice.parse(posted.get('action'));
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
${choice !== 'approve' || proposed === undefined ? '' : partHtml('proposed' in view ? 'Proposed' : ARGUMENTS, proposed)}
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

/** What was typed, as the form shows it. */
const labelOf = (field: FormField, text: string): string =>
  field.choices?.find((choice) => choice.text === text)?.label ?? text;
