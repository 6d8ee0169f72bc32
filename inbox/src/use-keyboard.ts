/** Hears the keys of the whole page, and hands each command to the part that has it. */
import { useEffect, useEffectEvent } from 'react';
import { type Command, isField, isTaken, type Place, readKey } from './keyboard.ts';

type Handler = () => void;

/** The newest part that has a command answers to it. */
const handlers = new Map<Command, Handler[]>();

/** Has this part answer to a command while it is shown, and `when` holds. */
export function useCommand(command: Command, handler: Handler, when = true): void {
  const present = useEffectEvent(handler);
  useEffect(() => {
    if (!when) return;
    const own = () => present();
    handlers.set(command, [...(handlers.get(command) ?? []), own]);
    return () => {
      handlers.set(
        command,
        (handlers.get(command) ?? []).filter((one) => one !== own),
      );
    };
  }, [command, when]);
}

/** How long the first of two keys is remembered, in ms. */
const LEADER_FOR = 1_000;

/** Once for the page. */
export function useKeyboard(): void {
  useEffect(() => {
    let leader: { key: string; at: number } | undefined;
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTaken(event.key, placeOf(event))) return;
      const before = leader && event.timeStamp - leader.at < LEADER_FOR ? leader.key : undefined;
      const read = readKey(event.key, before);
      leader = read.leader === undefined ? undefined : { key: read.leader, at: event.timeStamp };
      const handler = read.command && handlers.get(read.command)?.at(-1);
      if (!handler) return;
      event.preventDefault(); // the key is not to be typed into the field that it opens
      handler();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}

function placeOf(event: KeyboardEvent): Place {
  return {
    ...elementOf(event.target instanceof HTMLElement ? event.target : document.body),
    modified: event.ctrlKey || event.metaKey || event.altKey,
    inDialog: document.querySelector('dialog[open]') !== null,
  };
}

const elementOf = (target: HTMLElement) => ({
  element: target.tagName,
  editable: target.isContentEditable,
  type: target instanceof HTMLInputElement ? target.type : undefined,
});

/** The field that somebody types in now. */
export function typedIn(): HTMLElement | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && isField(elementOf(activeElement)) ? activeElement : undefined;
}
