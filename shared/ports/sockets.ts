/** Sends messages over connections that are open, and ends them. */
export interface Sockets {
  /** Sends a text over the connection; `gone` where there is none by this id, not yet or no more. */
  send(connectionId: string, text: string): Promise<'sent' | 'gone'>;
  /** Ends the connection; does no harm where there is none by this id. */
  end(connectionId: string): Promise<void>;
}
