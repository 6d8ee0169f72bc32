/** The stack's template, made in this process: offline, and without bundling the functions. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Countersign, type CountersignProps } from '../../infra/aws/index.ts';
import { CountersignStack } from '../../infra/aws/stack.ts';

/** A resource of a template; `name` is its logical id without the stack's name and CDK's hash. */
export interface Resource {
  readonly name: string;
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

const { context: flags }: { context: Record<string, unknown> } = JSON.parse(readFileSync('cdk.json', 'utf8'));

/** An app with the stack as `cdk synth -c key=value …` makes it. CDK's own rules, which take seconds, are left to that. */
export function appWith(
  context: Record<string, string> = {},
  props: StackProps = {},
): { app: App; stack: CountersignStack } {
  const app = quickly(context);
  return { app, stack: new CountersignStack(app, 'Countersign', props) };
}

const quickly = (context: Record<string, unknown> = {}): App =>
  new App({
    context: { ...flags, ...context, 'aws:cdk:bundling-stacks': [] },
    builtinCloudFormationValidation: false,
  });

/** The construct in a stack of somebody else's app, with props that may be made in that stack. */
export function constructWith(propsIn: (stack: Stack) => CountersignProps = () => ({})) {
  const app = quickly();
  const stack = new Stack(app, 'Shop');
  return { app, stack, countersign: new Countersign(stack, 'Countersign', propsIn(stack)) };
}

export const templateOf = (propsIn: (stack: Stack) => CountersignProps): Template =>
  Template.fromStack(constructWith(propsIn).stack);

/** What is made of it, and where the files are. */
export function synthWith(context?: Record<string, string>): { template: Template; outdir: string } {
  const { app, stack } = appWith(context);
  return { template: Template.fromStack(stack), outdir: app.outdir };
}

export const templateWith = (context?: Record<string, string>): Template => synthWith(context).template;

/** Files that stand for the inbox's, which a build makes. */
function placeholderFiles(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-inbox-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Inbox</title>');
  writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return folder;
}

/** People who sign in, without the inbox's pages. */
export const PEOPLE = { jwtIssuer: 'https://id.example.com/realm', jwtAudience: 'countersign,countersign-mobile' };

export const INBOX = { ...PEOPLE, clientId: 'inbox', inboxFiles: placeholderFiles() };

export const SLACK = {
  slackTokenSecret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:slack-token-AbCdEf',
  slackSigningSecret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:slack-signing-AbCdEf',
  slackChannel: 'C0123456789',
};

/** Everything that a deployment can be told, but for where it runs and by what it is encrypted. */
export const EVERYTHING = {
  ...{ ...INBOX, ...SLACK },
  ...{ emails: 'ann@example.com, ben@example.com', sms: '+4915112345678', sesFrom: 'approvals@example.com' },
  ...{ domainName: 'approvals.example.com', certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/abc' },
  ...{ signInOrigins: 'https://sign-in.example.com', streamLog: 'true', alarmEmail: 'ops@example.com' },
  ...{ startQueue: 'true' },
};

export const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';

/** A network and a key of the app's own. */
export const GUARDED = {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  subnetIds: 'subnet-0a1b2c3d4e5f60718,subnet-1a2b3c4d5e6f70819',
  encryptionKeyArn: KEY_ARN,
};

const nameOf = (logicalId: string): string => logicalId.replace(/^Countersign/, '').replace(/[0-9A-F]{8}$/, '');

export function resourcesIn(template: Template): Resource[] {
  const resources: Record<string, Omit<Resource, 'name'>> = template.toJSON().Resources;
  return Object.entries(resources).map(([id, resource]) => ({ ...resource, name: nameOf(id) }));
}

export const resourcesOf = (template: Template, type: string): Resource[] =>
  resourcesIn(template).filter(({ Type }) => Type === type);

/** The properties of all resources of a type, by name. */
export const propertiesOf = (template: Template, type: string): Record<string, Resource['Properties']> =>
  Object.fromEntries(resourcesOf(template, type).map(({ name, Properties }) => [name, Properties]));

/** The resource of which there is one. */
export function theOne(template: Template, type: string): Resource {
  const [resource, ...others] = resourcesOf(template, type);
  if (!resource || others.length > 0) throw new Error(`There is not exactly one ${type}.`);
  return resource;
}

/** What is at a path inside a value. */
export const at = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );

/** A value of a template as text: what it refers to is in it by name, like `Table.Arn/index/due`. */
export function readable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(readable).join(', ');
  const [[intrinsic, argument] = []] = Object.entries(value);
  if (intrinsic === 'Ref') return nameOf(String(argument));
  if (intrinsic === 'Fn::GetAtt' && Array.isArray(argument)) return `${nameOf(String(argument[0]))}.${argument[1]}`;
  if (intrinsic === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
    return argument[1].map(readable).join(String(argument[0]));
  }
  return JSON.stringify(value);
}

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Every statement of every policy in the template, and the resource that it is in. */
export function statementsOf(template: Template): { in: Resource; statement: Statement }[] {
  return resourcesIn(template).flatMap((resource) => {
    const { PolicyDocument, KeyPolicy, AssumeRolePolicyDocument } = resource.Properties ?? {};
    const documents = [PolicyDocument, KeyPolicy, AssumeRolePolicyDocument] as (
      | { Statement: Statement[] }
      | undefined
    )[];
    return documents.flatMap((document) =>
      (document?.Statement ?? []).map((statement) => ({ in: resource, statement })),
    );
  });
}
