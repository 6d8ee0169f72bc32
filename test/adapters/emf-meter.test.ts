/** What CloudWatch is given to count: lines in its embedded metric format. */
import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest';
import { createEmfMeter } from '../../shared/adapters/emf/emf-meter.ts';

/** CloudWatch takes no metric that is older than two weeks. */
const AT = new Date().toISOString();

let written: MockInstance<typeof process.stdout.write>;
beforeEach(() => {
  written = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});
afterEach(() => written.mockRestore());
const lines = (): string[] => written.mock.calls.map(([line]) => String(line));

it('I8: counts a run that needs review, by the table and nothing that would be a metric of its own for each value', () => {
  const meter = createEmfMeter('runs');

  meter.count(
    { RunsNeedReview: 1 },
    { at: AT, workflow: 'refund', runId: 'r-1', key: undefined, status: 'needs-review' },
  );

  expect(lines()).toHaveLength(1);
  expect(lines()[0]).toMatch(/^\{.*\}\n$/);
  expect(JSON.parse(lines()[0] ?? '')).toEqual({
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

it('writes what happened together on one line, and nothing of it on the next', () => {
  const meter = createEmfMeter('runs');

  meter.count({ ApprovalsSettled: 1, DecisionTime: 60_000 }, { at: AT, runId: 'r-1', key: 'k:ann@example.com' });
  meter.count({ SweepLag: 5 }, { at: AT });

  const [settled, swept] = lines().map((line) => JSON.parse(line));
  expect(settled).toMatchObject({ ApprovalsSettled: 1, DecisionTime: 60_000, key: 'k:(address)', Table: 'runs' });
  expect(settled._aws.CloudWatchMetrics[0].Metrics).toEqual([
    { Name: 'ApprovalsSettled', Unit: 'Count' },
    { Name: 'DecisionTime', Unit: 'Milliseconds' },
  ]);
  expect(Object.keys(swept)).toEqual(['_aws', 'Table', 'SweepLag']);
  expect(swept._aws.CloudWatchMetrics[0].Dimensions).toEqual([['Table']]);
});
