/** The workflows that the local system and the demo stack run. */
import { refund } from './01-refund.ts';
import { expense } from './02-expense-chain.ts';
import { email } from './03-gated-email.ts';
import { payment } from './04-payment-by-two.ts';

export default [refund, expense, email, payment];
