/** A workflow's shape as a Mermaid flowchart: each arrow says how often one followed the other. */
import { MERMAID_CLASSES, mermaidLabel, mermaidText } from './mermaid-text.ts';
import { nodeInWords, shapeHeadline } from './shape-words.ts';
import type { ShapeEdge, ShapeNode, WorkflowShape } from './workflow-shape.ts';

/** At most so many nodes are drawn: Mermaid takes so much text and no more. */
const MOST_NODES = 150;

const SHAPES = { step: ['[', ']'], approval: ['{{', '}}'], sleep: ['(', ')'] } as const;
const CLASSES = { step: 'done', approval: 'working', sleep: 'over' } as const;

/** Mermaid's text (`text/vnd.mermaid`) of the shape. */
export function shapeMermaid(shape: WorkflowShape): string {
  const { workflow, runs } = shape;
  const nodes = shape.nodes.slice(0, MOST_NODES);
  const ids = new Map(nodes.map(({ name }, index) => [name, `n${index + 1}`]));
  const left = shape.nodes.length - nodes.length;
  const lines = [
    'flowchart TD',
    `begin([${mermaidLabel(workflow, shapeHeadline(shape))}]):::edge`,
    ...nodes.map((node) => nodeOf(node, ids.get(node.name) ?? '', runs)),
    ...(left > 0 ? [`left["… ${left} more not drawn"]:::over`] : []),
    ...(shape.edges.some(({ to }) => to === undefined) ? [`finish([${mermaidLabel('end')}]):::edge`] : []),
    ...shape.edges.flatMap((edge) => arrowOf(edge, ids)),
    ...MERMAID_CLASSES,
  ];
  return `${lines.join('\n  ')}\n`;
}

function nodeOf(node: ShapeNode, id: string, runs: number): string {
  const [open, close] = SHAPES[node.kind];
  const own = node.alongside.includes(node.name) ? ['several at the same time'] : [];
  return `${id}${open}${mermaidLabel(node.name, ...nodeInWords(node, runs), ...own)}${close}:::${CLASSES[node.kind]}`;
}

function arrowOf({ from, to, times }: ShapeEdge, ids: ReadonlyMap<string, string>): string[] {
  const [source, target] = [from === undefined ? 'begin' : ids.get(from), to === undefined ? 'finish' : ids.get(to)];
  return source && target ? [`${source} -->|"${mermaidText(String(times))}"| ${target}`] : [];
}
