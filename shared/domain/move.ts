/** A move: one conditional write on one record, as data, so that every store applies the same rules. */

/** What one field must be: one of these values, or (for times) earlier than a time. */
type Test<Value> = readonly Value[] | { readonly below: string };

/** Fields that must all hold. A field that is not named does not matter. */
export type Condition<Fields> = { readonly [Name in keyof Fields]?: Test<Fields[Name]> };

/**
 * One conditional write. `when` is a list of conditions of which one must hold; the losing writer is handed the
 * record that is there. Everything is a SET but `add`, so that a client that repeats a write does no harm.
 */
export interface Move<Fields> {
  readonly name: string;
  readonly set: Partial<Fields>;
  readonly remove?: readonly (keyof Fields & string)[];
  readonly add?: { readonly [Name in keyof Fields]?: number };
  readonly when: readonly Condition<Fields>[];
}

/** What became of a move: done, with the record before and after; or not, with the record that is there. */
export type Moved<Item> =
  | { readonly done: true; readonly before: Item; readonly after: Item }
  | { readonly done: false; readonly present: Item | undefined };

/** True where one of the move's conditions holds for the record. @example if (!holds(move, record)) return { done: false, present: record }; */
export function holds<Fields>(move: Move<Fields>, record: object): boolean {
  const values = new Map<string, unknown>(Object.entries(record));
  return move.when.some((condition) =>
    Object.entries<Test<unknown> | undefined>(condition).every(([name, test]) => {
      const value = values.get(name);
      if (!test) return true;
      return 'below' in test ? typeof value === 'string' && value < test.below : test.includes(value);
    }),
  );
}

/** The record after the move, for its schema to parse. @example const after = Approval.parse(applied(move, record)); */
export function applied<Fields>(move: Move<Fields>, record: object): Record<string, unknown> {
  const after: Record<string, unknown> = { ...record, ...move.set };
  for (const name of move.remove ?? []) delete after[name];
  for (const [name, amount] of Object.entries<number | undefined>(move.add ?? {})) {
    after[name] = Number(after[name] ?? 0) + (amount ?? 0);
  }
  return after;
}
