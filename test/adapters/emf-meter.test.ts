/** What CloudWatch is given to count: lines in its embedded metric format. */
import { expect, it } from 'vitest';
import { createEmfMeter } from '../../shared/adapters/emf/emf-meter.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';

const AT = '2026-01-05T10:00:00.000Z';

async function lineOf(type: Outcome['type'], more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  const meter = createEmfMeter('runs', (line) => lines.push(line));

  await meter.tell({ type, at: AT, detail: { id: 'i', runId: 'r-1', workflow: 'refund', ...more } });

  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

it('I8: counts a run that needs review, by the table and nothing that would be a metric of its own for each value', async () => {
  expect(await lineOf('Run Needs Review', { status: 'needs-review' })).toEqual({
    _aws: {
      Timestamp: Date.parse(AT),
      CloudWatchMetrics: [
        {
          Namespace: 'Countersign',
          Dimensions: [['Table']],
          Metrics: [{ Name: 'RunsNeedReview', Unit: 'Count' }],
        },
      ],
    },
    ...{ Table: 'runs', RunsNeedReview: 1, workflow: 'refund', runId: 'r-1', status: 'needs-review' },
  });
});

it('says how long people took, and leaves out what time settled', async () => {
  const about = { key: 'k', askedAt: '2026-01-05T09:59:00.000Z' };

  const byPeople = await lineOf('Approval Settled', { ...about, decidedByPeople: true });
  const byTime = await lineOf('Approval Settled', { ...about, decidedByPeople: false });

  expect(byPeople).toMatchObject({ ApprovalsSettled: 1, DecisionTime: 60_000, key: 'k' });
  expect(byTime).toMatchObject({ ApprovalsSettled: 1 });
  expect(byTime).not.toHaveProperty('DecisionTime');
});

it.each([
  ['Run Completed', 'RunsCompleted'],
  ['Run Failed', 'RunsFailed'],
  ['Approval Needed', 'ApprovalsNeeded'],
] as const)('counts %s as %s', async (type, metric) => {
  expect(await lineOf(type)).toMatchObject({ [metric]: 1 });
});
