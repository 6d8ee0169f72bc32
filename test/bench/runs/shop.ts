/** The shop whose runs are measured: its own work takes no time, and it counts what it really did. */

export interface Order {
  orderId: string;
  amount: number;
}

export interface Expense {
  expenseId: string;
  amount: number;
  requestedBy: string;
}

/** How many refunds and expenses were paid by this process. */
export const paid = { refunds: 0, expenses: 0 };

export const refundOf = async ({ orderId, amount }: Order) => ({ orderId, amount });

export async function payRefund(orderId: string, { amount }: { amount: number }) {
  paid.refunds++;
  return { orderId, refunded: amount, receipt: `receipt-for-${orderId}` };
}

export const expenseOf = async (expense: Expense) => ({ ...expense, checkedAt: new Date().toISOString() });

export async function payExpense({ expenseId, amount }: Expense, approvedBy: string[]) {
  paid.expenses++;
  return { expenseId, paid: amount, approvedBy };
}
