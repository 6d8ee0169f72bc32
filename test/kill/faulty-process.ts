/** Loaded before the local system: every SDK client of the process works over a faulty network. */
import { appendFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { makeNetworkFaulty } from '../support/faulty-network.ts';
import { createRandom } from '../support/random.ts';

const { FAULT_LOG = 'faults.jsonl', FAULT_SEED = '1', FAULT_RATE = '0.05', LIFE = '1' } = process.env;

const random = createRandom(Number(FAULT_SEED));
const faulty = new WeakSet<object>();

/** What all clients of the SDK have in common. */
const clients: { send(this: DynamoDBClient, ...args: unknown[]): unknown } = Object.getPrototypeOf(
  DynamoDBClient.prototype,
);
const { send } = clients;

clients.send = function (...args) {
  const { middlewareStack } = this;
  if (!faulty.has(middlewareStack)) {
    faulty.add(middlewareStack);
    makeNetworkFaulty(this, {
      rate: Number(FAULT_RATE),
      random,
      told: (fault) =>
        appendFileSync(FAULT_LOG, `${JSON.stringify({ at: Date.now(), life: Number(LIFE), ...fault })}\n`),
    });
  }
  return send.apply(this, args);
};
