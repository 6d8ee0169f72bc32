/** Back to the list, where the list and the approval do not fit beside each other. */
import { Link } from 'wouter';
import { Icon } from './icon.tsx';

export function BackLink() {
  return (
    <Link href="/" className="back">
      <Icon name="back" /> All approvals
    </Link>
  );
}
