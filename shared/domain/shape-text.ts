/** A workflow's shape for a terminal: what runs come to, in order, and what followed each. */
import { plain } from './in-words.ts';
import type { TextOptions } from './picture-text.ts';
import { nodeInWords, shapeHeadline } from './shape-words.ts';
import { type Paint, paintOf, wrapped } from './terminal-text.ts';
import type { ShapeNode, WorkflowShape } from './workflow-shape.ts';

/** The shape as lines of text. */
export function shapeText(
  shape: WorkflowShape,
  { width = 80, ascii = false, color = false }: TextOptions = {},
): string {
  const columns = Math.max(40, Math.floor(width));
  const paint = paintOf(color);
  const arrow = ascii ? '->' : '→';
  const lines = [
    paint(plain(shape.workflow), 'bold'),
    ...wrapped(shapeHeadline(shape), columns),
    ...(shape.nodes.length > 0 ? [''] : []),
    ...shape.nodes.flatMap((node) => nodeLines(node, shape, { columns, arrow, ascii, paint })),
  ];
  return `${lines.join('\n')}\n`;
}

interface Looks {
  columns: number;
  arrow: string;
  ascii: boolean;
  paint: Paint;
}

const MARKS = { step: ['■', '#'], approval: ['◆', '?'], sleep: ['◌', 'z'] } as const;

function nodeLines(node: ShapeNode, { runs, edges }: WorkflowShape, { columns, arrow, ascii, paint }: Looks): string[] {
  const { kind, name } = node;
  const after = edges
    .filter(({ from }) => from === name)
    .sort((one, other) => other.times - one.times)
    .map(({ to, times }) => `${arrow} ${to === undefined ? 'end' : plain(to)} (${times})`);
  const beside = node.alongside.length > 0 ? [`at the same time as ${node.alongside.map(plain).join(', ')}`] : [];
  const told = [...nodeInWords(node, runs), ...beside].flatMap((text) => wrapped(text, columns - 4));
  const colour = kind === 'approval' ? 'yellow' : 'green';
  return [
    `${paint(MARKS[kind][ascii ? 1 : 0], colour)} ${plain(name)}`,
    ...told.map((line) => `    ${paint(line, 'dim')}`),
    ...after.flatMap((text) => wrapped(text, columns - 4)).map((line) => `    ${line}`),
  ];
}
