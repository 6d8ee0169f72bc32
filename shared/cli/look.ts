/** How a command draws: what it is told, else what the terminal says of itself. */
import type { TextOptions } from '../domain/picture-text.ts';

export const LOOK_OPTIONS = {
  mermaid: { type: 'boolean' },
  ascii: { type: 'boolean' },
  'no-color': { type: 'boolean' },
} as const;

export const LOOK_HELP = `  --ascii        in letters that every terminal has
  --no-color     without colours; so does NO_COLOR, and an output that is no terminal`;

interface Look {
  ascii?: boolean | undefined;
  'no-color'?: boolean | undefined;
}

export function lookOf({ ascii, 'no-color': noColor }: Look): TextOptions {
  const { isTTY, columns } = process.stdout;
  return { width: isTTY ? columns : undefined, ascii, color: isTTY && !noColor && !process.env.NO_COLOR };
}

/** The one thing that the command is asked about. */
export function asked(positionals: readonly string[], usage: string): string {
  const [what, ...more] = positionals;
  if (what === undefined || what === '' || more.length > 0) throw new Error(`Say: countersign ${usage}`);
  return what;
}
