/** Sign-in on one's own machine: people say who they are. */
import { personNamed } from '../../../shared/domain/group.ts';
import type { Person, SignIn } from './sign-in.ts';

const KEY = 'countersign.person';

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function createLocalSignIn(storage: Kept): SignIn {
  const listeners = new Set<() => void>();
  let person = read(storage);
  const become = (next: Person | undefined) => {
    person = next;
    if (next) storage.setItem(KEY, next.id);
    else storage.removeItem(KEY);
    for (const listener of listeners) listener();
  };
  return {
    kind: 'local',
    who: () => person,
    token: async () => undefined,
    signIn: async (id = '') => become({ id: personNamed(id.trim()) }),
    signOut: async () => become(undefined),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function read(storage: Kept): Person | undefined {
  const id = storage.getItem(KEY);
  return id ? { id } : undefined;
}

/** What is wrong with a name; undefined where it will do. */
export function faultOfName(name: string): string | undefined {
  const id = name.trim();
  if (id === '') return 'Say who you are, for example alice@example.com.';
  if (id.length > 200) return 'A name has at most 200 characters.';
  return /^[!-?A-~]+@[!-?A-~]+$/.test(id) ? undefined : 'Write an e-mail address: a name without @ is that of a group.';
}
