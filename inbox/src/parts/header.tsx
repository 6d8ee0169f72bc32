/** The head of the page: its places, its look, and who uses it. */
import { Link, useLocation } from 'wouter';
import { useApprovals } from '../queries.ts';
import { useSession } from '../session.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { WhoMenu } from './who-menu.tsx';

export function Header({ onHelp }: { onHelp(): void }) {
  const { config } = useSession();
  const { items, hasNextPage } = useApprovals();
  const count = items && items.length > 0 ? `${items.length}${hasNextPage ? '+' : ''}` : undefined;
  return (
    <header className="head">
      <Link href="/" className="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M7 17.5l4.5 4.5L19 12M14.5 20l2 2L25 12" />
        </svg>
        <span className="brand-name">Countersign</span>
      </Link>
      <nav aria-label="Places">
        <Place href="/" also="/approvals">
          Inbox{count && <span className="count"> {count}</span>}
        </Place>
        <Place href="/runs" also="/runs/">
          Runs
        </Place>
        {config.demo && <Place href="/start">Start</Place>}
        <Place href="/delegations">Delegations</Place>
        <Place href="/undelivered">Undelivered</Place>
        {config.links?.outbox && <a href={config.links.outbox}>Outbox</a>}
        {config.links?.openapi && <a href={config.links.openapi}>API</a>}
      </nav>
      <div className="head-tools">
        <button type="button" className="tool" onClick={onHelp} aria-keyshortcuts="?">
          <kbd>?</kbd>
          <span className="sr-only"> Show the keys</span>
        </button>
        <ThemeSwitch />
        <WhoMenu />
      </div>
    </header>
  );
}

function Place({ href, also, children }: { href: string; also?: string; children: React.ReactNode }) {
  const [location] = useLocation();
  const isHere = location === href || (also !== undefined && location.startsWith(also));
  return (
    <Link href={href} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  );
}
