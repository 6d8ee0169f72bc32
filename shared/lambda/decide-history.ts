/** What happened to an approval so far, and how its votes stand, on the pages of decision links. */
import { html } from 'hono/html';
import type { HistoryEntry } from '../domain/approval-view.ts';
import type { VotesView } from '../domain/receipt.ts';
import type { Html, Scene } from './page-layout.ts';
import { changesHtml, timeHtml } from './page-values.ts';

const WORDS: Record<HistoryEntry['what'], string> = {
  asked: 'Asked',
  reminded: 'Reminded whoever is asked',
  escalated: 'Asked more people',
  approved: 'Approved',
  edited: 'Approved with changes',
  rejected: 'Rejected',
  expired: 'Expired',
  cancelled: 'Cancelled',
  superseded: 'Asked no more',
  voted: 'Voted',
  withdrawn: 'Took a vote back',
  commented: 'Commented',
  reassigned: 'Handed on',
  refused: 'Decided too early, which did not count',
};

/** The history, the first thing first. */
export const historyHtml = (history: readonly HistoryEntry[], scene: Scene): Html =>
  html`<section class="card"><h2>History</h2><ol class="history">${history.map((entry) => entryHtml(entry, scene))}</ol></section>`;

function entryHtml({ at, what, action, ...entry }: HistoryEntry, { now }: Scene): Html {
  const { by, for: absent, from, to, reason, comment, changes } = entry;
  return html`<li><b>${WORDS[what]}${action === undefined ? '' : `: ${action}`}</b>${by === undefined ? '' : html` by ${by}`}${
    absent === undefined ? '' : html` for ${absent}`
  }${from && from.length > 0 ? html` from ${from.join(', ')}` : ''}${to && to.length > 0 ? html` ${what === 'asked' ? 'of' : 'to'} ${to.join(', ')}` : ''}
<div class="small">${timeHtml(at, now)}</div>${[reason, comment].map((text) => (text === undefined ? '' : html`<div class="text">${text}</div>`))}${
    changes && changes.length > 0 ? changesHtml(changes) : ''
  }</li>`;
}

/** How the votes stand. */
export const votesHtml = ({ approvals, rejections, needed, cast }: VotesView, { now }: Scene): Html =>
  html`<section class="card"><h2>Votes so far</h2>
<p>${approvals} of ${needed.approvals} to approve, ${rejections} of ${needed.rejections} to reject.</p>
<ul>${cast.map(
    (vote) =>
      html`<li><b>${vote.action}</b> by ${vote.by}${vote.for === undefined ? '' : html` for ${vote.for}`}, ${timeHtml(vote.at, now)}${
        vote.reason === undefined ? '' : html`<div class="text">${vote.reason}</div>`
      }${vote.comment === undefined ? '' : html`<div class="text">${vote.comment}</div>`}</li>`,
  )}</ul></section>`;
