/** Has an act begin where it is typed. */
import { type RefObject, useEffect, useRef } from 'react';

/** Puts the focus into the first field of what it is given to, once that is shown; onto its first button where it has no field. */
export function useFirstField<Act extends HTMLElement>(): RefObject<Act | null> {
  const act = useRef<Act>(null);
  useEffect(() => {
    const first =
      act.current?.querySelector<HTMLElement>('textarea, input, select') ?? act.current?.querySelector('button');
    first?.focus();
  }, []);
  return act;
}
