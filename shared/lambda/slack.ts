/** Reads what Slack sends when somebody clicks: that it is Slack who sends it, and what is wanted. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { parseInput } from '../domain/parse-input.ts';
import { REASON, REJECT_CALLBACK, SlackRef, type SlackWish } from '../domain/slack-wish.ts';
import { CountersignError } from '../errors.ts';
import { parseJson } from './input.ts';

/** How old a request may be, or how far ahead, in ms. */
const WINDOW = 5 * 60_000;

/** A request of Slack's, as it came. */
export interface SlackRequest {
  signature: string | undefined;
  /** Seconds since 1970, as text. */
  timestamp: string | undefined;
  body: string;
}

/**
 * Throws `unauthenticated` unless Slack signed the request within the last five minutes
 * (https://docs.slack.dev/authentication/verifying-requests-from-slack).
 */
export function requireSlack({ signature = '', timestamp = '', body }: SlackRequest, secret: string, now: Date): void {
  const isTimely = /^\d{1,12}$/.test(timestamp) && Math.abs(now.getTime() - Number(timestamp) * 1_000) <= WINDOW;
  const expected = Buffer.from(`v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`);
  const given = Buffer.from(signature);
  const isRight = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isRight) throw new CountersignError('unauthenticated', "The request does not have Slack's signature.");
  if (!isTimely) throw new CountersignError('unauthenticated', 'The request is not of the last five minutes.');
}

const User = z.object({ id: z.string() });

/** As https://docs.slack.dev/reference/interaction-payloads says, as far as it matters here. */
const Interaction = z.union([
  z.object({
    type: z.literal('block_actions'),
    user: User,
    trigger_id: z.string(),
    response_url: z.string(),
    actions: z.array(z.object({ action_id: z.string(), value: z.optional(z.string()) })),
  }),
  z.object({
    type: z.literal('view_submission'),
    user: User,
    view: z.object({
      callback_id: z.string(),
      private_metadata: z.string(),
      state: z.object({
        values: z.record(z.string(), z.record(z.string(), z.object({ value: z.nullish(z.string()) }))),
      }),
    }),
  }),
]);

const Kind = z.object({ type: z.string() });

/** What is wanted. Throws `invalid-input` for what Slack would not send. */
export function slackWish(payload: string): SlackWish {
  const read = parseJson(payload);
  const { type } = parseInput(Kind, read);
  if (type !== 'block_actions' && type !== 'view_submission') return { kind: 'none' };
  const interaction = parseInput(Interaction, read);
  const userId = interaction.user.id;
  if (interaction.type === 'view_submission') {
    const { callback_id: callback, private_metadata: metadata, state } = interaction.view;
    if (callback !== REJECT_CALLBACK) return { kind: 'none' };
    const reason = state.values[REASON]?.[REASON]?.value ?? '';
    return { kind: 'reject', userId, ref: refIn(metadata), reason };
  }
  const [action] = interaction.actions;
  const { response_url: answerAt, trigger_id: triggerId } = interaction;
  if (action?.action_id === 'countersign.approve')
    return { kind: 'approve', userId, ref: refIn(action.value), answerAt };
  if (action?.action_id === 'countersign.reject')
    return { kind: 'ask-reason', userId, ref: refIn(action.value), answerAt, triggerId };
  return { kind: 'none' };
}

const refIn = (text = ''): SlackRef => parseInput(SlackRef, parseJson(text));
