/** Moves the messages of a dead-letter queue back to where they come from. */
import * as z from 'zod/mini';
import { counted } from '../domain/in-words.ts';
import { FINE, print, REFUSED } from './command.ts';
import { typed } from './typed.ts';

const CAUTION = `Some of them start runs and name no runId: moved back they have another id, and one that did start its run
starts another. GET /runs?workflow=… says which runs there are.
`;

export async function redriveQueue(queue: string, { look, yes }: { look: boolean; yes: boolean }): Promise<number> {
  const { openDeadLetters } = await import('../adapters/sqs/dead-letters.ts');
  const dead = await openDeadLetters(queue);
  const count = await dead.count();
  print(`${counted(count, 'message was', 'messages were')} laid aside in ${queue}.\n`);
  if (count === 0) return FINE;
  const few = await dead.look();
  const startsAnew = few.some(startsWithoutId);
  if (startsAnew) print(CAUTION);
  if (look) {
    for (const message of few) print(`  ${message.length > 200 ? `${message.slice(0, 200)}…` : message}\n`);
    return REFUSED;
  }
  if (startsAnew && !yes && (await typed('To move all of them back, type move: ')) !== 'move') {
    print('\nNothing was moved.\n');
    return REFUSED;
  }
  for await (const { moved, isOver, why } of dead.move()) {
    if (why !== undefined) print(`${moved} moved, and then it stopped: ${why}\n`);
    else if (isOver) print(`${moved} moved back.\n`);
    else process.stderr.write(`${moved} moved …\n`);
    if (why !== undefined) return REFUSED;
  }
  return FINE;
}

const Start = z.looseObject({ workflow: z.string(), runId: z.optional(z.string()) });

/** True for a message that starts a run under whatever id SQS gives the message. */
function startsWithoutId(body: string): boolean {
  try {
    const start = Start.safeParse(JSON.parse(body));
    return start.success && start.data.runId === undefined;
  } catch {
    return false;
  }
}
