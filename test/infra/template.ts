/** The stack's template, made in this process: offline, and without bundling the functions. */
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { settingsOf } from '../../infra/aws/settings.ts';
import { CountersignStack } from '../../infra/aws/stack.ts';

/** As much of a resource as the tests look at. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

const { context: flags }: { context: Record<string, unknown> } = JSON.parse(readFileSync('cdk.json', 'utf8'));

/** The template as `cdk synth -c key=value …` makes it. */
export function templateWith(context: Record<string, string> = {}): Template {
  const app = new App({ context: { ...flags, ...context, 'aws:cdk:bundling-stacks': [] } });
  return Template.fromStack(new CountersignStack(app, 'Countersign', { countersign: settingsOf(app.node) }));
}
