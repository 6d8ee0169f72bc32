/** Refuses what a deployment is told and cannot be, by the name of the prop. */
import { Token } from 'aws-cdk-lib';
import { ENV, type Setting, setting } from '../../../shared/lambda/env.ts';
import type { CountersignProps } from './countersign-props.ts';

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
  checkSetting('publicUrl', props.publicUrl);
  checkSetting('retentionDays', props.retentionDays);
  checkSetting('shards', props.shards);
}

/** What is not known before it is deployed cannot be looked at. */
function checkEach(prop: string, values: readonly string[] = [], fits: RegExp, what: string): void {
  const misfit = values.find((value) => !Token.isUnresolved(value) && !fits.test(value));
  if (misfit !== undefined) throw new Error(`${prop}: "${misfit}" is not ${what}.`);
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
