#!/usr/bin/env node
/** `countersign`: checks records, draws runs and workflows in the terminal, and does what operators do on AWS. */
import { accept } from './cli/accept-restored.ts';
import { check } from './cli/check-waiting.ts';
import { type Command, FINE, print, UNUSABLE } from './cli/command.ts';
import { redrive } from './cli/redrive.ts';
import { shape } from './cli/shape.ts';
import { show } from './cli/show.ts';
import { verify } from './cli/verify.ts';
import { wordsOf } from './cli/words.ts';

const COMMANDS: Record<string, Command> = {
  show,
  shape,
  verify,
  'check-waiting': check,
  redrive,
  'accept-restored': accept,
};

const WIDEST = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length));

const HELP = `Countersign in the terminal.

${Object.values(COMMANDS)
  .map(({ usage, summary }) => `  countersign ${usage.padEnd(WIDEST)}  ${summary}\n`)
  .join('')}
countersign COMMAND --help says more of each.
`;

// Whoever runs a command for operators need not read of versions of Node on each: package.json says which will do.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const asksForHelp = (args: readonly string[]): boolean => args.some((arg) => arg === '--help' || arg === '-h');

const commandOf = (verb: string): Command | undefined => (Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined);

async function main([verb = '', ...args]: readonly string[]): Promise<number> {
  if (verb === 'help') return main([...args.slice(0, 1), '--help']);
  const command = commandOf(verb);
  if (command && !asksForHelp(args)) return command.run(args);
  if (!command && !asksForHelp([verb])) {
    const what = verb === '' ? 'Say what to do' : `There is no command "${verb}"`;
    throw new Error(`${what}: ${Object.keys(COMMANDS).join(', ')}.`);
  }
  print(command?.help ?? HELP);
  return FINE;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const [verb = ''] = process.argv.slice(2);
    const more = commandOf(verb) ? `countersign ${verb} --help` : 'countersign --help';
    process.stderr.write(`${wordsOf(error)}\n\n${more} says more.\n`);
    process.exitCode = UNUSABLE;
  },
);
