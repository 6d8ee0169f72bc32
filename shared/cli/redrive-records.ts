/** Hands the failed records of a bucket to the functions that gave them up, one after the other, and says of each what became of it. */
import { counted } from '../domain/in-words.ts';
import type { FailedRecord } from '../ports/failed-records.ts';
import { type Redriven, redriveRecord } from '../use-cases/redrive-record.ts';
import { FINE, print, REFUSED } from './command.ts';

export async function redriveRecords(of: { bucket: string; prefix: string; look: boolean }): Promise<number> {
  const { bucket, prefix, look } = of;
  const [{ createS3FailedRecords }, { createLambdaFunctionCaller }] = await Promise.all([
    import('../adapters/s3/failed-records.ts'),
    import('../adapters/lambda/function-caller.ts'),
  ]);
  const redriver = { failed: createS3FailedRecords(bucket, prefix), functions: createLambdaFunctionCaller() };
  const records = await redriver.failed.list();
  if (records.length === 0) {
    print(`There are no failed records in s3://${bucket}/${prefix}.\n`);
    return FINE;
  }
  print(`${counted(records.length, 'failed record')} in s3://${bucket}/${prefix}:\n`);
  let [kept, handedOn] = [0, 0];
  for (const [index, record] of records.entries()) {
    const redriven = await redriveRecord(redriver, record.name, look);
    const { why, gone } = redriven;
    if (why !== undefined || (look && !gone)) kept++;
    else if (!gone) handedOn++;
    print(`${lineOf(record, redriven, look)}  [${index + 1} of ${records.length}]\n`);
  }
  if (!look) print(`${handedOn} handed on and removed, ${kept} kept.\n`);
  return kept === 0 ? FINE : REFUSED;
}

function lineOf({ name, keptAt }: FailedRecord, { functionName, changes, why, gone }: Redriven, look: boolean) {
  if (gone) return `  ${name}  gone: somebody else has handed it on, or removed it`;
  const held =
    functionName === undefined
      ? '?'
      : `${functionName}  ${changes === undefined ? '1 event' : counted(changes, 'change')}`;
  const became = why !== undefined ? `kept: ${why}\n    ${name}` : look ? name : 'handed on';
  return `  ${keptAt}, ${ageOf(keptAt)} old  ${held}  ${became}`;
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;

function ageOf(at: string): string {
  const age = Date.now() - Date.parse(at);
  const [ms, unit] = UNITS.find(([least]) => age >= least) ?? [60_000, 'min'];
  return `${Math.floor(age / ms)} ${unit}`;
}
