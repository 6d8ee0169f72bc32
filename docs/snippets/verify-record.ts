import { type PublicKey, verifyRecord } from 'countersign';

export function check(record: Uint8Array, keys: PublicKey[]): string {
  const { sound, problem, runId } = verifyRecord(record, { keys });
  return sound ? `${runId} is sound` : `${runId}: ${problem?.message}`;
}
