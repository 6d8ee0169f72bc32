/** feedback: fed with what SES says of mails, by EventBridge or an SNS topic; lists what did not reach its reader. */
import { feedbackIn } from '../shared/domain/mail-feedback.ts';
import { mailEvents } from '../shared/lambda/feedback.ts';
import { type FeedbackTaker, noteFeedback } from '../shared/use-cases/note-feedback.ts';
import { onLambda } from './on-lambda.ts';
import { awsFeedbackTaker } from './runtime-teller.ts';

export const createFeedback =
  (taker: FeedbackTaker) =>
  async (event: unknown): Promise<{ noted: number }> => {
    let noted = 0;
    for (const feedback of mailEvents(event).flatMap(feedbackIn)) if (await noteFeedback(taker, feedback)) noted++;
    return { noted };
  };

export const handler = onLambda(async (log) => createFeedback(awsFeedbackTaker(log)));
