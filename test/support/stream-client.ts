/** A client of the stream as programs have it: a WebSocket, and what came over it. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** One message, as loosely as a client without types reads it. */
export type Heard = Record<string, unknown>;

export interface StreamClient {
  /** The first message that is so, of those that came and of those that come. */
  hear(isIt: (message: Heard) => boolean): Promise<Heard>;
  /** Everything that came so far. */
  readonly heard: readonly Heard[];
  /** Resolves once the connection has ended, with the code of its closing. */
  readonly closed: Promise<number>;
  send(text: string): void;
  close(): Promise<void>;
}

/** What somebody is told who is not let in. */
export class Refused extends Error {
  readonly status: number;
  readonly problem: Heard;

  constructor(status: number, problem: Heard) {
    super(`The connection was refused with ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

/** Opens a stream; rejects with `Refused` where it is refused. */
export async function openStreamClient(url: string, headers: Record<string, string> = {}): Promise<StreamClient> {
  const socket = new WebSocket(url, { headers });
  const heard: Heard[] = [];
  let listeners: ((message: Heard) => void)[] = [];
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Heard;
    heard.push(message);
    for (const listener of listeners) listener(message);
  });
  socket.on('error', () => {}); // a close follows
  const closed = once(socket, 'close').then(([code]) => Number(code));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        reject(new Refused(response.statusCode ?? 0, JSON.parse(Buffer.concat(chunks).toString() || '{}') as Heard)),
      );
    });
    void closed.then((code) => reject(new Error(`The connection was closed with ${code}.`)));
  });
  return {
    ...{ heard, closed },
    hear: (isIt) =>
      new Promise((resolve) => {
        const earlier = heard.find(isIt);
        if (earlier) return resolve(earlier);
        listeners.push(function listen(message) {
          if (!isIt(message)) return;
          listeners = listeners.filter((one) => one !== listen);
          resolve(message);
        });
      }),
    send: (text) => socket.send(text),
    async close() {
      socket.close();
      await closed;
    },
  };
}
