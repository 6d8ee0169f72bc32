/** Text that somebody is writing: kept until it is sent, whatever happens to the page meanwhile. */
import { useState } from 'react';

const storageKey = (id: string, field: string) => `countersign.draft.${id}.${field}`;

/** The text, how to change it, and how to forget it once it was sent. Whoever uses it is keyed by `id`. */
export function useDraft(id: string, field: string): [string, (text: string) => void, () => void] {
  const key = storageKey(id, field);
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? '');
  const write = (next: string) => {
    setText(next);
    if (next) sessionStorage.setItem(key, next);
    else sessionStorage.removeItem(key);
  };
  return [text, write, () => write('')];
}

/** What was written and not sent. */
export const unsent = (id: string, fields: readonly string[]): { field: string; text: string }[] =>
  fields.flatMap((field) => {
    const text = sessionStorage.getItem(storageKey(id, field));
    return text ? [{ field, text }] : [];
  });

export const forget = (id: string, fields: readonly string[]): void => {
  for (const field of fields) sessionStorage.removeItem(storageKey(id, field));
};
