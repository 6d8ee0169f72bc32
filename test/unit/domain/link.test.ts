/** What stands in the token of a decision link, whose one can be, and who acts by it. */
import { describe, expect, it } from 'vitest';
import { NO_RUN, newRunId } from '../../../shared/domain/ids.ts';
import { actorOf, linkedNames, linksOf, linkText, partsOf, tokenOf } from '../../../shared/domain/link.ts';
import { aPendingApproval } from '../../support/builders.ts';
import { NOW } from '../../support/clock.ts';

const MAC = 'AbCd-_0123456789abcdefghij';

describe('a token', () => {
  it.each([
    ['of our own', newRunId(new Date(NOW)), 52],
    ['that somebody chose', 'order-1', 34],
    ['that looks nearly like ours', 'run_short', 36],
    ['as long as ours without its beginning', '0'.repeat(26), 53],
    ['with all that it may have', 'A:z_9.-', 34],
  ])('names a run id %s', (_, runId, length) => {
    const token = tokenOf(MAC, runId);

    expect(partsOf(token)).toEqual({ mac: MAC, runId });
    expect(token).toHaveLength(length);
    expect(encodeURI(token)).toBe(token);
  });

  it.each([
    ['nothing', ''],
    ['a MAC alone', MAC],
    ['a run without a MAC', newRunId(new Date(NOW)).slice(4)],
    ['a MAC with another letter', `${MAC.slice(1)}!.order`],
    ['a run id that none can be', `${MAC}.a/b`],
    ['a run id of dots', `${MAC}...`],
    ['a run id that is too long', `${MAC}.${'a'.repeat(129)}`],
    ['a run id of ours as somebody else’s', `${MAC}.${newRunId(new Date(NOW))}`],
    ['what is asked apart from any run', `${MAC}.${NO_RUN}`],
    ['one character too few', tokenOf(MAC, newRunId(new Date(NOW))).slice(0, -1)],
  ])('is not %s', (_, token) => {
    expect(partsOf(token)).toBeUndefined();
  });
});

describe('the text that a link is authenticated by', () => {
  it('differs by run, approval, kind and name, and not by how a name is written', () => {
    const approval = { runId: 'r', key: 'k' };
    const text = linkText(approval, { kind: 'shared', name: 'ann@example.com' });
    const others = [
      linkText({ ...approval, runId: 's' }, { kind: 'shared', name: 'ann@example.com' }),
      linkText({ ...approval, key: 'l' }, { kind: 'shared', name: 'ann@example.com' }),
      linkText(approval, { kind: 'personal', name: 'ann@example.com' }),
      linkText(approval, { kind: 'shared', name: 'bob@example.com' }),
    ];

    expect(new Set([text, ...others]).size).toBe(5);
    expect(linkText(approval, { kind: 'shared', name: 'Ann@Example.com' })).toBe(text);
    expect(linkText(approval, { kind: 'shared', name: 'group:finance' })).toBe(
      linkText(approval, { kind: 'shared', name: 'finance' }),
    );
  });
});

describe('whoever acts by a link', () => {
  it('is its person, or somebody who reads what a name is sent', () => {
    expect(actorOf({ kind: 'personal', name: 'Ann@example.com' })).toEqual({
      ...{ id: 'ann@example.com', groups: [], proof: 'link', door: 'link' },
    });
    expect(actorOf({ kind: 'shared', name: 'group:finance' })).toMatchObject({ id: 'link:finance', groups: [] });
  });
});

describe('the names of an approval’s links', () => {
  const act = { at: NOW, proof: 'jwt' as const };

  it('are all that it was ever asked of', () => {
    const names = linkedNames(
      aPendingApproval({
        assignee: ['now'],
        atFirst: { assignee: ['first'], onTimeout: { escalate: 'last' } },
        events: [
          { kind: 'remind', at: NOW },
          { kind: 'escalate', at: NOW, to: 'boss' },
        ],
        onTimeout: { escalate: 'ceo' },
        acts: [
          { kind: 'reassign', by: 'x@y', from: ['from'], to: ['to'], reason: 'r', ...act },
          { kind: 'refused', by: 'early@y', action: 'edit', code: 'invalid-input', why: 'w', ...act },
          { kind: 'refused', by: 'stranger@y', action: 'edit', code: 'not-allowed', why: 'w', ...act },
          { kind: 'comment', by: 'passer@y', text: 't', ...act },
        ],
      }),
    );

    expect(names.sort()).toEqual(['boss', 'ceo', 'early@y', 'first', 'from', 'last', 'now', 'to']);
  });

  it('are none where it belongs to no run, and never what a shared link is called', () => {
    expect(linkedNames(aPendingApproval({ runId: NO_RUN, assignee: ['finance'] }))).toEqual([]);
    expect(linkedNames(aPendingApproval({ assignee: ['link:finance', 'legal'] }))).toEqual(['legal']);
  });

  it('have a shared link each, and a personal one for each person whom they stand for', () => {
    const members = new Map([['finance', ['ann@y', 'bob@y', 'link:boss']]]);

    expect(linksOf(['group:finance', 'ann@y', 'legal'], members)).toEqual([
      { kind: 'shared', name: 'group:finance' },
      { kind: 'shared', name: 'ann@y' },
      { kind: 'shared', name: 'legal' },
      { kind: 'personal', name: 'ann@y' },
      { kind: 'personal', name: 'bob@y' },
    ]);
  });
});
