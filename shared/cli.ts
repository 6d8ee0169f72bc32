#!/usr/bin/env node
/** `countersign`: checks records, draws runs and workflows in the terminal, and does what operators do on AWS. */
import { accept } from './cli/accept-restored.ts';
import { type Command, FINE, print, UNUSABLE } from './cli/command.ts';
import { redrive } from './cli/redrive.ts';
import { shape } from './cli/shape.ts';
import { show } from './cli/show.ts';
import { verify } from './cli/verify.ts';

const COMMANDS: Record<string, Command> = { show, shape, verify, redrive, 'accept-restored': accept };

const HELP = `Countersign in the terminal.

${Object.values(COMMANDS)
  .map(({ usage, summary }) => `  countersign ${usage.padEnd(28)} ${summary}\n`)
  .join('')}
countersign COMMAND --help says more of each.
`;

const asksForHelp = (args: readonly string[]): boolean => args.some((arg) => arg === '--help' || arg === '-h');

async function main([verb = '', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined;
  if (command && !asksForHelp(args)) return command.run(args);
  if (!command && !asksForHelp([verb])) {
    const known = Object.values(COMMANDS).map(({ usage }) => `countersign ${usage}`);
    throw new Error(`${verb === '' ? 'Say what to do' : `There is no command "${verb}"`}: ${known.join(', ')}.`);
  }
  print(command?.help ?? HELP);
  return FINE;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${why}\n\ncountersign --help says more.\n`);
    process.exitCode = UNUSABLE;
  },
);
