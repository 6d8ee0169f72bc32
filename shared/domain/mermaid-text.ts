/** Text as Mermaid shows it and nothing else: no title of anybody ends a label, adds a node, or changes how a diagram is drawn. */
import { plain, shortened } from './in-words.ts';

/** The longest line of a label. */
const LONGEST = 160;

/**
 * One line of a label. What could mean anything to Mermaid, to the Markdown in its labels (which makes links of addresses,
 * and refuses them) or to HTML is written as an entity of Mermaid's (`#64;`); control characters become spaces.
 */
export const mermaidText = (text: string): string =>
  shortened(plain(text), LONGEST)
    .replace(/[^\p{L}\p{N}\p{M} .,:/()_→…-]/gu, entity)
    .replace(/^(\d+)([.)])/, (_, digits: string, mark: string) => digits + entity(mark)) // a list of Markdown
    .replace(/^-/, entity)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, entity) // emphasis of Markdown
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, entity); // links of Markdown

/** A label of several lines, quoted. */
export const mermaidLabel = (...lines: readonly string[]): string => {
  const text = lines.filter((line) => line !== '').map(mermaidText);
  return `"${withoutStyles(text.join('<br/>'))}"`;
};

const entity = (letter: string): string => `#${letter.codePointAt(0)};`;

/** Mermaid strips entities of the lines that set styles, which it tells by these words and a colon. */
const withoutStyles = (text: string): string =>
  /style|classDef/i.test(text) || /fa[bklrs]?:fa-/.test(text) ? text.replaceAll(':', '#58;') : text;

/** Colours that can be read on a light page and on a dark one; what waits has a dashed edge. */
export const MERMAID_CLASSES = [
  'classDef done fill:#e3f1e7,stroke:#2f7d4f,color:#12321f',
  'classDef refused fill:#fbe3e1,stroke:#b3372c,color:#4a120c',
  'classDef over fill:#eceef1,stroke:#6b7280,color:#2a2f38',
  'classDef waiting fill:#fff3d6,stroke:#b77900,color:#3f2a00,stroke-width:2px,stroke-dasharray:6 4',
  'classDef working fill:#dfeafc,stroke:#1f5fbf,color:#0c2450',
  'classDef edge fill:#ffffff,stroke:#6b7280,color:#2a2f38',
];
