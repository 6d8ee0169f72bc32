/** Refuses by the name of the prop what people cannot sign in by, and an inbox that could not be reached. */

import { Token } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { asList } from './as-list.ts';
import { checkEach, checkList, checkMade, checkNames, type Names } from './check-values.ts';
import type { CountersignProps, InboxProps, JwtProps } from './countersign-props.ts';
import { inboxOf } from './inbox-terms.ts';

const JWT: Names<JwtProps> = { issuer: true, audience: true };
const INBOX: Names<InboxProps> = { clientId: true, scope: true, token: true, signInOrigins: true, files: true };
const HOST = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;

export function checkSignIn({ auth, inbox, domainName, certificate }: CountersignProps): void {
  checkNames('auth', auth, { jwt: true });
  checkJwt(auth?.jwt);
  if (typeof inbox !== 'boolean') checkInbox(inbox);
  if (inbox !== undefined && inbox !== false && !auth?.jwt)
    throw new Error('inbox needs auth.jwt: { issuer, audience }: it signs people in there.');
  checkName(domainName, certificate);
  if (domainName !== undefined && !inboxOf({ auth, inbox }))
    throw new Error('domainName is the name of the inbox, which there is with auth.jwt, and not with inbox: false.');
}

function checkJwt(jwt: JwtProps | undefined): void {
  checkNames('auth.jwt', jwt, JWT);
  if (!jwt) return;
  checkEach('auth.jwt.issuer', [jwt.issuer], /^https:\/\/\S+$/, 'an https address');
  const audience = asList(jwt.audience);
  if (audience.length === 0) throw new Error('auth.jwt.audience is empty: say whom the tokens are for.');
  checkEach('auth.jwt.audience', audience, /\S/, 'an audience');
}

function checkInbox(inbox: InboxProps | undefined): void {
  checkNames('inbox', inbox, INBOX);
  for (const name of ['clientId', 'scope', 'files'] as const)
    if (inbox?.[name] !== undefined) checkEach(`inbox.${name}`, [inbox[name]], /\S/, 'a text');
  if (inbox?.token !== undefined) checkEach('inbox.token', [inbox.token], /^(access|id)$/, "'access' or 'id'");
  checkList('inbox.signInOrigins', inbox?.signInOrigins, "'https://id.example.com'");
  const what = 'an origin like https://id.example.com';
  checkEach('inbox.signInOrigins', inbox?.signInOrigins, /^https:\/\/[^/\s]+$/, what);
}

function checkName(domainName: string | undefined, certificate: ICertificate | undefined): void {
  checkMade('certificate', certificate, 'certificateArn', 'a certificate: Certificate.fromCertificateArn(this, …)');
  if (domainName !== undefined && !certificate)
    throw new Error('domainName needs certificate beside it: one of ACM for that name, in us-east-1.');
  if (certificate && domainName === undefined) throw new Error('certificate needs domainName beside it: whose it is.');
  checkEach('domainName', domainName === undefined ? [] : [domainName], HOST, 'a name like approvals.example.com');
  const region = certificate && regionOf(certificate);
  if (region !== undefined && region !== 'us-east-1')
    throw new Error(`certificate is in ${region}: CloudFront takes certificates of us-east-1 alone.`);
}

/** Where a certificate is, as far as that is known before it is deployed. */
function regionOf({ certificateArn, env }: ICertificate): string | undefined {
  if (!Token.isUnresolved(certificateArn)) return certificateArn.split(':')[3];
  return Token.isUnresolved(env.region) ? undefined : env.region;
}
