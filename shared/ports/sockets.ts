/** Sends messages over connections that are open. */
export interface Sockets {
  /** Sends a text over the connection; `gone` where there is none by this id, not yet or no more. */
  send(connectionId: string, text: string): Promise<'sent' | 'gone'>;
}
