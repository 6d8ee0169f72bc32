/** The policy table: what is asked of whom, what people do, and what comes of it. Printed into docs/guides/policy.md. */
import { createMemoryDirectory } from '../../shared/adapters/directory/memory-directory.ts';
import type { ApprovalOptions } from '../../shared/engine/ask.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import { inFull } from './people.ts';

type Policy = Omit<ApprovalOptions<number>, 'title' | 'details' | 'form' | 'proposed' | 'metadata'>;

export interface Row {
  policy: Policy;
  /** What happens, in order; what is refused has its error code behind an arrow. */
  acts: string[];
  outcome: string;
  /** Who is in which group, where the row is about that. */
  directory?: Directory;
}

export interface Section {
  title: string;
  about: string;
  rows: Row[];
}

const row = (policy: Policy, acts: string[], outcome: string, directory?: Directory): Row => ({
  ...{ policy, acts, outcome },
  ...(directory && { directory }),
});

const two = { quorum: { approvals: 2 } };
const three = ['ann', 'bob', 'cleo'];
const finance = { assignee: 'finance' };
const small = createMemoryDirectory({ groups: { finance: [inFull('ann'), inFull('bob')] } });

export const SECTIONS: readonly Section[] = [
  {
    title: 'Who may decide',
    about: 'Whoever is asked decides, unless `approvers` names others. The first decision counts.',
    rows: [
      row(finance, ['ann approves'], 'approved by ann'),
      row({ assignee: 'group:finance' }, ['bob approves'], 'approved by bob'),
      row({ assignee: 'ann' }, ['ann approves'], 'approved by ann'),
      row({ assignee: 'ann' }, ['bob approves → not-allowed'], 'open'),
      row({ assignee: ['ann', 'legal'] }, ['dave rejects'], 'rejected by dave'),
      row(finance, ['eve approves → not-allowed', 'dave approves → not-allowed'], 'open'),
      row({ ...finance, approvers: 'legal' }, ['ann approves → not-allowed', 'dave approves'], 'approved by dave'),
      row({}, ['eve approves'], 'approved by eve'),
      row({}, ['a stranger approves → not-allowed'], 'open'),
      row(finance, ['a stranger approves → not-allowed'], 'open'),
      row({ assignee: 'a script' }, ['a script approves'], 'approved by a script'),
      row(finance, ['ann approves', 'bob rejects → already-decided'], 'approved by ann'),
      row(finance, ['ann approves', 'ann approves'], 'approved by ann'),
      row(finance, ['rita approves'], 'approved by rita'),
    ],
  },
  {
    title: 'What they may do',
    about: '`allow` names the actions that are taken; without it all four are.',
    rows: [
      row(finance, ['ann rejects without a reason → invalid-input', 'ann rejects'], 'rejected by ann'),
      row(finance, ['ann edits to 30'], 'edited with 30 by ann'),
      row(finance, ['ann edits to 300 → invalid-input'], 'open'),
      row(finance, ['ann approves 30'], 'approved with 30 by ann'),
      row(finance, ['ann cancels'], 'cancelled by ann'),
      row(finance, ['ann comments', 'eve comments → not-allowed', 'bob approves'], 'approved by bob'),
      row(
        { ...finance, allow: ['approve', 'reject'] },
        ['ann edits to 30 → not-allowed', 'ann approves'],
        'approved by ann',
      ),
      row({ ...finance, allow: ['approve', 'reject'] }, ['ann approves 30 → not-allowed'], 'open'),
      row(
        { ...finance, allow: ['approve', 'reject'] },
        ['ann cancels → not-allowed', 'ann rejects'],
        'rejected by ann',
      ),
      row({ ...finance, allow: ['edit'] }, ['ann approves → not-allowed', 'ann edits to 30'], 'edited with 30 by ann'),
    ],
  },
  {
    title: 'How many it takes',
    about:
      'With a `quorum`, each person has one vote: so many yes win, so many no (by default one, a veto) lose. Until then a vote can be taken back.',
    rows: [
      row({ ...finance, ...two }, ['ann approves'], 'open, 1 of 2'),
      row({ ...finance, ...two }, ['ann approves', 'bob approves'], 'approved by ann, bob'),
      row({ ...finance, ...two }, ['ann approves', 'ann approves'], 'open, 1 of 2'),
      row({ ...finance, ...two }, ['ann approves', 'ann rejects → already-decided'], 'open, 1 of 2'),
      row({ ...finance, ...two }, ['ann approves', 'bob rejects'], 'rejected by bob, against ann'),
      row({ ...finance, ...two }, ['ann approves', 'eve approves → not-allowed'], 'open, 1 of 2'),
      row(
        { ...finance, ...two },
        ['ann approves', 'bob approves', 'cleo rejects → already-decided'],
        'approved by ann, bob',
      ),
      row({ ...finance, ...two }, ['ann approves', 'bob approves', 'ann approves'], 'approved by ann, bob'),
      row({ ...finance, ...two }, ['ann approves', 'bob cancels'], 'cancelled by bob'),
      row(
        { ...finance, quorum: { approvals: 2, rejections: 2 } },
        ['ann rejects', 'bob approves', 'cleo approves'],
        'approved by bob, cleo, against ann',
      ),
      row(
        { ...finance, quorum: { approvals: 2, rejections: 2 } },
        ['ann rejects', 'bob rejects'],
        'rejected by ann, bob',
      ),
      row(
        { ...finance, quorum: { approvals: 1, rejections: 2 } },
        ['ann rejects', 'bob approves'],
        'approved by bob, against ann',
      ),
      row({ ...finance, ...two }, ['ann approves', 'ann withdraws', 'bob approves'], 'open, 1 of 2'),
      row({ ...finance, ...two }, ['ann approves', 'ann withdraws', 'ann rejects'], 'rejected by ann'),
      row({ ...finance, ...two }, ['ann withdraws → no-vote'], 'open, 0 of 2'),
      row({ ...finance, ...two }, ['ann approves', 'bob withdraws → no-vote'], 'open, 1 of 2'),
      row(
        { ...finance, ...two },
        ['ann approves', 'bob approves', 'ann withdraws → already-decided'],
        'approved by ann, bob',
      ),
    ],
  },
  {
    title: 'Edits under a quorum',
    about: 'An edit is a yes for the edited value and clears the other votes: they were for something else.',
    rows: [
      row({ ...finance, ...two }, ['ann approves', 'bob edits to 30'], 'open, 1 of 2, now for 30'),
      row({ ...finance, ...two }, ['ann edits to 30', 'bob approves'], 'edited with 30 by ann, bob'),
      row({ ...finance, ...two }, ['ann approves', 'bob edits to 30', 'ann approves'], 'edited with 30 by bob, ann'),
      row(
        { ...finance, ...two },
        ['ann edits to 30', 'bob approves what was shown at first → changed'],
        'open, 1 of 2, now for 30',
      ),
      row({ ...finance, ...two }, ['ann edits to 30', 'bob edits to 20', 'ann approves'], 'edited with 20 by bob, ann'),
      row({ ...finance, ...two }, ['ann approves 30', 'bob approves'], 'approved with 30 by ann, bob'),
      row({ ...finance, ...two }, ['ann edits to 30', 'bob rejects'], 'rejected by bob, against ann'),
    ],
  },
  {
    title: 'Who may not, though they are asked',
    about:
      'Rita started the run. `requester` keeps her from deciding; `editor` has whoever edits need the yes of somebody else.',
    rows: [
      row(
        { ...finance, separation: ['requester'] },
        ['rita approves → not-allowed', 'ann approves'],
        'approved by ann',
      ),
      row({ ...finance, separation: ['requester'] }, ['rita rejects → not-allowed'], 'open'),
      row(
        { ...finance, separation: ['requester'] },
        ['ann lets rita stand in', 'rita approves for ann → not-allowed'],
        'open',
      ),
      row({ ...finance, separation: ['requester'] }, ['rita lets eve stand in', 'eve approves → not-allowed'], 'open'),
      row({ ...finance, separation: ['editor'] }, ['ann approves'], 'approved by ann'),
      row({ ...finance, separation: ['editor'] }, ['ann edits to 30'], 'open, 0 of 1, now for 30'),
      row(
        { ...finance, separation: ['editor'] },
        ['ann edits to 30', 'ann approves → not-allowed'],
        'open, 0 of 1, now for 30',
      ),
      row({ ...finance, separation: ['editor'] }, ['ann edits to 30', 'bob approves'], 'edited with 30 by bob'),
      row(
        { ...finance, separation: ['editor'], ...two },
        ['ann edits to 30', 'bob approves'],
        'open, 1 of 2, now for 30',
      ),
      row(
        { ...finance, separation: ['editor', 'requester'] },
        ['ann edits to 30', 'rita approves → not-allowed', 'bob approves'],
        'edited with 30 by bob',
      ),
    ],
  },
  {
    title: 'How well it must be shown who decides',
    about: 'A link that a whole group was sent shows that one of them acts, and not which.',
    rows: [
      row(finance, ['the link of finance approves'], 'approved by the link of finance'),
      row(finance, ['the link of legal approves → not-allowed', 'the link of ann approves → not-allowed'], 'open'),
      row({ assignee: 'ann' }, ['the link of ann approves'], 'approved by the link of ann'),
      row({ ...finance, approvers: 'legal' }, ['the link of finance approves → not-allowed'], 'open'),
      row({ ...finance, proof: 'identified' }, ['the link of finance approves → not-allowed'], 'open'),
      row({ ...finance, proof: 'identified' }, ['ann by her link approves'], 'approved by ann'),
      row({ ...finance, proof: 'identified' }, ['ann by Slack approves'], 'approved by ann'),
      row(
        { ...finance, proof: 'iam-or-jwt' },
        ['ann by Slack approves → not-allowed', 'ann approves'],
        'approved by ann',
      ),
      row({ ...finance, proof: 'iam-or-jwt' }, ['ann by her link approves → not-allowed'], 'open'),
      row({ assignee: 'a script', proof: 'iam-or-jwt' }, ['a script approves'], 'approved by a script'),
      row({ ...finance, ...two }, ['the link of finance approves → not-allowed'], 'open, 0 of 2'),
      row({ ...finance, ...two }, ['ann by Slack approves', 'bob by Slack approves'], 'approved by ann, bob'),
      row({ ...finance, separation: ['requester'] }, ['the link of finance approves → not-allowed'], 'open'),
    ],
  },
  {
    title: 'Standing in, and handing on',
    about: 'Who stands in decides for somebody; who is handed an approval decides instead.',
    rows: [
      row(
        { assignee: 'ann' },
        ['eve approves → not-allowed', 'ann lets eve stand in', 'eve approves'],
        'approved by eve for ann',
      ),
      row(finance, ['ann lets eve stand in', 'eve approves'], 'approved by eve for ann'),
      row(finance, ['ann lets bob stand in', 'bob approves'], 'approved by bob'),
      row(finance, ['ann lets bob stand in', 'bob approves for ann'], 'approved by bob for ann'),
      row(finance, ['bob approves for ann → not-allowed'], 'open'),
      row({ assignee: 'ann' }, ['ann lets eve stand in', '4d pass', 'eve approves → not-allowed'], 'open'),
      row(
        { assignee: 'ann' },
        ['ann lets bob stand in', 'bob lets eve stand in', 'eve approves → not-allowed'],
        'open',
      ),
      row(
        { ...finance, ...two },
        ['ann lets eve stand in', 'eve approves', 'ann approves → already-decided'],
        'open, 1 of 2',
      ),
      row(
        { ...finance, ...two },
        ['ann lets bob stand in', 'bob approves', 'bob approves for ann → already-decided'],
        'open, 1 of 2',
      ),
      row(
        { ...finance, ...two },
        ['ann lets eve stand in', 'eve approves', 'bob approves'],
        'approved by eve for ann, bob',
      ),
      row(
        { assignee: 'ann' },
        ['ann hands it to bob', 'ann approves → not-allowed', 'bob approves'],
        'approved by bob',
      ),
      row({ assignee: 'ann' }, ['ann hands it to legal'], 'open, asked of legal'),
      row({ assignee: 'ann' }, ['eve hands it to eve → not-allowed'], 'open'),
      row({ assignee: 'ann' }, ['opal hands it to bob', 'bob approves'], 'approved by bob'),
      row(
        { assignee: three, ...two },
        ['cleo hands it to dave', 'dave approves', 'ann approves'],
        'approved by dave, ann',
      ),
      row(
        { assignee: three, ...two },
        ['cleo approves', 'opal hands cleo on to dave', 'ann approves'],
        'open, 1 of 2, asked of ann, bob, dave',
      ),
      row({ assignee: ['ann', 'bob'], ...two }, ['opal hands ann on to bob → invalid-input'], 'open, 0 of 2'),
      row({ assignee: three, ...two }, ['opal hands eve on to dave → invalid-input'], 'open, 0 of 2'),
    ],
  },
  {
    title: 'When nobody decides',
    about: 'Time alone does what the policy declares; a decision that comes later is late, though no sweep has run.',
    rows: [
      row({ ...finance, timeout: '24h' }, ['24h pass'], 'expired'),
      row({ ...finance, timeout: '24h' }, ['24h pass', 'ann approves → expired'], 'expired'),
      row({ ...finance, timeout: '24h' }, ['23h pass', 'ann approves'], 'approved by ann'),
      row({ ...finance, timeout: '24h', onTimeout: { approve: 5 } }, ['24h pass'], 'approved with 5 by timeout'),
      row(
        { ...finance, timeout: '24h', onTimeout: { approve: 5 } },
        ['24h pass', 'ann rejects → expired'],
        'approved with 5 by timeout',
      ),
      row({ ...finance, timeout: '24h', onTimeout: 'fail' }, ['24h pass'], 'expired; the run fails'),
      row(
        { ...finance, timeout: '24h', onTimeout: { escalate: 'legal' } },
        ['24h pass'],
        'open, asked of finance, legal',
      ),
      row(
        { ...finance, timeout: '24h', onTimeout: { escalate: 'legal' } },
        ['24h pass', 'dave approves'],
        'approved by dave',
      ),
      row({ ...finance, timeout: '24h', onTimeout: { escalate: 'legal' } }, ['24h pass', '24h pass'], 'expired'),
      row(
        { ...finance, timeout: '24h', escalate: [{ after: '4h', to: 'legal' }] },
        ['4h pass', 'dave approves'],
        'approved by dave',
      ),
      row(
        { ...finance, timeout: '24h', escalate: [{ after: '4h', to: 'legal' }] },
        ['3h pass', 'dave approves → not-allowed'],
        'open',
      ),
      row({ ...finance, ...two, timeout: '24h' }, ['ann approves', '24h pass'], 'expired'),
      row({ ...finance, ...two, timeout: '24h' }, ['ann approves', '24h pass', 'bob approves → expired'], 'expired'),
    ],
  },
  {
    title: 'What can never be decided is refused when it is asked',
    about:
      'The error names the option. In a `createApprovalStep` or a `gatedStep` most of these are refused when it is made.',
    rows: [
      row(
        { assignee: ['ann', 'bob'], quorum: { approvals: 3 } },
        [],
        'refused: quorum.approvals of 3 is more than the 2 who may decide.',
      ),
      row(
        { assignee: 'ann', quorum: { approvals: 1, rejections: 2 } },
        [],
        'refused: quorum.rejections of 2 is more than the 1 who may decide.',
      ),
      row(
        { ...finance, quorum: { approvals: 0 } },
        [],
        'refused: quorum.approvals of 0 must be a whole number from 1 to 50.',
      ),
      row(
        { ...finance, quorum: { approvals: 51 } },
        [],
        'refused: quorum.approvals of 51 must be a whole number from 1 to 50.',
      ),
      row(
        { ...finance, quorum: { approvals: 3 } },
        [],
        'refused: quorum.approvals of 3 is more than the 2 who may decide.',
        small,
      ),
      row(
        { assignee: 'rita', separation: ['requester'] },
        [],
        'refused: separation leaves 0 who may decide, and it takes 1; rita@example.com asked for it.',
      ),
      row(
        { assignee: ['ann', 'rita'], ...two, separation: ['requester'] },
        [],
        'refused: separation leaves 1 who may decide, and it takes 2; rita@example.com asked for it.',
      ),
      row(
        { assignee: 'ann', separation: ['editor'] },
        [],
        'refused: separation leaves 0 who may decide once one of the 1 has edited, and it takes 1. Name more, or leave edit out of allow.',
      ),
      row(
        { ...finance, allow: ['reject', 'cancel'] },
        [],
        'refused: allow takes neither approve nor edit; nobody could ever say yes.',
      ),
      row(
        { ...finance, timeout: '4h', escalate: [{ after: '8h', to: 'legal' }] },
        [],
        'refused: escalate[0].after of 8h comes after the timeout of 4h; it would never happen.',
      ),
      row(
        { ...finance, timeout: '4h', remind: ['2h', '4h'] },
        [],
        'refused: remind[1] of 4h comes after the timeout of 4h; it would never happen.',
      ),
      row(
        { ...finance, onTimeout: { approve: 5 } },
        [],
        'refused: onTimeout has no timeout to follow; give one, such as timeout: "24h".',
      ),
      row(
        { ...finance, timeout: '24h', onTimeout: { approve: 500 } },
        [],
        'refused: onTimeout.approve does not fit the form: 500 is greater than 100.',
      ),
    ],
  },
];
