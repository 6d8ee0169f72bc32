/** What all pages have: the frame around them, and the headers that keep everything else out. */
import { html, raw } from 'hono/html';
import type { Answer } from './answer.ts';
import { STYLE, STYLE_HASH } from './page-style.ts';

/** Text with its markup; whatever is put into it is escaped. */
export type Html = ReturnType<typeof html>;

/** What a page knows beside what it shows. */
export interface Scene {
  readonly now: Date;
  /** Where the inbox is, without a slash at the end; without it, no page links to it. */
  readonly inboxUrl?: string | undefined;
}

export const HTML = 'text/html; charset=utf-8';

/** Nothing but the stylesheet is loaded, nothing runs, and nobody shows the page within another. */
const POLICY = [
  "default-src 'none'",
  `style-src '${STYLE_HASH}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
};

export interface PageParts {
  status: number;
  title: string;
  /** What is said of it at the top. */
  state: string;
  body: Html | Html[];
  /** A `Set-Cookie` header. */
  cookie?: string | undefined;
}

/** The page as an answer. */
export function pageAnswer({ status, title, state, body, cookie }: PageParts): Answer {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Countersign</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<p class="top"><b>Countersign</b><span>${state}</span></p>
${body}
</main>
</body>
</html>
`;
  return {
    ...{ status, body: undefined, text: String(page), type: HTML },
    headers: { ...HEADERS, ...(cookie !== undefined && { 'set-cookie': cookie }) },
  };
}

/** A link to the inbox, at this place in it; or its name, where it is not known where it is. */
export const inboxLink = ({ inboxUrl }: Scene, place = ''): Html =>
  inboxUrl === undefined ? html`the inbox` : html`<a href="${inboxUrl}/${place}">the inbox</a>`;
