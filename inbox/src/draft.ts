/** Text that somebody is writing: kept until it is sent, whatever happens to the page meanwhile. */
import { useState, useSyncExternalStore } from 'react';

const storageKey = (id: string, field: string) => `countersign.draft.${id}.${field}`;

const listeners = new Set<() => void>();
let changes = 0;

function keep(key: string, text: string): void {
  if (text) sessionStorage.setItem(key, text);
  else sessionStorage.removeItem(key);
  changes++;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The text, and how to change it. Whoever uses it is keyed by `id`. */
export function useDraft(id: string, field: string): [string, (text: string) => void] {
  const key = storageKey(id, field);
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? '');
  const write = (next: string) => {
    setText(next);
    keep(key, next);
  };
  return [text, write];
}

/** Once they were sent, or thrown away. A form that still shows them shows them until it goes. */
export const forget = (id: string, fields: readonly string[]): void => {
  for (const field of fields) keep(storageKey(id, field), '');
};

/** What was written and is not forgotten, as it stands now. */
export function useUnsent<Field extends string>(
  id: string,
  fields: readonly Field[],
): { field: Field; text: string }[] {
  useSyncExternalStore(subscribe, () => changes);
  return fields.flatMap((field) => {
    const text = sessionStorage.getItem(storageKey(id, field));
    return text ? [{ field, text }] : [];
  });
}
