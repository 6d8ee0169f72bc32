/** A part of the bench: what it measures, how that is shown, and what it is to reach. */
import type { Table } from './table.ts';

/** Shows how far a part has come; nothing where nobody looks. */
export type Progress = (text: string) => void;

/** What a measure is to reach, and what it reached. */
export interface Target {
  measure: string;
  target: string;
  measured: string;
  met: boolean;
}

/** What a part measured: its rows as data, the same as tables for people, and its targets. */
export interface Measured {
  rows: readonly object[];
  tables: Table[];
  targets: Target[];
}

export interface Part {
  readonly name: string;
  /** One line for `--help`. */
  readonly describe: string;
  /** The document that its tables fill: below these words, or without them in the place that the document has for them. */
  readonly page?: { readonly file: string; readonly head?: string };
  measure(progress: Progress): Promise<Measured>;
}

interface PartSpec<Row extends object> {
  name: string;
  describe: string;
  page?: NonNullable<Part['page']>;
  measure(progress: Progress): Promise<Row[]>;
  tables(rows: readonly Row[]): Table[];
  targets?(rows: readonly Row[]): Target[];
}

export function definePart<Row extends object>({ measure, tables, targets, page, ...part }: PartSpec<Row>): Part {
  return {
    ...part,
    ...(page && { page }),
    async measure(progress) {
      const rows = await measure(progress);
      progress('');
      return { rows, tables: tables(rows), targets: targets?.(rows) ?? [] };
    },
  };
}

/** A target that is met where every figure is at most `most`; the worst one is shown. */
export function atMost(measure: string, figures: readonly number[], most: number): Target {
  const worst = Math.max(...figures);
  return { measure, target: `<= ${most}`, measured: inShort(worst), met: figures.length > 0 && worst <= most };
}

/** A target that is met where every figure is at least `least`; the worst one is shown. */
export function atLeast(measure: string, figures: readonly number[], least: number): Target {
  const worst = Math.min(...figures);
  return { measure, target: `>= ${least}`, measured: inShort(worst), met: figures.length > 0 && worst >= least };
}

const inShort = (figure: number): string => String(Math.round(figure * 100) / 100);
