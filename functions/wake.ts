/** wake: fed by the table's stream; puts the runs that can go on onto the wake-up queue. */
import { followStream } from '../shared/lambda/batch.ts';
import type { Log } from '../shared/ports/log.ts';
import type { Waker } from '../shared/use-cases/system.ts';
import { wake } from '../shared/use-cases/wake.ts';
import { onLambda } from './on-lambda.ts';
import { awsWaker } from './runtime-queue.ts';

export const createWake = (waker: Waker, log: Log) =>
  followStream(log, (change) => wake(waker, change), { generation: waker.generation });

export const handler = onLambda(async (log) => createWake(awsWaker(), log));
