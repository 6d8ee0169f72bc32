/** `countersign show` and `countersign shape`, as somebody calls them on a system that runs. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type LocalProcess, startLocal } from '../support/local-process.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PATIENCE = 60_000;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

describe('countersign show and shape', { timeout: PATIENCE }, () => {
  let folder: string;
  let local: LocalProcess;
  let other: Server;

  const launch = (args: string[], env: Record<string, string> = {}) => {
    const flags = ['--conditions=source', '--import', 'tsx', 'shared/cli.ts'];
    let printed = '';
    const ended = new Promise<Ended>((done) => {
      const options = { cwd: ROOT, env: { ...process.env, COUNTERSIGN_URL: local.url, ...env } };
      const child = execFile(process.execPath, [...flags, ...args], options, (_error, stdout, stderr) =>
        done({ code: child.exitCode ?? -1, stdout, stderr }),
      );
      child.stdout?.on('data', (chunk) => {
        printed += String(chunk);
      });
    });
    return { ended, printed: () => printed };
  };
  const countersign = (args: string[], env?: Record<string, string>) => launch(args, env).ended;
  const start = (runId: string) =>
    local.request('POST', '/runs', { workflow: 'refund', runId, input: { orderId: 'order-1', amount: 40 } });
  const decided = async (runId: string) => {
    const path = `/approvals/${runId}/approve:refund`;
    await eventually(
      () => local.request('GET', path),
      ({ status }) => status === 200,
    );
    await local.request('POST', `${path}/decision`, { action: 'approve', actorId: 'ann@example.com' });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-show-'));
    local = await startLocal({ data: folder, args: ['--memory'] });
    other = createServer((request, response) => {
      if (request.url?.startsWith('/runs/denied')) {
        response.statusCode = 403;
        response.end(JSON.stringify({ code: 'not-allowed', detail: `As ${request.headers.authorization}: no.` }));
      } else response.end('<html>');
    });
    await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
  }, PATIENCE);

  afterAll(async () => {
    await local.stop();
    await new Promise((closed) => other.close(closed));
    await rm(folder, { recursive: true, force: true });
  });

  const otherUrl = () => `http://127.0.0.1:${(other.address() as AddressInfo).port}`; // it listens on a port

  it('E7: draws a paused run as waiting for whom and since when, not as failed', async () => {
    await start('paused-1');

    const { code, stdout } = await countersign(['show', 'paused-1', '--ascii']);

    expect(stdout).toMatch(/^refund 1, run paused-1\nwaits for finance since \d{4}-\d\d-\d\d \d\d:\d\d UTC, until /);
    expect(stdout).toMatch(/^\+ calculateRefund +#+ +\d+ ms$/m);
    expect(stdout).toMatch(/^\? approve:refund +[.]*> +\d/m);
    expect(stdout).not.toMatch(/failed|\p{Cc}\[/u);
    expect(code).toBe(0);
  });

  it('draws it as Mermaid, as the interface does', async () => {
    await start('paused-2');

    const { stdout } = await countersign(['show', 'paused-2', '--mermaid', '--actor', 'vera@example.com']);
    const answered = await fetch(`${local.url}/runs/paused-2/diagram.mmd`);

    expect(answered.headers.get('content-type')).toBe('text/vnd.mermaid; charset=utf-8');
    expect(stdout).toBe(await answered.text());
  });

  it('watches a run until it has ended', async () => {
    await start('watched-1');
    const { ended, printed } = launch(['show', 'watched-1', '--watch', '--url', `${local.url}/`]);
    await eventually(
      async () => printed(),
      (text) => text.includes('waits for finance'),
    );

    await decided('watched-1');
    const { code, stdout } = await ended;

    expect(stdout).toContain('approved by ann@example.com after ');
    expect(stdout).toContain('completed after ');
    expect(code).toBe(0);
  });

  it('shows the shape of a workflow', async () => {
    await start('shaped-1');
    await decided('shaped-1');
    await eventually(
      () => local.request('GET', '/runs/shaped-1'),
      ({ body }) => body.status === 'completed',
    );

    const text = await countersign(['shape', 'refund']);
    const mermaid = await countersign(['shape', 'refund', '--mermaid']);

    expect(text.stdout).toMatch(/^refund\n\d runs?, started /);
    expect(text.stdout).toMatch(/◆ approve:refund\n {4}in \d of \d runs?\n {4}answered in /);
    expect(mermaid.stdout).toMatch(/^flowchart TD\n {2}begin\(\["refund<br\/>/);
    expect([text.code, mermaid.code]).toEqual([0, 0]);
  });

  it.each([
    ['a run that there is not', ['show', 'nowhere'], 'There is no run "nowhere"'],
    ['a workflow without a run', ['shape', 'nothing'], 'No run of a workflow "nothing" is kept'],
  ])('ends with 1 for %s', async (_what, args, words) => {
    const { code, stdout, stderr } = await countersign(args);

    expect(stderr).toContain(words);
    expect([code, stdout]).toEqual([1, '']);
  });

  it('ends with 1 where its token may not read the run, and says what to do', async () => {
    const { code, stderr } = await countersign(['show', 'denied', '--url', otherUrl()], { COUNTERSIGN_TOKEN: 'abc' });

    expect(stderr).toContain('As Bearer abc: no. Put a token of who may read runs into COUNTERSIGN_TOKEN.');
    expect(code).toBe(1);
  });

  it.each([
    [
      'an address where nothing answers',
      ['show', 'r', '--url', 'http://127.0.0.1:9'],
      'Nothing answers at http://127.0.0.1:9',
    ],
    ['an address that is none', ['show', 'r', '--url', 'localhost'], '"localhost" is no address'],
    ['no run', ['show'], 'Say: countersign show RUNID'],
    ['two workflows', ['shape', 'a', 'b'], 'Say: countersign shape WORKFLOW'],
    ['an option that there is not', ['show', 'r', '--fast'], "'--fast'"],
    ['a command that there is not', ['draw', 'r'], 'There is no command "draw"'],
  ])('ends with 2 for %s', async (_what, args, words) => {
    const { code, stdout, stderr } = await countersign(args);

    expect(stderr).toContain(words);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('ends with 2 where something else answers', async () => {
    const { code, stderr } = await countersign(['show', 'r', '--url', otherUrl()]);

    expect(stderr).toContain('What answered is no Countersign');
    expect(code).toBe(2);
  });

  it('explains itself', async () => {
    const [all, show, shape] = await Promise.all(
      [['--help'], ['show', '--help'], ['shape', '-h']].map((args) => countersign(args)),
    );

    expect(all?.stdout).toMatch(
      /countersign show RUNID .*\n.*countersign shape WORKFLOW .*\n.*countersign verify RECORD/,
    );
    expect(show?.stdout).toContain('--watch');
    expect(shape?.stdout).toContain('at most 50');
    expect([all?.code, show?.code, shape?.code]).toEqual([0, 0, 0]);
  });

  it('goes by the clock of the system, which can be moved', async () => {
    await start('moved-1');
    await local.request('POST', '/dev/clock', { advance: '10h' });

    const { stdout } = await countersign(['show', 'moved-1', '--ascii']);

    expect(stdout).toMatch(/^\? approve:refund +[.|]*> +10 h$/m);
  });
});
