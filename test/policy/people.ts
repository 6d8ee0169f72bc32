/** The people of the policy table: who they are, and how they prove it. */
import type { Actor } from '../../shared/domain/actor.ts';
import { type GatewayRequest, jwt } from '../support/gateway.ts';

/** Somebody who acts over HTTP, with what API Gateway made sure of; or by another door, as that would say who they are. */
type Person = { id: string; authorizer?: GatewayRequest['authorizer'] } | { id: string; actor: Actor };

const mail = (name: string): string => `${name}@example.com`;
const member = (name: string, ...groups: string[]): Person => ({
  id: mail(name),
  authorizer: jwt(mail(name), ...groups),
});
const byDoor = (id: string, proof: Actor['proof'], door: NonNullable<Actor['door']>): Person => ({
  id,
  actor: { id, groups: ['finance'], proof, door },
});

export const PEOPLE: Readonly<Record<string, Person>> = {
  ann: member('ann', 'finance'),
  bob: member('bob', 'finance'),
  cleo: member('cleo', 'finance'),
  /** Started the run. */
  rita: member('rita', 'finance'),
  dave: member('dave', 'legal'),
  eve: member('eve'),
  opal: member('opal', 'operator'),
  'a script': {
    id: 'arn:aws:iam::1:role/deploy',
    authorizer: { iam: { userArn: 'arn:aws:sts::1:assumed-role/deploy/x' } },
  },
  'a stranger': { id: 'unknown' },
  'ann by Slack': byDoor(mail('ann'), 'slack', 'slack'),
  'bob by Slack': byDoor(mail('bob'), 'slack', 'slack'),
  'ann by her link': byDoor(mail('ann'), 'link', 'link'),
  'the link of finance': byDoor('link:finance', 'link', 'link'),
  'the link of legal': byDoor('link:legal', 'link', 'link'),
  'the link of ann': byDoor(`link:${mail('ann')}`, 'link', 'link'),
};

/** The name in full of a person of the table; groups stay as they are. */
export const inFull = (name: string): string => PEOPLE[name]?.id ?? name;

/** The name that the table has for somebody. */
export const inShort = (id: string): string =>
  id.replace('arn:aws:iam::1:role/deploy', 'a script').replace('@example.com', '').replace('link:', 'the link of ');
