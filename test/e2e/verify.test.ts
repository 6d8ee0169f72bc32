/** `countersign verify`, as somebody calls it on a file. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySigner } from '../../shared/adapters/memory/signer.ts';
import { altered, bonusWorkflow, decidedBonus, exportOf } from '../support/records.ts';
import { memoryStores } from '../support/stores.ts';
import { createTestSystem } from '../support/system.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PATIENCE = 30_000;

describe('countersign verify', { timeout: PATIENCE }, () => {
  const signer = createMemorySigner();
  let folder: string;
  let kid: string;

  const launch = (args: string[], env = process.env) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      const flags = ['--conditions=source', '--import', 'tsx', 'shared/cli.ts'];
      const child = execFile(process.execPath, [...flags, ...args], { cwd: ROOT, env }, (_error, stdout, stderr) =>
        done({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  const countersign = (...args: string[]) => launch(args);
  /** As somebody who is not signed in calls it: no file of theirs is read, and no address asked. */
  const withoutAws = (aws: Record<string, string>, ...args: string[]) => {
    const nowhere = { HOME: folder, AWS_CONFIG_FILE: file('none'), AWS_SHARED_CREDENTIALS_FILE: file('none') };
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
    return launch(args, { ...Object.fromEntries(own), ...nowhere, AWS_EC2_METADATA_DISABLED: 'true', ...aws });
  };
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-verify-'));
    const system = createTestSystem({ workflows: [bonusWorkflow], stores: await memoryStores(), signer });
    const text = await exportOf(system, await decidedBonus(system));
    const keys = await signer.keys();
    kid = keys[0]?.kid ?? '';
    const others = await createMemorySigner().keys();
    const forged = altered(text, ({ approvals }) => Object.assign(approvals[0]?.entries[2] ?? {}, { by: 'eve' }));
    const files = {
      ...{ 'sound.json': text, 'newline.json': `${text}\n`, 'altered.json': forged, 'text.json': 'no JSON' },
      'reformatted.json': JSON.stringify(JSON.parse(text), null, 2),
      'keys.json': JSON.stringify({ keys }),
      'others.json': JSON.stringify({ keys: others }),
    };
    for (const [name, content] of Object.entries(files)) await writeFile(file(name), content);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('ends with 0 for a sound record, and says which keys it trusted', async () => {
    const { code, stdout } = await countersign('verify', file('sound.json'));

    expect(stdout).toContain('Sound: run ');
    expect(stdout).toContain(`the keys in the file itself: ${kid}. Compare them with GET /keys.`);
    expect(code).toBe(0);
  });

  it('counts the keys that it is given, of several files', async () => {
    const given = ['--keys', file('others.json'), '--keys', file('keys.json')];

    const { code, stdout } = await countersign('verify', file('newline.json'), ...given, '--json');

    expect(JSON.parse(stdout)).toMatchObject({ sound: true, keysFrom: 'given', sealedBy: kid, signedBy: kid });
    expect(code).toBe(0);
  });

  it.each([
    ['was altered', ['altered.json'], 'Entry 3 (voted by eve'],
    ['was formatted anew', ['reformatted.json'], 'formatted anew'],
    ['was signed with other keys', ['sound.json', '--keys', 'others.json'], 'not among the keys'],
  ])('ends with 1 for a record that %s, and says so', async (_what, args, words) => {
    const { code, stdout } = await countersign(
      'verify',
      ...args.map((arg) => (arg.endsWith('.json') ? file(arg) : arg)),
    );

    expect(stdout).toContain('Not sound: run ');
    expect(stdout).toContain(words);
    expect(code).toBe(1);
  });

  it.each([
    ['a file that is not there', ['verify', 'nowhere.json'], 'no such file'],
    ['a file that is not JSON', ['verify', 'text.json'], 'not JSON'],
    [
      'a file that is no record',
      ['verify', 'keys.json'],
      'keys.json is no record as GET /runs/{runId}/record answers it: ',
    ],
    ['keys that are none', ['verify', 'sound.json', '--keys', 'text.json'], 'JSON'],
    ['no file', ['verify'], 'countersign verify RECORD'],
    ['an option that there is not', ['verify', 'sound.json', '--fast'], "'--fast'"],
  ])('ends with 2 for %s', async (_what, args, words) => {
    const { code, stdout, stderr } = await countersign(...args.map((arg) => (arg.endsWith('.json') ? file(arg) : arg)));

    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('says where there is more to read', async () => {
    const of = async (...args: string[]) => (await countersign(...args)).stderr.split('\n').at(-2);

    expect(await of('verify')).toBe('countersign verify --help says more.');
    expect(await of('certify')).toBe('countersign --help says more.');
  });

  it('says what AWS is not told', async () => {
    const region = await withoutAws({}, 'redrive', '--bucket', 'failed');
    const credentials = await withoutAws({ AWS_REGION: 'eu-central-1' }, 'redrive', '--bucket', 'failed');

    expect(region.stderr).toBe(
      'AWS is not said which region: set AWS_REGION, or AWS_PROFILE.\n\ncountersign redrive --help says more.\n',
    );
    expect(credentials.stderr).toMatch(/^AWS is not said who asks: sign in, or set AWS_PROFILE\. \(/);
    expect([region.code, credentials.code]).toEqual([2, 2]);
  });

  it('explains itself, also where it is asked for help', async () => {
    expect((await countersign('help', 'verify')).stdout).toContain('countersign verify RECORD [options]');
    expect((await countersign('help')).stdout).toContain('redrive --bucket NAME | --queue URL');
  });

  it('explains itself', async () => {
    const { code, stdout } = await countersign('--help');

    expect(stdout).toContain('countersign verify RECORD');
    expect(code).toBe(0);
  });
});
