/** What the graph of all states tells: how many ways there are through it, and whether each comes to rest. */

export interface Edges {
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** True for what happens by itself. */
  readonly fair: readonly boolean[];
}

/** The edges of each state, as ranges of one array. */
function grouped(states: number, by: readonly number[], takes: (edge: number) => boolean) {
  const begins = new Int32Array(states + 1);
  for (let edge = 0; edge < by.length; edge++)
    if (takes(edge)) begins[(by[edge] ?? 0) + 1] = (begins[(by[edge] ?? 0) + 1] ?? 0) + 1;
  for (let state = 0; state < states; state++) begins[state + 1] = (begins[state + 1] ?? 0) + (begins[state] ?? 0);
  const next = begins.slice();
  const all = new Int32Array(begins[states] ?? 0);
  for (let edge = 0; edge < by.length; edge++) {
    if (!takes(edge)) continue;
    const at = by[edge] ?? 0;
    all[next[at] ?? 0] = edge;
    next[at] = (next[at] ?? 0) + 1;
  }
  return (state: number): Int32Array => all.subarray(begins[state], begins[state + 1]);
}

/** The states, each after all that it leads to; of a circle, one is taken for the last. */
function lastFirst(states: number, to: readonly number[], out: (state: number) => Int32Array): number[] {
  const seen = new Uint8Array(states);
  const order: number[] = [];
  const stack = [0];
  for (let state = stack.at(-1); state !== undefined; state = stack.at(-1)) {
    if (seen[state] === 0) {
      seen[state] = 1;
      for (const edge of out(state)) if (seen[to[edge] ?? 0] === 0) stack.push(to[edge] ?? 0);
      continue;
    }
    stack.pop();
    if (seen[state] === 1) order.push(state);
    seen[state] = 2;
  }
  return order;
}

/** How many ways lead from the first state to one at rest; what only goes round in a circle is no way of its own. */
export function countPaths(states: number, { from, to }: Edges, rests: readonly number[]): number {
  const out = grouped(states, from, () => true);
  const paths = new Float64Array(states);
  for (const rest of rests) paths[rest] = 1;
  for (const state of lastFirst(states, to, out))
    for (const edge of out(state))
      if (to[edge] !== state) paths[state] = (paths[state] ?? 0) + (paths[to[edge] ?? 0] ?? 0);
  return paths[0] ?? 0;
}

/** A state from which nothing that happens by itself leads to rest; undefined where there is none. */
export function strandedIn(states: number, { from, to, fair }: Edges, rests: readonly number[]): number | undefined {
  const into = grouped(states, to, (edge) => fair[edge] === true);
  const rested = new Uint8Array(states);
  const open = [...rests];
  for (const state of open) rested[state] = 1;
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const edge of into(state)) {
      const before = from[edge] ?? 0;
      if (rested[before] === 1) continue;
      rested[before] = 1;
      open.push(before);
    }
  }
  const stranded = rested.indexOf(0);
  return stranded === -1 ? undefined : stranded;
}
