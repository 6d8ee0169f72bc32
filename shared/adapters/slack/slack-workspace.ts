/** The workspace of Slack, by its Web API: who a member is, and what is said to them. */
import * as z from 'zod/mini';
import { REASON, REJECT_CALLBACK } from '../../domain/slack-wish.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ReasonQuestion, SlackWorkspace } from '../../ports/slack-workspace.ts';
import { escaped } from './escaped.ts';
import { asked, type SlackSettings, slackClient } from './web-client.ts';

export interface SlackWorkspaceSettings extends SlackSettings {
  clock: Clock;
  /** Where answers to a click are posted to (default: at Slack). */
  answersAt?: string;
}

const User = z.object({
  team_id: z.optional(z.string()),
  enterprise_user: z.optional(z.object({ enterprise_id: z.optional(z.string()) })),
  ...{ deleted: z.optional(z.boolean()), is_bot: z.optional(z.boolean()), is_stranger: z.optional(z.boolean()) },
  is_email_confirmed: z.optional(z.boolean()),
  profile: z.object({ email: z.optional(z.string()) }),
});
const Home = z.object({ team_id: z.string(), enterprise_id: z.nullish(z.string()) });
type Home = z.infer<typeof Home>;

/** Who somebody is is asked again after so many ms. */
const KNOWN_FOR = 5 * 60_000;

/** So many are known at once. */
const MOST_KNOWN = 1_000;

const ANSWER_TIMEOUT = 1_500;

export function createSlackWorkspace({
  clock,
  answersAt = 'https://hooks.slack.com/',
  ...settings
}: SlackWorkspaceSettings): SlackWorkspace {
  const client = slackClient(settings);
  const known = new Map<string, { email: string | undefined; until: number }>();
  let home: Promise<Home> | undefined;
  const ask = async (userId: string): Promise<string | undefined> => {
    const web = await client();
    home ??= asked('auth.test', web.auth.test()).then((answer) => Home.parse(answer));
    home.catch(() => {
      home = undefined;
    });
    const [{ user }, ours] = await Promise.all([asked('users.info', web.users.info({ user: userId })), home]);
    return emailIn(User.parse(user), ours);
  };
  return {
    async emailOf(userId) {
      const now = clock.now().getTime();
      const present = known.get(userId);
      if (present && present.until > now) return present.email;
      const email = await ask(userId);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(userId, { email, until: now + KNOWN_FOR });
      return email;
    },
    async askReason(question) {
      const { views } = await client();
      await asked('views.open', views.open({ trigger_id: question.triggerId, view: dialog(question) }));
    },
    async say(responseUrl, text) {
      if (!responseUrl.startsWith(answersAt)) throw new Error('The answer was to go to another address than Slack.');
      const response = await fetch(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          response_type: 'ephemeral',
          replace_original: false,
          text: escaped(text),
          mrkdwn: false,
        }),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_TIMEOUT),
      });
      if (!response.ok) throw new Error(`Slack took no answer: ${response.status}.`);
    },
  };
}

/** What another workspace says of its members in a shared channel is nothing to go by. */
function emailIn(user: z.infer<typeof User>, home: Home): string | undefined {
  const isOurs =
    user.team_id === home.team_id ||
    (typeof home.enterprise_id === 'string' && user.enterprise_user?.enterprise_id === home.enterprise_id);
  const isSound = !user.deleted && !user.is_bot && !user.is_stranger && user.is_email_confirmed !== false;
  return isOurs && isSound ? user.profile.email : undefined;
}

const text = (words: string) => ({ type: 'plain_text' as const, text: words });

const dialog = ({ metadata }: ReasonQuestion) => ({
  type: 'modal' as const,
  callback_id: REJECT_CALLBACK,
  private_metadata: metadata,
  ...{ title: text('Reject'), submit: text('Reject'), close: text('Back') },
  blocks: [
    {
      type: 'input' as const,
      block_id: REASON,
      label: text('Why'),
      element: { type: 'plain_text_input' as const, action_id: REASON, multiline: true, max_length: 2_000 },
    },
  ],
});
