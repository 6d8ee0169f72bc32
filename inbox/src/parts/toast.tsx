/** Short news, shown and read aloud. */
import { useToast } from '../toast.ts';
import { Icon } from './icon.tsx';

export function Toast() {
  const words = useToast();
  return (
    <div className="toast-place" role="status">
      {words && (
        <p className="toast">
          <Icon name="check" /> {words}
        </p>
      )}
    </div>
  );
}
