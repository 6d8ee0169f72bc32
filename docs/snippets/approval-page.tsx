/** A page with an approval on it. */
import { ApprovalCard, CountersignProvider } from 'countersign/react';
import 'countersign/react.css';

export function ApprovalPage({ approvalKey, getToken }: { approvalKey: string; getToken: () => Promise<string> }) {
  return (
    <CountersignProvider url="https://api.example.com" streamUrl="wss://stream.example.com/stream" getToken={getToken}>
      <ApprovalCard approvalKey={approvalKey} />
    </CountersignProvider>
  );
}
