/** `countersign redrive`: hands on again what was laid aside on AWS. */
import { parseArgs } from 'node:util';
import { type Command, HELP_OPTION } from './command.ts';
import { redriveQueue } from './redrive-queue.ts';
import { redriveRecords } from './redrive-records.ts';

const HELP = `Hands on again what was laid aside, once what made it fail is mended.

  countersign redrive --bucket NAME [--prefix PREFIX] [--dry-run]
  countersign redrive --queue URL [--yes]

  --bucket NAME    the bucket of failed records: each is handed to the function that gave it up, and removed once that
                   has taken all of it. A record twice does no harm, but people may be told twice; a start is the
                   start of the same run
  --prefix PREFIX  only those whose names begin so (default: aws/lambda/)
  --queue URL      a dead-letter queue, or its ARN: all its messages are moved back to the queue that they come from
  --dry-run        looks, and hands nothing on
  --yes            does not ask where messages may start runs anew
  --help           this text

Whom AWS takes you for, and which region, is as for the AWS CLI: AWS_PROFILE, AWS_REGION.

Ends with 0 where nothing is left, with 1 where something is, with 2 where it cannot be looked at.
`;

const OPTIONS = {
  bucket: { type: 'string' },
  prefix: { type: 'string', default: 'aws/lambda/' },
  queue: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  ...HELP_OPTION,
} as const;

export const redrive: Command = {
  usage: 'redrive --bucket NAME | --queue URL',
  summary: 'hands on again what notify, wake, resume or start gave up',
  help: HELP,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const { bucket, prefix, queue, 'dry-run': look, yes } = values;
    if ((bucket === undefined) === (queue === undefined))
      throw new Error('Say: countersign redrive --bucket NAME, or countersign redrive --queue URL');
    return bucket === undefined ? redriveQueue(queue ?? '', { look, yes }) : redriveRecords({ bucket, prefix, look });
  },
};
