/** Keeps the focus in a card whose buttons go away. */
import { type RefObject, useEffect, useRef } from 'react';

interface FocusKept {
  ref: RefObject<HTMLElement | null>;
  onFocus(): void;
  onBlur(): void;
}

/**
 * The card takes the focus when it is open no more, so that who used its buttons by the keyboard goes on from there, and not
 * from the page's top. React tells of no blur where it removes a button itself.
 */
export function useFocusKept(isOpen: boolean): FocusKept {
  const ref = useRef<HTMLElement>(null);
  const hasFocus = useRef(false);
  useEffect(() => {
    if (!isOpen && hasFocus.current) ref.current?.focus();
  }, [isOpen]);
  return {
    ref,
    onFocus() {
      hasFocus.current = true;
    },
    onBlur() {
      hasFocus.current = false;
    },
  };
}
