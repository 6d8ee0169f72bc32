/** A status as word, shape and colour. */
import { statusLook } from '../status-words.ts';
import { Icon } from './icon.tsx';

export function Status({ status }: { status: string }) {
  const { words, icon, tone } = statusLook(status);
  return (
    <span className={`status tone-${tone}`}>
      <Icon name={icon} />
      {words}
    </span>
  );
}
