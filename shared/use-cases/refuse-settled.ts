/** Says that what an approval was to be changed by came too late. */
import { refusalOfSettled } from '../domain/answer-again.ts';
import { type Approval, isSettled } from '../domain/approval.ts';
import { CountersignError } from '../errors.ts';

/** The refusal, with how the approval ended. */
export const refuseSettled = (approval: Approval): CountersignError =>
  isSettled(approval)
    ? refusalOfSettled(approval)
    : new CountersignError('changed', 'The approval changed meanwhile. Read it again.', { digest: approval.digest });
