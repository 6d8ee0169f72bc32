/** Stands where an address names no place. */
import { Link } from 'wouter';
import { Empty } from '../parts/load-states.tsx';
import { useTitle } from '../use-title.ts';

export function NotFoundPage() {
  useTitle('Nothing here');
  return (
    <div className="page">
      <h1>Nothing is here</h1>
      <Empty icon="search" title="This address names no place of the inbox">
        <Link href="/">Go to the inbox</Link>
      </Empty>
    </div>
  );
}
