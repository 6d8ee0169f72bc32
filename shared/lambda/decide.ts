/** Serves the pages of decision links: looking at one changes nothing, and what a person posts from it is one decision. */
import { parse, serialize } from 'hono/utils/cookie';
import type { Actor } from '../domain/actor.ts';
import { refusalOfSettled } from '../domain/answer-again.ts';
import { isSettled } from '../domain/approval.ts';
import { isOverdue } from '../domain/approval-moves.ts';
import type { DecisionInput } from '../domain/decision.ts';
import type { OpenedLink } from '../domain/link.ts';
import type { Receipt } from '../domain/receipt.ts';
import { timeOf } from '../domain/time.ts';
import { type CountersignError, isCountersignError } from '../errors.ts';
import type { Answer } from './answer.ts';
import { confirmPage } from './confirm-page.ts';
import type { Asking } from './decide-forms.ts';
import {
  checkNonce,
  cookieName,
  cookieValue,
  type Macs,
  makeConfirmation,
  makeNonce,
  NONCE_LASTS,
  type Shown,
} from './decide-nonce.ts';
import { askPage } from './decide-page.ts';
import { decidedPage, settledPage, unknownPage } from './decided-page.ts';
import type { Call } from './http.ts';
import type { Scene } from './page-layout.ts';
import { choicesOf, decisionFrom, digestOfDoing, doing, type Posted, postedOf } from './posted-decision.ts';

/** What the pages need of the system. */
export interface Deciding {
  /** What a token opens; undefined for one that is wrong. Changes nothing. */
  open(token: string): Promise<OpenedLink | undefined>;
  decide(ref: { runId: string; key: string }, input: DecisionInput, actor: Actor): Promise<Receipt>;
  /** Authenticates what stands in the forms. */
  readonly macs: Macs;
  now(): Date;
  readonly inboxUrl?: string | undefined;
}

type Looking = Pick<Call<'decidePage'>, 'params' | 'header'>;

/** Shows the page of a link; and takes what is posted from it. */
export function createDecidePages(deciding: Deciding): {
  show(call: Looking): Promise<Answer>;
  take(call: Looking & { body: Record<string, string> }): Promise<Answer>;
} {
  const sceneNow = (): Scene => ({ now: deciding.now(), inboxUrl: deciding.inboxUrl });
  return {
    async show({ params: { token }, header }) {
      const opened = await deciding.open(token);
      const scene = sceneNow();
      if (!opened) return unknownPage(scene);
      return pageOf(deciding, scene, { opened, token, header }, { status: 200 });
    },
    async take({ params: { token }, header, body }) {
      const opened = await deciding.open(token);
      const scene = sceneNow();
      if (!opened) return unknownPage(scene);
      const posted = postedOf(body);
      const visit = { opened, token, header };
      const shown = shownBy(visit, posted);
      const verdict = await checkNonce(deciding.macs, shown, scene.now);
      if (verdict === 'wrong') return pageOf(deciding, scene, visit, { status: 403, message: LOOK_AGAIN, posted });
      const read = decisionFrom(opened, posted);
      if ('errors' in read) return pageOf(deciding, scene, visit, { status: 422, errors: read.errors, posted });
      // What is not offered is refused, or repeats what was done: there is nothing to press again for.
      if (verdict === 'unconfirmed' && isOffered(opened, scene, read.input)) {
        const confirm = await makeConfirmation(deciding.macs, shown);
        return confirmPage(opened, scene, { doing: doing(posted), nonce: shown.nonce, confirm });
      }
      return record(deciding, scene, visit, read.input, posted);
    },
  };
}

const LOOK_AGAIN = 'The page was open for too long, or was opened elsewhere since. Look at it again, then press again.';

/** Somebody who looks at what a link opens. */
interface Visit {
  readonly opened: OpenedLink;
  readonly token: string;
  header(name: string): string | undefined;
}

async function record(
  deciding: Deciding,
  scene: Scene,
  visit: Visit,
  input: DecisionInput,
  posted: Posted,
): Promise<Answer> {
  const { view, actor, isWhole } = visit.opened;
  if (!isWhole) return pageOf(deciding, scene, visit, { status: 403, posted });
  try {
    const receipt = await deciding.decide({ runId: view.runId, key: view.key }, input, actor);
    return decidedPage(visit.opened, receipt, { ...scene, now: deciding.now() });
  } catch (error) {
    if (!isCountersignError(error) || error.status >= 500) throw error;
    return refused(deciding, visit, error, posted);
  }
}

/** What is asked now, or how it ended, and why the decision did not count. */
async function refused(deciding: Deciding, visit: Visit, error: CountersignError, posted: Posted): Promise<Answer> {
  const opened = await deciding.open(visit.token);
  const scene: Scene = { now: deciding.now(), inboxUrl: deciding.inboxUrl };
  if (!opened) return unknownPage(scene);
  const { errors } = error.details;
  const words = errors && errors.length > 0 ? { errors } : { message: error.message };
  return pageOf(deciding, scene, { ...visit, opened }, { status: error.status, ...words, posted });
}

/** How an approval ended, once it has; else what is asked, with a nonce of its own. */
async function pageOf(
  { macs }: Deciding,
  scene: Scene,
  { opened, token, header }: Visit,
  asking: Omit<Asking, 'nonce' | 'cookie'>,
): Promise<Answer> {
  if (isOver(opened, scene)) return overPage(opened, scene, asking);
  const value = cookieValue(cookieOf(header, token));
  const nonce = await makeNonce(macs, token, value, scene.now);
  return askPage(opened, scene, { ...asking, nonce, cookie: cookieText(token, value, header('host') ?? '') });
}

const isOffered = (opened: OpenedLink, scene: Scene, { action }: DecisionInput): boolean =>
  !isOver(opened, scene) && choicesOf(opened).some((choice) => choice === action);

/** How it ended. Whoever sent another decision is told that it did not count; whoever only looks is told that it is gone. */
function overPage(opened: OpenedLink, scene: Scene, { status, posted }: Pick<Asking, 'status' | 'posted'>): Answer {
  const { approval } = opened;
  if (!posted || status === 403) return settledPage(opened, scene, 410);
  const late = isSettled(approval) ? refusalOfSettled(approval) : undefined;
  return settledPage(opened, scene, late?.status ?? 410, 'It came too late.');
}

/** True where nobody can decide any more: it is settled, or its time is over and nobody else is asked then. */
function isOver({ approval }: OpenedLink, { now }: Scene): boolean {
  if (isSettled(approval)) return true;
  const asksElse = approval.onTimeout !== undefined && 'escalate' in approval.onTimeout;
  return isOverdue(approval, timeOf(now)) && !asksElse;
}

const shownBy = ({ token, header }: Visit, posted: Posted): Shown => ({
  token,
  nonce: posted.get('nonce') ?? '',
  cookie: cookieOf(header, token),
  confirm: posted.get('confirm'),
  digest: digestOfDoing(posted),
});

function cookieOf(header: Visit['header'], token: string): string | undefined {
  const name = cookieName(token);
  return parse(header('cookie') ?? '', name)[name];
}

const cookieText = (token: string, value: string, host: string): string =>
  serialize(cookieName(token), value, {
    path: `/decide/${token}`,
    httpOnly: true,
    sameSite: 'Strict',
    secure: !/^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(host),
    maxAge: NONCE_LASTS / 1_000,
  });
