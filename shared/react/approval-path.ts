/** Which approval an `approvalKey` means, and where it is. */

export interface ApprovalRef {
  runId: string;
  key: string;
}

/** The run and the key in `<runId>/<key>`; undefined for a bare key. */
export function refOf(approvalKey: string): ApprovalRef | undefined {
  const at = approvalKey.indexOf('/'); // neither a run's id nor a key has one
  return at < 0 ? undefined : { runId: approvalKey.slice(0, at), key: approvalKey.slice(at + 1) };
}

export const approvalPath = ({ runId, key }: ApprovalRef): string =>
  `/approvals/${encodeURIComponent(runId)}/${encodeURIComponent(key)}`;
