/** What the pages of decision links have in common: history, votes, values with their names, and what it all is of. */
import { html } from 'hono/html';
import type { ApprovalView, HistoryEntry } from '../domain/approval-view.ts';
import type { VotesView } from '../domain/receipt.ts';
import { isNobody } from '../domain/system-name.ts';
import { type Html, inboxLink, type Scene } from './page-layout.ts';
import { changesHtml, timeHtml, valueHtml } from './page-values.ts';

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
  return html`<li><b>${WORDS[what]}${action === undefined ? '' : `: ${action}`}</b>${by === undefined || isNobody(by) ? '' : html` by ${by}`}${
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

/** What the arguments of a gate are called. */
export const ARGUMENTS = 'Arguments, as they will be used';

/** A value under its name. */
export const partHtml = (name: string, value: unknown): Html => html`<h3>${name}</h3>${valueHtml(value)}`;

/** The link to where the inbox shows the approval. */
export const inboxPlace = ({ runId, key }: ApprovalView, scene: Scene): Html =>
  inboxLink(scene, `#/approvals/${encodeURIComponent(runId)}/${encodeURIComponent(key)}`);

/** So much of a digest tells two requests apart at a glance. */
const SHORT_DIGEST = 8;

/** What the page is of, for whoever has to find it again. */
export const footHtml = (view: ApprovalView, scene: Scene): Html =>
  html`<p class="quiet small">Run <code>${view.runId}</code> · approval <code>${view.key}</code> · digest <code>${view.digest.slice(0, SHORT_DIGEST)}</code>${scene.inboxUrl === undefined ? '' : html` · also in ${inboxPlace(view, scene)}`}</p>`;
