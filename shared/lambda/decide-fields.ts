/** The controls of a form, each with its label, what it takes, and what was wrong with it. */
import { html } from 'hono/html';
import type { FormField } from '../domain/form-fields.ts';
import type { Html } from './page-layout.ts';

/** What a control shows: what was typed, and what is wrong with that. */
export interface Shows {
  id: string;
  text: string;
  wrong?: string | undefined;
}

/** A field of the approval's form. */
export const fieldHtml = (field: FormField, shows: Shows): Html =>
  labelled({ ...shows, label: field.label, required: field.required, hint: hintOf(field) }, controlOf(field, shows));

/** A text of several lines that is none of the form's fields. */
export const textHtml = (name: string, label: string, required: boolean, shows: Shows): Html =>
  labelled(
    { ...shows, label, required, hint: '' },
    html`<textarea ${about(shows, name, '')} rows="2" maxlength="2000"${required ? html` required` : ''}>
${shows.text}</textarea>`,
  );

interface Labelled extends Shows {
  label: string;
  required: boolean;
  hint: string;
}

const labelled = ({ id, label, required, hint, wrong }: Labelled, control: Html): Html => html`<div class="field">
<label for="${id}">${label}${required ? '' : html` <span class="quiet">(optional)</span>`}</label>
${hint === '' ? '' : html`<p class="hint" id="${id}-hint">${hint}</p>`}${control}
${wrong === undefined ? '' : html`<p class="wrong" id="${id}-wrong">✕ ${wrongIn(label, wrong)}</p>`}</div>
`;

/** What is wrong, with what it is wrong of; some say it as a sentence of its own. */
export const wrongIn = (name: string, wrong: string): string =>
  /^\p{Lu}/u.test(wrong) ? `${name}: ${wrong}` : `${name} ${wrong}`;

/** The attributes that all controls have. */
const about = ({ id, wrong }: Shows, name: string, hint: string): Html => {
  const describedBy = [...(hint === '' ? [] : [`${id}-hint`]), ...(wrong === undefined ? [] : [`${id}-wrong`])];
  return html`id="${id}" name="${name}"${describedBy.length > 0 ? html` aria-describedby="${describedBy.join(' ')}"` : ''}${
    wrong === undefined ? '' : html` aria-invalid="true"`
  }`;
};

const hintOf = ({ description, hint }: FormField): string => [description, hint].filter(Boolean).join('. ');

function controlOf(field: FormField, shows: Shows): Html {
  const { name, required } = field;
  const attributes = html`${about(shows, name, hintOf(field))}${required ? html` required` : ''}`;
  switch (field.kind) {
    case 'lines':
      return html`<textarea ${attributes} rows="6"${lengths(field)}>
${shows.text}</textarea>`;
    case 'json':
      return html`<textarea ${attributes} class="code" rows="8" spellcheck="false" autocapitalize="off">
${shows.text}</textarea>`;
    case 'boolean':
      return select(attributes, shows.text, [
        { text: 'true', label: 'Yes' },
        { text: 'false', label: 'No' },
      ]);
    case 'choice':
      return select(attributes, shows.text, field.choices ?? []);
    case 'integer':
    case 'number':
      return html`<input ${attributes} type="number" step="${field.kind === 'integer' ? '1' : 'any'}"${range(field)} value="${shows.text}">`;
    case 'date-time':
      return html`<input ${attributes} type="datetime-local" step="any" value="${shows.text}">`;
    default:
      return html`<input ${attributes} type="${field.kind}"${lengths(field)} value="${shows.text}">`;
  }
}

/** What is chosen already is chosen; else nothing is, so that nobody sends what they did not look at. */
function select(attributes: Html, chosen: string, choices: readonly { text: string; label: string }[]): Html {
  const options = choices.map(
    ({ text, label }) => html`<option value="${text}"${text === chosen ? html` selected` : ''}>${label}</option>`,
  );
  return html`<select ${attributes}><option value="">—</option>${options}</select>`;
}

const range = ({ min, max }: FormField): Html =>
  html`${min === undefined ? '' : html` min="${min}"`}${max === undefined ? '' : html` max="${max}"`}`;

const lengths = ({ minLength, maxLength }: FormField): Html =>
  html`${minLength === undefined ? '' : html` minlength="${minLength}"`}${
    maxLength === undefined ? '' : html` maxlength="${maxLength}"`
  }`;
