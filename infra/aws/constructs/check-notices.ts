/** Refuses by the name of the prop what people cannot be told by. */
import { checkEach, checkList, checkMade, checkNames, checkOnce, type Names, shown } from './check-values.ts';
import type { NoticesProps, SesProps, SlackProps, SubscriberProps } from './countersign-props.ts';
import { ADDRESS, AN_ADDRESS } from './email-address.ts';

/** Numbers as E.164 writes them. */
const PHONE = /^\+[1-9]\d{6,14}$/;
const IDENTITY = /^arn:[^:]+:ses:[^:]+:\d{12}:identity\/./;

const NOTICES: Names<NoticesProps> = { emails: true, sms: true, slack: true, ses: true };
const SUBSCRIBER: Names<SubscriberProps> = { to: true, assignee: true, workflow: true };
const SLACK: Names<SlackProps> = { tokenSecret: true, signingSecret: true, channel: true };
const SES: Names<SesProps> = { from: true, identityArn: true };
const A_SECRET = "a secret: Secret.fromSecretNameV2(this, 'SlackToken', 'slack/token')";

export function checkNotices(notices: NoticesProps | undefined): void {
  checkNames('notices', notices, NOTICES);
  checkReaders('notices.emails', notices?.emails, ADDRESS, AN_ADDRESS, "'ann@example.com'");
  checkReaders('notices.sms', notices?.sms, PHONE, 'a phone number like +4915112345678', "'+4915112345678'");
  checkSlack(notices?.slack);
  checkNames('notices.ses', notices?.ses, SES);
  if (!notices?.ses) return;
  checkEach('notices.ses.from', [notices.ses.from], ADDRESS, AN_ADDRESS);
  const { identityArn } = notices.ses;
  const what = 'the ARN of an identity of SES';
  checkEach('notices.ses.identityArn', identityArn === undefined ? [] : [identityArn], IDENTITY, what);
}

function checkReaders(
  prop: string,
  readers: NoticesProps['emails'],
  fits: RegExp,
  what: string,
  example: string,
): void {
  checkList(prop, readers, example);
  for (const reader of readers ?? []) {
    if (typeof reader === 'string') {
      checkEach(prop, [reader], fits, what);
      continue;
    }
    if (typeof reader !== 'object' || reader === null)
      throw new Error(
        `${prop}: ${shown(reader)} is not ${what}, nor an object with ${Object.keys(SUBSCRIBER).join(', ')}.`,
      );
    checkNames(prop, reader, SUBSCRIBER);
    checkEach(`${prop}.to`, [reader.to], fits, what);
    checkFilter(`${prop}.assignee`, reader.assignee);
    checkFilter(`${prop}.workflow`, reader.workflow);
  }
  // A topic has one subscription for each address, with one filter.
  const addresses = (readers ?? []).map((reader) => (typeof reader === 'string' ? reader : reader.to));
  checkOnce(prop, addresses);
}

function checkFilter(prop: string, names: readonly string[] | undefined): void {
  checkList(prop, names, "'finance'");
  if (names?.length === 0)
    throw new Error(`${prop} is empty, so that nothing would be told: leave it out, or name some.`);
  checkEach(prop, names, /\S/, 'a name');
}

function checkSlack(slack: SlackProps | undefined): void {
  checkNames('notices.slack', slack, SLACK);
  if (!slack) return;
  for (const name of ['tokenSecret', 'signingSecret'] as const) {
    if (slack[name] === undefined) throw new Error(`notices.slack.${name} is missing; it takes ${A_SECRET}.`);
    checkMade(`notices.slack.${name}`, slack[name], 'secretArn', A_SECRET);
  }
  checkEach('notices.slack.channel', [slack.channel], /^[A-Z0-9]+$/, 'the id of a channel, like C0123456789');
}
