/** Chains of what happened, and the record of a run. */
import { describe, expect, it } from 'vitest';
import { chainOf, headOf } from '../../../shared/domain/chain.ts';
import { canonicalOf, digestOf, sha256 } from '../../../shared/domain/digest.ts';
import { runFacts } from '../../../shared/domain/run-record.ts';
import { aCompletedRun, anApprovalEntry, aRun, aSettlement, aStepEntry } from '../../support/builders.ts';
import { NOW, plus } from '../../support/clock.ts';

const FACTS = ['asked', 'voted', 'approved'].map((what) => ({ what, at: NOW }));

describe('a chain', () => {
  it('numbers what happened, and carries in each entry the digest of the one before', () => {
    const entries = chainOf(FACTS);

    expect(entries.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(entries.map(({ before }) => before)).toEqual([undefined, entries[0]?.digest, entries[1]?.digest]);
    for (const { digest, ...rest } of entries) expect(digestOf(rest)).toBe(digest);
    expect(headOf(FACTS)).toBe(entries[2]?.digest);
  });

  it('keeps the digest that something was kept with, though what stands before it is another by now', () => {
    const [entry] = chainOf([{ what: 'asked', at: NOW }]);
    const kept = { what: 'approved', at: NOW, before: entry?.digest ?? '' };

    const [changed, after] = chainOf([{ what: 'asked', at: NOW, title: 'Another' }, kept]);

    expect(after?.before).toBe(entry?.digest);
    expect(after?.before).not.toBe(changed?.digest);
  });

  it('has the same digests once it was written as JSON, halves of characters in texts and in names included', () => {
    const entries = chainOf([{ what: 'asked', at: NOW, details: { 'a\ud800': 'b\udc00', c: [['\ud83d']] } }]);

    const [written] = JSON.parse(canonicalOf(entries)) as typeof entries;
    const { digest, ...rest } = { ...written };

    expect(digestOf(rest)).toBe(digest);
    expect(rest.details).toEqual({ 'a\ufffd': 'b\ufffd', c: [['\ufffd']] });
  });
});

describe('the record of a run', () => {
  it('tells what it was started with, did, was answered and came to; of values only digests', () => {
    const step = aStepEntry('calculate', { amount: 40 }, { attempts: 2, approval: 'approve:refund' });
    const settlement = aSettlement({
      value: '[40]',
      for: 'bob@example.com',
      before: 'digest-of-asked',
      reason: 'Fine',
    });
    const run = aCompletedRun({ startedBy: 'ann@example.com', formerly: ['0'] });

    const facts = runFacts(run, [step, anApprovalEntry('approve:refund', settlement)]);

    expect(facts).toEqual([
      {
        ...{ what: 'started', at: NOW, runId: run.runId, workflow: 'refund', version: '0', by: 'ann@example.com' },
        input: sha256(run.input),
      },
      {
        ...{ what: 'done', at: NOW, key: 'calculate', ms: 0, attempts: 2, approval: 'approve:refund' },
        value: sha256(step.value),
      },
      {
        ...{ what: 'answered', key: 'approve:refund', epoch: 1, action: 'approve', value: 40, reason: 'Fine' },
        ...{ at: plus('1h'), by: 'ann@example.com', for: 'bob@example.com', proof: 'jwt', door: 'api' },
        ...{ shown: 'digest-1', chain: 'digest-of-asked' },
      },
      { what: 'ended', status: 'completed', at: plus('1h'), version: '1', result: sha256(run.result) },
    ]);
  });

  it('has no end while the run goes on', () => {
    expect(runFacts(aRun(), []).map(({ what }) => what)).toEqual(['started']);
  });

  it('tells who cancelled it', () => {
    const error = { code: 'cancelled', message: 'The run was cancelled by olga.', by: 'olga' };
    const { result: _none, ...run } = aCompletedRun();

    const facts = runFacts({ ...run, status: 'cancelled', error }, []);

    expect(facts.at(-1)).toMatchObject({ what: 'ended', status: 'cancelled', by: 'olga', error });
  });
});
