/** `npm run destroy`: says what outlives the stack and how to remove that for good, asks for the stack's name, and then destroys it. */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { cdk } from './cdk.ts';

const STACK = 'Countersign';

const HELP = `Says what outlives the stack and how to remove that for good, asks for the stack's name, and destroys it.

  npm run destroy -- [--profile NAME] [--region NAME] [--role-arn ARN] [-c NAME=VALUE]…

  --profile NAME   the profile of the AWS CLI to use
  --region NAME    the region that the stack is in, where the profile does not say
  --role-arn ARN   the role that CloudFormation acts as
  -c NAME=VALUE    a setting, as for npm run deploy: needed only where the stack cannot be made without it
  --help           this text

These are passed on to cdk destroy; others are refused.
`;

const OPTIONS = {
  profile: { type: 'string' },
  region: { type: 'string' },
  'role-arn': { type: 'string', short: 'r' },
  context: { type: 'string', short: 'c', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

const KEPT = `This removes the functions, APIs, queues, topics, alarms and logs of the stack ${STACK}.
Runs that wait will not go on, and nobody can decide any more.

These are kept, for what people decided is nowhere else:
  the table             runs and approvals; it is protected from deletion besides
  the large values      a bucket: values that no item of the table can hold
  the failed records    a bucket: what notify, wake and start could not handle
  the record secret     without it no seal of a record can be checked

Their names, as long as the stack is there:
  aws cloudformation list-stack-resources --stack-name ${STACK} --output text --query \\
    "StackResourceSummaries[?contains(['AWS::DynamoDB::Table','AWS::S3::Bucket','AWS::SecretsManager::Secret'],ResourceType)].[ResourceType,PhysicalResourceId]"

To remove them for good, afterwards:
  aws dynamodb update-table --table-name TABLE --no-deletion-protection-enabled
  aws dynamodb delete-table --table-name TABLE
  aws s3 rb s3://BUCKET --force
  aws secretsmanager delete-secret --secret-id SECRET --recovery-window-in-days 30
`;

async function destroy(args: readonly string[]): Promise<number> {
  console.log(KEPT);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await new Promise<string>((resolve) => {
    lines.question(`To destroy the stack, type its name (${STACK}): `, resolve);
    lines.once('close', () => resolve('')); // the input has ended
  });
  lines.close();
  if (answer.trim() === STACK) return cdk('destroy', STACK, '--force', ...args);
  console.log('\nNothing was destroyed.');
  return 1;
}

/** Whether help is asked for; throws what is wrong with the arguments. */
const asksForHelp = (args: string[]): boolean => parseArgs({ args, options: OPTIONS }).values.help === true;

const args = process.argv.slice(2);
try {
  if (asksForHelp(args)) console.log(HELP);
  else process.exitCode = await destroy(args);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  process.exitCode = 2;
}
