/** The shop whose refunds are measured: what both engines call, and a count of what they really did. */
import { ok } from '../../../shared/engine/result.ts';

/** What the runs of a contender did. */
export interface Done {
  calculated: number;
  paused: number;
  processed: number;
}

/** Runs one refund: it starts, does a step, waits for its approval, gets it, and does another step. */
export type Refund = (orderId: string) => Promise<void>;

/** One way to run refunds. */
export interface Contender {
  readonly done: Done;
  /** A round of runs, over stores that are empty. */
  begin(): Refund;
}

export const approvalKeyOf = (orderId: string) => `approve:refund:${orderId}`;

/** Why people are asked. */
export const REASON = 'Refund of 40';

/** What they grant. */
export const GRANTED = { amount: 40 };

export interface Due {
  orderId: string;
  amount: number;
}

/** How the shop's own records say that an approval stands. */
type Standing = { status: 'pending' } | { status: 'approved'; value: { amount: number } };

/** The shop's functions, and its records of approvals; one shop per contender. */
export function createShop() {
  const done: Done = { calculated: 0, paused: 0, processed: 0 };
  const granted = new Map<string, { amount: number }>();
  return {
    done,
    calculateRefund: async (orderId: string) => {
      done.calculated++;
      return ok({ orderId, amount: 40 });
    },
    processRefund: async ({ orderId, amount }: Due) => {
      done.processed++;
      return ok({ orderId, refunded: amount, receipt: `receipt-for-${orderId}` });
    },
    grant: (orderId: string) => granted.set(orderId, GRANTED),
    /** Taken once it is given, so that the records stay small however many runs there are. */
    approvalOf: async (orderId: string): Promise<Standing> => {
      const value = granted.get(orderId);
      granted.delete(orderId);
      return value ? { status: 'approved', value } : { status: 'pending' };
    },
  };
}

/** What a run must end with. */
export function checkReceipt(result: unknown, orderId: string): void {
  const expected = JSON.stringify(ok({ orderId, refunded: 40, receipt: `receipt-for-${orderId}` }));
  if (JSON.stringify(result) !== expected)
    throw new Error(`A refund ended with ${JSON.stringify(result)}, not ${expected}.`);
}
