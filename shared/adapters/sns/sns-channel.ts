/** Tells people through an SNS topic: by e-mail and SMS, whoever subscribed. */
import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type NotTold, partlyTold } from '../../domain/not-told.ts';
import { TOPIC_CHANNEL } from '../../domain/unread-topic.ts';
import type { Addressee, NoticeContext, NotificationChannel } from '../../ports/notification-channel.ts';

/** The names of the message attributes, for subscriptions' filter policies. */
export const ATTRIBUTES = ['kind', 'workflow', 'assignee', 'noticeId', 'runId', 'approvalKey'] as const;

/** Whom a notice is for where nobody in particular was asked. */
const ANYONE = 'anyone';

/**
 * A channel that publishes one message for each addressee, with the attributes `kind`, `workflow` and `assignee` to filter
 * by, and a text of its own for e-mail and for SMS.
 */
export function createSnsChannel(client: SNSClient, topicArn: string): NotificationChannel {
  const publish = async (context: NoticeContext): Promise<void> => {
    const addressees = context.addressees.length > 0 ? context.addressees : [{ ...context, name: ANYONE }];
    const failures: NotTold[] = [];
    await Promise.all(
      addressees.map(async (addressee) => {
        const message = { TopicArn: topicArn, ...messageOf(context, addressee) };
        await client.send(new PublishCommand(message)).catch((error: unknown) => {
          failures.push({ who: addressee.name, error });
        });
      }),
    );
    if (failures.length > 0) throw partlyTold(failures);
  };
  return { name: TOPIC_CHANNEL, onApprovalNeeded: publish, onApprovalResolved: publish, onRunTroubled: publish };
}

function messageOf(context: NoticeContext, { name: assignee, text, sms }: Pick<Addressee, 'name' | 'text' | 'sms'>) {
  const attributes: Record<(typeof ATTRIBUTES)[number], string | undefined> = {
    kind: context.kind,
    workflow: context.workflowName,
    assignee,
    noticeId: context.noticeId,
    runId: context.runId,
    approvalKey: 'approvalKey' in context ? context.approvalKey : undefined,
  };
  return {
    Subject: context.subject,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: sms, email: text, sms }),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).flatMap(([name, value]): [string, MessageAttributeValue][] =>
        value === undefined ? [] : [[name, { DataType: 'String', StringValue: value }]],
      ),
    ),
  };
}
