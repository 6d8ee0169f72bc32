/** The snippet of a CDK app of one's own: what its workflows need reaches the functions that run them, and no other. */
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { Approvals } from '../../docs/snippets/cdk-stack.ts';
import { at, propertiesOf } from '../infra/template.ts';

it('gives start and resume the table of the orders, and no other function', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });

  const functions = propertiesOf(Template.fromStack(new Approvals(app, 'Approvals')), 'AWS::Lambda::Function');

  const told = Object.keys(functions).filter(
    (name) => at(functions[name], 'Environment', 'Variables', 'ORDERS_TABLE') !== undefined,
  );
  expect(told).toEqual(['FunctionsStartFunction', 'FunctionsResumeFunction']);
});
