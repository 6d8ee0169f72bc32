/** A page of somebody's own, with approvals on it: `?as=ann@example.com&approval=run-1/approve:refund`, one or more; `inbox` says where that is. What stands after `#` is on one card, which is given another approval when that changes. */
import { ApprovalCard, CountersignProvider } from 'countersign/react';
import 'countersign/react.css';
import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { ApprovalCard as CardOfOnesOwn } from '../../../docs/snippets/approval-card.tsx';
import './page.css';

const asked = new URLSearchParams(window.location.search);
const approvals = asked.getAll('approval');
/** What the page itself knows of the approval, before the service has said anything. */
const known = { orderId: 'known to the page' };

const chosen = (): string => window.location.hash.slice(1);

/** Pages write such functions where the provider stands: it is another one at each drawing. */
const draw = (root: Root) =>
  root.render(
    <StrictMode>
      <CountersignProvider
        url=""
        actor={asked.get('as') ?? undefined}
        inboxUrl={asked.get('inbox') ?? undefined}
        fetch={(...sent) => fetch(...sent)}
      >
        <main>
          <h1>Orders</h1>
          <h2>Waiting for you</h2>
          {approvals.map((approvalKey) => (
            <ApprovalCard key={approvalKey} approvalKey={approvalKey} pendingArgs={known} />
          ))}
          {asked.getAll('own').map((approvalKey) => (
            <section key={approvalKey} aria-label="A card of one’s own">
              <CardOfOnesOwn approvalKey={approvalKey} pendingArgs={{ amount: 40 }} />
            </section>
          ))}
          {chosen() !== '' && (
            <section aria-label="The one that is chosen">
              <ApprovalCard approvalKey={chosen()} />
            </section>
          )}
        </main>
      </CountersignProvider>
    </StrictMode>,
  );

const place = document.getElementById('root');
if (place) {
  const root = createRoot(place);
  draw(root);
  window.addEventListener('hashchange', () => draw(root));
}
