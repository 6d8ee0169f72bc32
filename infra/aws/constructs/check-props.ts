/** Refuses what a deployment is told and cannot be, by the name of the prop. */
import { type Duration, Token } from 'aws-cdk-lib';
import { ENV, type Setting, setting } from '../../../shared/lambda/env.ts';
import type { CountersignProps } from './countersign-props.ts';
import { STREAM_ARN } from './restored-table.ts';

/** Numbers as E.164 writes them. */
const PHONE = /^\+[1-9]\d{6,14}$/;
/** An address and nothing else, without a name before it: SES compares it as a whole. */
const ADDRESS = /^[^\s@<>,]+@[^\s@<>,]+\.[^\s@<>,]+$/;
const CLIENT_MISSING =
  'people.clientId is missing: the inbox signs people in as this client. Or leave it out: inbox: false.';

export function checkProps({ notices = {}, people, inbox = true, domain, alarms, ...props }: CountersignProps): void {
  checkEach('notices.emails', notices.emails, ADDRESS, 'an e-mail address');
  checkEach('notices.sms', notices.sms, PHONE, 'a phone number like +4915112345678');
  checkEach('notices.mail.from', notices.mail && [notices.mail.from], ADDRESS, 'an e-mail address');
  checkEach('alarms.emails', alarms?.emails, ADDRESS, 'an e-mail address');
  checkEach('people.jwtIssuer', people && [people.jwtIssuer], /^https:\/\/\S+$/, 'an https address');
  if (people?.jwtAudience.length === 0) throw new Error('people.jwtAudience is empty: say whom the tokens are for.');
  if (people && inbox && people.clientId === undefined) throw new Error(CLIENT_MISSING);
  checkEach(
    'people.signInOrigins',
    people?.signInOrigins,
    /^https:\/\/[^/\s]+$/,
    'an origin like https://id.example.com',
  );
  if (domain && !(people && inbox)) throw new Error('domain is for the inbox, which there is with people only.');
  checkRestored(props.restoredStreamArn);
  checkSetting('publicUrl', props.publicUrl);
  checkSetting('retentionDays', props.retentionDays);
  checkSetting('shards', props.shards);
  checkRotation(props.keyRotation);
}

/** Secrets Manager waits 1,000 days at most; each rotation leaves a public key in the secret, whose 64 KB last for decades so. */
const [SHORTEST, LONGEST] = [7, 1_000];

function checkRotation(every: Duration | false | undefined): void {
  if (!every || every.isUnresolved()) return;
  const days = every.toDays({ integral: false });
  if (Number.isInteger(days) && days >= SHORTEST && days <= LONGEST) return;
  throw new Error(`keyRotation: ${days} days do not do. It is ${SHORTEST} to ${LONGEST} whole days, or false.`);
}

/** What is not known before it is deployed cannot be looked at. */
function checkEach(prop: string, values: readonly string[] = [], fits: RegExp, what: string): void {
  const misfit = values.find((value) => !Token.isUnresolved(value) && !fits.test(value));
  if (misfit !== undefined) throw new Error(`${prop}: "${misfit}" is not ${what}.`);
}

/** It is taken apart, so that it must be known while the stack is made. */
function checkRestored(arn: string | undefined): void {
  if (arn === undefined || (!Token.isUnresolved(arn) && STREAM_ARN.test(arn))) return;
  const example = 'arn:aws:dynamodb:eu-central-1:123456789012:table/restored/stream/2026-01-05T12:00:00.000';
  const what = Token.isUnresolved(arn) ? 'It is not known yet.' : `"${arn}" is not the ARN of a table's stream.`;
  throw new Error(`restoredStreamArn: ${what} Write it out, like ${example}.`);
}

/** Refuses here what the functions would refuse later. */
function checkSetting(prop: Setting & keyof CountersignProps, value: string | number | undefined): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  try {
    setting(prop, { [ENV[prop]]: String(value) });
  } catch (error) {
    throw new Error(`${prop}: "${value}" does not do. ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
}
