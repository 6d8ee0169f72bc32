/** `countersign shape`: what the latest runs of a workflow show of it. */
import { parseArgs } from 'node:util';
import { shapeMermaid } from '../domain/shape-mermaid.ts';
import { shapeText } from '../domain/shape-text.ts';
import { API_HELP, API_OPTIONS, fetchShape, orRefused } from './api.ts';
import { type Command, FINE, HELP_OPTION, print } from './command.ts';
import { asked, LOOK_HELP, LOOK_OPTIONS, lookOf } from './look.ts';

const HELP = `Shows what the latest runs of a workflow (at most 50) came to, in which order, how long it took and how it ended.

  countersign shape WORKFLOW [options]

${API_HELP}
  --mermaid      as Mermaid text
${LOOK_HELP}
  --help         this text

Ends with 0, with 1 where no run of it is kept or it may not be read, with 2 where nothing answers.
`;

const OPTIONS = { ...API_OPTIONS, ...LOOK_OPTIONS, ...HELP_OPTION } as const;

export const shape: Command = {
  usage: 'shape WORKFLOW',
  summary: 'shows what the latest runs of a workflow came to, and in which order',
  help: HELP,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const workflow = asked(positionals, shape.usage);
    return orRefused(async () => {
      const found = await fetchShape(values, workflow);
      print(values.mermaid ? shapeMermaid(found) : shapeText(found, lookOf(values)));
      return FINE;
    });
  },
};
