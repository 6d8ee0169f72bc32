/** Who reads an SNS topic. */
import { ListSubscriptionsByTopicCommand, type SNSClient, type Subscription } from '@aws-sdk/client-sns';
import type { TopicReader, TopicReaders } from '../../ports/topic-readers.ts';

/** Those alone who have confirmed: what stands in place of an ARN says that they have not, or have left. */
export const createSnsTopicReaders = (client: SNSClient, topicArn: string): TopicReaders => ({
  async list() {
    const readers: TopicReader[] = [];
    let next: string | undefined;
    do {
      const page = await client.send(
        new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(next !== undefined && { NextToken: next }) }),
      );
      readers.push(...(page.Subscriptions ?? []).flatMap(readerOf));
      next = page.NextToken;
    } while (next !== undefined);
    return readers;
  },
});

const readerOf = ({ SubscriptionArn = '', Protocol = '', Endpoint = '' }: Subscription): TopicReader[] =>
  SubscriptionArn.startsWith('arn:') ? [{ protocol: Protocol, endpoint: Endpoint }] : [];
