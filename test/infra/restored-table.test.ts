/** A stack that works on a table that was restored: everything names that one, and the stack's own is kept. */
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { ENV } from '../../shared/lambda/env.ts';
import { appWith, at, EVERYTHING, propertiesOf, readable, statementsOf, templateWith, theOne } from './template.ts';

const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/restored';
const STREAM_ARN = `${TABLE_ARN}/stream/2026-01-05T12:00:00.000`;
const RESTORED = { ...EVERYTHING, restoredStreamArn: STREAM_ARN };

const template = templateWith(RESTORED);
const own = templateWith(EVERYTHING);

/** What a template refers to as its own table, once the restored one stands for it. */
const renamed = (text: string): string =>
  text.replaceAll('Table.StreamArn', STREAM_ARN).replaceAll('Table.Arn', TABLE_ARN);

describe('a stack on a restored table', () => {
  it('tells each function that table, its stream as the generation, and that it was restored', () => {
    const told = Object.values(propertiesOf(template, 'AWS::Lambda::Function')).map((properties) =>
      Object(at(properties, 'Environment', 'Variables')),
    );
    const tables = told.filter((variables) => ENV.table in variables);
    const living = told.filter((variables) => ENV.generation in variables);

    expect(new Set(tables.map((variables) => variables[ENV.table]))).toEqual(new Set(['restored']));
    expect(new Set(living.map((variables) => variables[ENV.generation]))).toEqual(new Set([STREAM_ARN]));
    expect(tables.filter((variables) => variables[ENV.restored] === 'true')).toHaveLength(6);
  });

  it('lets each function do there what it may do to its own table, and nothing to that', () => {
    const policies = (made: typeof template) =>
      statementsOf(made)
        .filter((found) => found.in.Type === 'AWS::IAM::Policy')
        .map(({ in: { name }, statement }) => [name, statement.Action, readable(statement.Resource)]);

    expect(policies(template)).toEqual(
      policies(own).map(([name, action, resource]) => [name, action, renamed(String(resource))]),
    );
    expect(JSON.stringify(policies(template))).not.toContain('Table.Arn');
  });

  it('reads its stream and no other', () => {
    const mappings = propertiesOf(template, 'AWS::Lambda::EventSourceMapping');

    expect(readable(mappings.NotifyReaderMapping?.EventSourceArn)).toBe(STREAM_ARN);
    expect(readable(mappings.WakeReaderMapping?.EventSourceArn)).toBe(STREAM_ARN);
    expect(JSON.stringify(template.toJSON())).not.toContain('StreamArn');
  });

  it('keeps its own table as it is', () => {
    expect(theOne(template, 'AWS::DynamoDB::Table')).toEqual(theOne(own, 'AWS::DynamoDB::Table'));
    expect(theOne(template, 'AWS::DynamoDB::Table')).toMatchObject({ DeletionPolicy: 'Retain' });
  });

  it('counts and shows what that table comes to', () => {
    const shown = JSON.stringify([
      propertiesOf(template, 'AWS::CloudWatch::Alarm').AlarmsRunsNeedReview,
      propertiesOf(template, 'AWS::CloudWatch::Dashboard'),
    ]);

    expect(shown).toContain('restored');
    expect(shown).not.toContain('CountersignTable');
  });

  it('gives the security rules nothing to find', () => {
    const { app } = appWith(RESTORED);

    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });

  it.each(['restored', TABLE_ARN, 'arn:aws:kinesis:eu-central-1:123456789012:stream/restored'])(
    'refuses %s for the ARN of a stream, by the name of the prop',
    (restoredStreamArn) => {
      expect(() => templateWith({ restoredStreamArn })).toThrow(`restoredStreamArn: "${restoredStreamArn}" is not`);
    },
  );
});
