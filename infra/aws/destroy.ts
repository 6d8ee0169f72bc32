/** `npm run destroy`: says what outlives the stack and how to remove that for good, asks for the stack's name, and then destroys it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const STACK = 'Countersign';

const KEPT = `This removes the functions, APIs, queues, topics, alarms and logs of the stack ${STACK}.
Runs that wait will not go on, and nobody can decide any more.

These are kept, for what people decided is nowhere else:
  the table             runs and approvals; it is protected from deletion besides
  the large values      a bucket: values that no item of the table can hold
  the failed records    a bucket: what notify and wake could not handle
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

console.log(KEPT);
const lines = createInterface({ input: process.stdin, output: process.stdout });
const answer = await new Promise<string>((resolve) => {
  lines.question(`To destroy the stack, type its name (${STACK}): `, resolve);
  lines.once('close', () => resolve('')); // the input has ended
});
lines.close();
if (answer.trim() === STACK) {
  const cdk = spawn('npx', ['cdk', 'destroy', STACK, '--force', ...process.argv.slice(2)], { stdio: 'inherit' });
  const [code] = await once(cdk, 'exit');
  process.exitCode = Number(code ?? 1);
} else {
  console.log('\nNothing was destroyed.');
  process.exitCode = 1;
}
