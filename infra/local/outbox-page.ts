/** The outbox as a page: each notice as its reader would see it. */
import { html, raw } from 'hono/html';
import * as z from 'zod/mini';
import { timeInWords } from '../../shared/domain/notice-lines.ts';
import { SMS, septetsOf } from '../../shared/domain/notice-sms.ts';
import type { Notice } from './outbox-notices.ts';

/** Nothing is loaded and nothing runs on this page; the style is its own, and that of the mails in it. */
export const OUTBOX_SECURITY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

export interface OutboxFilter {
  channel?: string | undefined;
  kind?: string | undefined;
}

/** Those that the filter lets through; an empty one lets through all. */
export const filtered = (notices: readonly Notice[], { channel, kind }: OutboxFilter): Notice[] =>
  notices.filter((notice) => (!channel || notice.channel === channel) && (!kind || notice.kind === kind));

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59626e; --line: #d7dce2; --page: #f6f7f9; --card: #fff; --accent: #1f4fd8; --bubble: #e3ebff }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa4b1; --line: #333b45; --page: #14181d; --card: #1c2229; --accent: #8fb0ff; --bubble: #24365f } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
header, main { max-width: 46rem; margin: 0 auto; padding: 1rem }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1rem; margin: 0 }
a { color: var(--accent) }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 0 0 1rem }
label { display: grid; font-size: .85rem; color: var(--soft) }
select, button { font: inherit; padding: .25rem .5rem }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem; margin: 0 0 1rem }
.meta { margin: 0 0 .75rem; color: var(--soft); font-size: .85rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 .75rem; margin: 0 0 .75rem; padding-bottom: .75rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
dt { color: var(--soft) } dd { margin: 0 }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace }
iframe { width: 100%; height: 26rem; border: 1px solid var(--line); border-radius: 6px; background: #fff; color-scheme: light }
.bubble { background: var(--bubble); border-radius: 16px 16px 16px 4px; padding: .6rem .9rem; max-width: 24rem; overflow-wrap: anywhere; margin: 0 }
.count { color: var(--soft); font-size: .85rem; margin: .25rem 0 0 }
.slack { border-left: 4px solid var(--line); padding-left: .75rem } .slack p, .slack pre { margin: 0 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere }
.slack .buttons span { border: 1px solid var(--line); border-radius: 4px; padding: .15rem .6rem; margin-right: .4rem }
.slack pre { border: 1px solid var(--line); border-radius: 4px; padding: .4rem .6rem }
.slack small { color: var(--soft) }
`;

/** The page of these notices; `all` are those that there are. */
export const outboxPage = (all: readonly Notice[], filter: OutboxFilter = {}) => {
  const notices = filtered(all, filter);
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Outbox · Countersign</title>
    <style>${raw(STYLE)}</style>
  </head>
  <body>
    <header><h1>Outbox</h1><nav><a href="/">Inbox</a></nav></header>
    <main>
      <p>What people would have been sent, newest first.</p>
      <form method="get" action="/outbox">
        ${choice('channel', 'Channel', all, filter.channel)} ${choice('kind', 'Kind', all, filter.kind)}
        <button>Show</button>
      </form>
      ${all.length === 0 ? html`<p>Nothing was sent yet. <a href="/">Start a run.</a></p>` : ''}
      ${all.length > 0 && notices.length === 0 ? html`<p>Nothing of this was sent. <a href="/outbox">Show all.</a></p>` : ''}
      ${notices.map(
        (notice) => html`<article>
          <p class="meta">${notice.kind} · ${notice.channel} · <time datetime="${notice.at}">${timeInWords(notice.at)}</time></p>
          ${shownAs(notice)}
          ${notice.link === undefined ? '' : html`<p><a href="${notice.link}">Open its page</a></p>`}
        </article>`,
      )}
    </main>
  </body>
</html>`;
};

function choice(name: 'channel' | 'kind', label: string, all: readonly Notice[], chosen: string | undefined) {
  const values = [...new Set(all.map((notice) => notice[name]))].sort();
  return html`<label>${label}
    <select name="${name}"><option value="">all</option>${values.map((value) =>
      value === chosen ? html`<option selected>${value}</option>` : html`<option>${value}</option>`,
    )}</select></label>`;
}

function shownAs(notice: Notice) {
  if (notice.channel === 'sms') return asSms(notice);
  return notice.channel === 'slack' ? asSlack(notice) : asMail(notice);
}

const asSms = ({ to, text }: Notice) => html`<p class="meta">To ${to}</p>
  <p class="bubble">${text}</p>
  <p class="count">${septetsOf(text)} of ${SMS} characters</p>`;

const asMail = ({ from, to, subject = '', text, html: mail }: Notice) => html`<dl>
    <dt>From</dt><dd>${from ?? 'the subscription (SNS)'}</dd>
    <dt>To</dt><dd>${to}</dd>
    <dt>Subject</dt><dd><h2>${subject}</h2></dd>
  </dl>
  ${
    mail === undefined
      ? html`<pre>${text}</pre>`
      : html`<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${mail}"></iframe>
        <details><summary>Its text</summary><pre>${text}</pre></details>`
  }`;

const Text = z.object({ text: z.string() });

/** One piece of Slack's rich text: words with their look, or a time with what is shown of it where it cannot be formatted. */
const Piece = z.union([
  z.object({
    text: z.string(),
    style: z.optional(z.object({ bold: z.optional(z.boolean()), code: z.optional(z.boolean()) })),
  }),
  z.object({ fallback: z.string() }),
]);

/** As much of a block as is shown here. */
const Block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('header'), text: Text }),
  z.object({
    type: z.literal('rich_text'),
    elements: z.array(z.object({ type: z.string(), elements: z.array(Piece) })),
  }),
  z.object({ type: z.literal('actions'), elements: z.array(z.object({ text: Text })) }),
  z.object({ type: z.literal('context'), elements: z.array(Text) }),
]);

const asSlack = ({ to, blocks = [] }: Notice) => html`<p class="meta">In ${to}</p>
  <div class="slack">${blocks.flatMap((block) => {
    const read = Block.safeParse(block).data;
    return read ? [blockOf(read)] : [];
  })}</div>`;

function blockOf(block: z.infer<typeof Block>) {
  switch (block.type) {
    case 'header':
      return html`<h2>${block.text.text}</h2>`;
    case 'actions':
      return html`<p class="buttons">${block.elements.map(({ text }) => html`<span>${text.text}</span>`)}</p>`;
    case 'context':
      return html`<p><small>${block.elements.map(({ text }) => text).join(' ')}</small></p>`;
    case 'rich_text':
      return html`${block.elements.map(({ type, elements }) => {
        const words = elements.map(pieceOf);
        return type === 'rich_text_preformatted' ? html`<pre>${words}</pre>` : html`<p>${words}</p>`;
      })}`;
  }
}

function pieceOf(piece: z.infer<typeof Piece>) {
  if ('fallback' in piece) return piece.fallback;
  if (piece.style?.bold) return html`<b>${piece.text}</b>`;
  return piece.style?.code ? html`<code>${piece.text}</code>` : piece.text;
}
