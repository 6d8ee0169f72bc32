/** notify: fed by the table's stream; creates the approvals that runs ask for, and tells people and open pages. */
import { followStream } from '../shared/lambda/batch.ts';
import { notify } from '../shared/use-cases/notify.ts';
import { greet } from '../shared/use-cases/push-live.ts';
import type { Teller } from '../shared/use-cases/system.ts';
import { onLambda } from './on-lambda.ts';
import { awsTeller } from './runtime-teller.ts';

export const createNotify = (teller: Teller) =>
  followStream(teller.log, (change) => notify(teller, change), {
    greet: (connection) => greet(teller, connection),
    generation: teller.life?.generation,
  });

export const handler = onLambda(async (log) => createNotify(awsTeller(log)));
