/** Shows values and times on pages: all of them, and readable. */
import { html } from 'hono/html';
import type { ValueChange } from '../domain/differences.ts';
import type { Html } from './page-layout.ts';

/** What is nested deeper stands as JSON. */
const DEEPEST = 8;

/** A JSON value: fields by name, lists with their numbers. Nothing of it is left out. */
export const valueHtml = (value: unknown): Html => html`<div class="value">${inner(value, 0)}</div>`;

function inner(value: unknown, depth: number): Html {
  if (typeof value === 'string') return value === '' ? quiet('empty text') : html`<span class="text">${value}</span>`;
  if (typeof value !== 'object' || value === null) return html`<span>${String(value)}</span>`;
  if (depth >= DEEPEST) return html`<pre>${JSON.stringify(value, null, 2)}</pre>`;
  if (Array.isArray(value))
    return value.length === 0
      ? quiet('empty list')
      : html`<ol>${value.map((item) => html`<li>${inner(item, depth + 1)}</li>`)}</ol>`;
  const fields = Object.entries(value);
  return fields.length === 0
    ? quiet('nothing in it')
    : html`<dl>${fields.map(([name, field]) => html`<dt>${name}</dt><dd>${inner(field, depth + 1)}</dd>`)}</dl>`;
}

const quiet = (words: string): Html => html`<span class="quiet">(${words})</span>`;

/** Each place that an edit changed: what was there, and what is. */
export const changesHtml = (changes: readonly ValueChange[]): Html =>
  html`<ul>${changes.map(
    (change) =>
      html`<li>${change.path === '' ? 'The value' : html`<b>${change.path}</b>`}: ${side(change, 'from')} → ${side(change, 'to')}</li>`,
  )}</ul>`;

const side = (change: ValueChange, name: 'from' | 'to'): Html =>
  name in change ? html`<span class="text">${written(change[name])}</span>` : quiet('nothing');

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const ABSOLUTE = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
});

/** A time, in UTC, and how far it is from now. */
export const timeHtml = (time: string, now: Date): Html =>
  html`<time datetime="${time}">${ABSOLUTE.format(new Date(time))} UTC</time> <span class="quiet">(${distance(time, now)})</span>`;

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How far a time is from now, in words: `in 3 hours`, `2 days ago`. */
export function distance(time: string, now: Date): string {
  const ms = Date.parse(time) - now.getTime();
  const [unit, length] = UNITS.find(([, size]) => Math.abs(ms) >= 2 * size) ?? UNITS[2];
  if (Math.abs(ms) < length) return ms > 0 ? 'within a minute' : 'just now';
  return RELATIVE.format(Math.trunc(ms / length), unit);
}
