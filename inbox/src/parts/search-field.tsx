/** Narrows the list down by words; the key `/` comes here. */
import { useRef } from 'react';
import { useCommand } from '../use-keyboard.ts';

export function SearchField({ words, onWords }: { words: string; onWords(words: string): void }) {
  const input = useRef<HTMLInputElement>(null);
  useCommand('search', () => input.current?.focus());
  return (
    <input
      ref={input}
      type="search"
      className="search"
      aria-label="Search in the inbox"
      placeholder="Search"
      value={words}
      onChange={(event) => onWords(event.target.value)}
    />
  );
}
