/** Which keys do what; pure, so that it can be shown in the help and tested alike. */

export const KEYS = {
  next: { keys: ['j'], words: 'Next in the list' },
  previous: { keys: ['k'], words: 'Previous in the list' },
  open: { keys: ['o', 'Enter'], words: 'Open what is marked' },
  select: { keys: ['x'], words: 'Choose it for a decision on several' },
  approve: { keys: ['a'], words: 'Approve (asks once more)' },
  reject: { keys: ['r'], words: 'Reject (asks for the reason)' },
  edit: { keys: ['e'], words: 'Edit what is proposed' },
  comment: { keys: ['c'], words: 'Comment' },
  search: { keys: ['/'], words: 'Search' },
  goInbox: { keys: ['g i'], words: 'Go to the inbox' },
  goRuns: { keys: ['g r'], words: 'Go to the runs' },
  help: { keys: ['?'], words: 'Show the keys' },
  close: { keys: ['Escape'], words: 'Close, or leave a field' },
} as const;

export type Command = keyof typeof KEYS;

const COMMANDS = new Map<string, Command>(
  Object.entries(KEYS).flatMap(([command, { keys }]) => keys.map((key) => [key, command as Command])), // its own keys
);

const LEADERS = new Set([...COMMANDS.keys()].filter((key) => key.includes(' ')).map((key) => key.split(' ')[0]));

/** What a key means after `leader`, the key before it where that was the first of two. */
export function readKey(key: string, leader?: string): { command?: Command; leader?: string } {
  const command = (leader !== undefined ? COMMANDS.get(`${leader} ${key}`) : undefined) ?? COMMANDS.get(key);
  if (command) return { command };
  return LEADERS.has(key) ? { leader: key } : {};
}

/** Where a key was pressed. */
export interface Place {
  /** The name of the element that has the focus, in capitals. */
  element: string;
  editable: boolean;
  /** The input's `type`, where it is one. */
  type?: string | undefined;
  modified: boolean;
  inDialog: boolean;
}

/** True where what has the focus takes letters. */
export const isField = ({ element, editable, type }: Pick<Place, 'element' | 'editable' | 'type'>): boolean =>
  editable || element === 'TEXTAREA' || element === 'SELECT' || (element === 'INPUT' && type !== 'checkbox');

/** True where the key belongs to what has the focus: somebody types, or a button is pressed. */
export function isTaken(key: string, place: Place): boolean {
  if (place.modified || place.inDialog) return true;
  if (isField(place)) return key !== 'Escape';
  return key === 'Enter' && place.element !== 'BODY';
}
