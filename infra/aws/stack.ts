/** The stack that `npm run deploy` makes: Countersign as the command line says. */
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Countersign } from './constructs/countersign.ts';
import { settingsOf } from './settings.ts';

export class CountersignStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Workflows that wait for people', ...props });
    const { outputs } = new Countersign(this, 'Countersign', settingsOf(this));
    // The only ones of the stack: they need no more than their own names.
    for (const output of outputs) output.overrideLogicalId(output.node.id);
  }
}
