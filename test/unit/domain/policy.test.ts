/** Who may decide. */
import { describe, expect, it } from 'vitest';
import type { Actor, Proof } from '../../../shared/domain/actor.ts';
import { sameActor, systemActor } from '../../../shared/domain/actor.ts';
import { mayDecide } from '../../../shared/domain/policy.ts';
import { person } from '../../support/builders.ts';

const ann = person('ann@example.com', ['finance', 'everyone']);

describe('mayDecide', () => {
  it.each<[string, { assignee: string[]; approvers?: string[] }, Actor, boolean]>([
    ['they are asked by name', { assignee: ['ann@example.com'] }, ann, true],
    ['a group of theirs is asked', { assignee: ['legal', 'finance'] }, ann, true],
    ['a group of theirs is asked as a group', { assignee: ['group:finance'] }, ann, true],
    ['others are asked', { assignee: ['legal', 'bob@example.com'] }, ann, false],
    ['they are asked, but others are named as approvers', { assignee: ['finance'], approvers: ['legal'] }, ann, false],
    ['they are named as approver, and others are asked', { assignee: ['legal'], approvers: ['finance'] }, ann, true],
    ['a group of their own name is asked', { assignee: ['finance'] }, person('finance'), false],
    [
      'a person whose name a group of theirs has is asked',
      { assignee: ['bob@example.com'] },
      person('ann@example.com', ['bob@example.com']),
      false,
    ],
    ['nobody is named and they are known', { assignee: [] }, ann, true],
    ['nobody is named and they are not known', { assignee: [] }, person('unknown', [], 'none'), false],
    [
      'they say who they are, and nothing proves it',
      { assignee: ['ann@example.com'] },
      person('ann@example.com', [], 'none'),
      false,
    ],
    ['they are at this machine', { assignee: ['legal'] }, person('unknown', [], 'local'), true],
    [
      'nobody may: the approvers are an empty list, and they are not known',
      { assignee: ['finance'], approvers: [] },
      person('unknown', [], 'none'),
      false,
    ],
  ])('says whether a person may where %s', (_, approval, actor, expected) => {
    expect(mayDecide(approval, actor)).toBe(expected);
  });

  it.each<Proof>(['iam', 'jwt', 'slack', 'link'])('counts somebody shown by "%s" as known', (proof) => {
    expect(mayDecide({ assignee: ['ann@example.com'] }, person('ann@example.com', [], proof))).toBe(true);
    expect(mayDecide({ assignee: [] }, person('ann@example.com', [], proof))).toBe(true);
  });
});

describe('sameActor', () => {
  it('never takes one unknown for another', () => {
    expect(sameActor('ann@example.com', 'ann@example.com')).toBe(true);
    expect(sameActor('ann@example.com', 'bob@example.com')).toBe(false);
    expect(sameActor('unknown', 'unknown')).toBe(false);
  });
});

describe('systemActor', () => {
  it('is the system itself', () => {
    expect(systemActor('timeout')).toEqual({ id: 'timeout', groups: [], proof: 'system' });
  });
});
