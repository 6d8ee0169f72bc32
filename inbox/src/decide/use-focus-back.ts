/** Has whoever closes an act go on from the button that began it. */
import { type RefObject, useEffect, useRef } from 'react';
import type { Mode } from './modes.ts';

/** Given to what holds the buttons. Where the one is gone, as after a vote, the first of the others gets the focus. */
export function useFocusBack<Panel extends HTMLElement>(begun: Mode | undefined): RefObject<Panel | null> {
  const panel = useRef<Panel>(null);
  const before = useRef<Mode>(undefined);
  useEffect(() => {
    const closed = begun ? undefined : before.current;
    before.current = begun;
    // Whoever is somewhere else by now stays there.
    if (closed === undefined || document.activeElement !== document.body) return;
    const buttons = [...(panel.current?.querySelectorAll('button') ?? [])];
    (buttons.find(({ dataset }) => dataset.mode === closed) ?? buttons[0])?.focus();
  }, [begun]);
  return panel;
}
