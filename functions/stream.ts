/** stream: the routes of the WebSocket interface, by which pages hear of changes at once. */
import type { Actor } from '../shared/domain/actor.ts';
import type { HttpSettings } from '../shared/lambda/http.ts';
import { type Connecting, serveSockets } from '../shared/lambda/socket.ts';
import { openStream, type Wanted } from '../shared/use-cases/open-stream.ts';
import { redeemTicket } from '../shared/use-cases/redeem-ticket.ts';
import type { Streamer } from '../shared/use-cases/system.ts';
import { onLambda } from './on-lambda.ts';
import { awsHttp, awsStreamer } from './runtime.ts';

/** Nothing is sent from here: a connection that is opened is told the present state by what follows its record. */
export const createStream = (streamer: Streamer, http: HttpSettings) =>
  serveSockets(
    {
      async connect({ connectionId, ticket, caller, ...wanted }) {
        const actor: Actor = ticket === undefined ? caller() : await redeemTicket(streamer, ticket);
        await openStream(streamer, connectionId, wantedOf(wanted), actor);
      },
      disconnect: (connectionId) => streamer.connections.close(connectionId),
    },
    http,
    streamer.log,
  );

const wantedOf = ({ approval, run, inbox }: Pick<Connecting, 'approval' | 'run' | 'inbox'>): Wanted =>
  approval ? { approval } : run !== undefined ? { run } : { inbox: inbox || undefined };

export const handler = onLambda(async (log) => createStream(awsStreamer(log), awsHttp));
