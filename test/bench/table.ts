/** A table for people: Markdown, so that it can be put into a document as it stands. */

export interface Table {
  title: string;
  /** The columns are the fields of the first row. */
  rows: readonly Readonly<Record<string, string | number>>[];
  /** How to read it. */
  notes?: readonly string[];
}

export function tableText({ title, rows, notes = [] }: Table): string {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => cellText(row[column])))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0), 3));
  const isNumeric = columns.map((column) => rows.every((row) => typeof row[column] === 'number'));
  const lineOf = (line: readonly string[]) =>
    `| ${line.map((cell, at) => (isNumeric[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join(' | ')} |`;
  const [head = [], ...body] = cells;
  const rule = `|${widths.map((width, at) => (isNumeric[at] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`;
  return [`${title}\n`, lineOf(head), rule, ...body.map(lineOf), ...notes.map((note) => `\n${note}`), ''].join('\n');
}

/** Three digits that count, and whole numbers whole. */
function cellText(cell: string | number | undefined): string {
  if (typeof cell !== 'number') return cell ?? '';
  if (Number.isNaN(cell)) return '–';
  if (Number.isInteger(cell) || Math.abs(cell) >= 100) return Math.round(cell).toLocaleString('en-US');
  return cell.toFixed(Math.abs(cell) >= 10 ? 1 : 2);
}
