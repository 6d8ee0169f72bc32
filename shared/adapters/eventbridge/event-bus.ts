/** Tells other systems by events on an EventBridge bus. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { OutcomeListener } from '../../ports/outcome-listener.ts';

/** The source of every event, for rules to match. */
export const EVENT_SOURCE = 'countersign';

export const createEventBus = (client: EventBridgeClient, busName: string): OutcomeListener => ({
  name: 'eventbridge',
  async tell({ type, at, detail }) {
    const entry = {
      ...{ EventBusName: busName, Source: EVENT_SOURCE, DetailType: type },
      ...{ Time: new Date(at), Detail: JSON.stringify(detail) },
    };
    const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount === 0) return;
    const [failed] = Entries;
    throw new Error(
      `EventBridge did not take "${type}" of run ${detail.runId}: ${failed?.ErrorCode} ${failed?.ErrorMessage}`,
    );
  },
});
