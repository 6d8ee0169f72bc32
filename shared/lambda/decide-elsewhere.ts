/** What the page of a decision link says to a reader who has nothing to press there: why, and what they do next. */
import { html } from 'hono/html';
import { sharedNameOf } from '../domain/actor.ts';
import type { OpenedLink } from '../domain/link.ts';
import { weakProof } from '../domain/policy.ts';
import { inboxPlace } from './decide-parts.ts';
import type { Html, Scene } from './page-layout.ts';

/** True for who has voted already, while others have not. */
export const hasVoted = ({ explanation }: OpenedLink): boolean => explanation.you.actions.includes('withdraw');

/** Who may not decide by this page is told why, and what they can do. */
export function noFormsHtml(opened: OpenedLink, scene: Scene): Html {
  const { heading, why, next } = hasVoted(opened) ? votedWords(opened, scene) : otherWords(opened, scene);
  return html`<section class="card"><h2>${heading}</h2><p>${why}</p>
<p>${next}</p></section>`;
}

interface Words {
  heading: string;
  why: string;
  next: Html | string;
}

function votedWords({ explanation, view }: OpenedLink, scene: Scene): Words {
  const next =
    scene.inboxUrl === undefined
      ? 'It waits for others now; you need do nothing.'
      : html`It waits for others now. Until it is decided, you can take your vote back in ${inboxPlace(view, scene)}.`;
  return { heading: 'You have voted', why: explanation.you.why, next };
}

function otherWords(opened: OpenedLink, scene: Scene): Words {
  const { approval, actor, explanation, isWhole, view } = opened;
  const heading = 'You cannot decide here';
  const { mayDecide, why } = explanation.you;
  const place = inboxPlace(view, scene);
  const hasInbox = scene.inboxUrl !== undefined;
  if (mayDecide && !isWhole)
    return {
      ...{ heading, why: 'Nobody decides by a link what the page cannot show in full.' },
      next: hasInbox
        ? html`Read all of it in ${place}, and decide it there.`
        : 'It is decided where all of it can be read.',
    };
  if (mayDecide)
    return {
      ...{ heading, why: 'This approval takes no decision by a link.' },
      next: hasInbox ? html`See in ${place} what you can do.` : 'You need do nothing here.',
    };
  if (why !== weakProof(approval, actor)) return { heading, why, next: 'You need do nothing: it waits for others.' };
  if (hasInbox) return { heading, why, next: html`Decide it in ${place}, where you sign in.` };
  const isShared = sharedNameOf(actor) !== undefined && approval.proof !== 'iam-or-jwt';
  return {
    ...{ heading, why },
    next: isShared
      ? 'If you were sent a message of your own, decide it by the link in that.'
      : 'It is decided where people sign in, or by a signed request.',
  };
}
