/** `countersign show`: draws a run in the terminal, once or as it goes on. */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pictureOf } from '../domain/picture.ts';
import { pictureMermaid } from '../domain/picture-mermaid.ts';
import { pictureText } from '../domain/picture-text.ts';
import { API_HELP, API_OPTIONS, fetchRun, orRefused } from './api.ts';
import { type Command, FINE, HELP_OPTION, print } from './command.ts';
import { asked, LOOK_HELP, LOOK_OPTIONS, lookOf } from './look.ts';

const HELP = `Draws a run: what ran, what waits, for whom and since when, who decided what, and how long it took.

  countersign show RUNID [options]

${API_HELP}
  --watch        again whenever it changes, until the run has ended
  --mermaid      as Mermaid text
${LOOK_HELP}
  --help         this text

Ends with 0, with 1 where there is no such run or it may not be read, with 2 where nothing answers.
`;

const OPTIONS = { ...API_OPTIONS, ...LOOK_OPTIONS, watch: { type: 'boolean' }, ...HELP_OPTION } as const;

/** How often --watch looks, in ms. */
const LOOKS_EVERY = 1_000;

type Fetched = Awaited<ReturnType<typeof fetchRun>>;

const CLEAR = '\u001b[2J\u001b[3J\u001b[H';

export const show: Command = {
  usage: 'show RUNID',
  summary: 'draws a run: what ran, what waits for whom, who decided what',
  help: HELP,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const runId = asked(positionals, show.usage);
    const draw = ({ run, now }: Fetched): string => {
      const picture = pictureOf(run, now);
      return values.mermaid ? pictureMermaid(picture) : pictureText(picture, lookOf(values));
    };
    return orRefused(async () => {
      let fetched = await fetchRun(values, runId);
      print(draw(fetched));
      while (values.watch && fetched.run.endedAt === undefined) {
        await wait(LOOKS_EVERY);
        const before = JSON.stringify(fetched.run);
        fetched = await fetchRun(values, runId);
        if (process.stdout.isTTY)
          print(`${CLEAR}${draw(fetched)}`); // what waits grows longer
        else if (JSON.stringify(fetched.run) !== before) print(`\n${draw(fetched)}`);
      }
      return FINE;
    });
  },
};
