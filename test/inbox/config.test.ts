import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import workflows from '../../examples/workflows.ts';
import { parseConfig } from '../../inbox/src/config.ts';
import { beginningOf } from '../../inbox/src/start-value.ts';
import { inboxConfig } from '../../infra/local/inbox-config.ts';

const BASE = 'https://inbox.example.com/page/';

describe('config.json', () => {
  it('resolves addresses from the page, the stream’s as a WebSocket', () => {
    const config = parseConfig({ url: '/api', streamUrl: '/stream', auth: { kind: 'local' } }, BASE);

    expect(config).toEqual({
      url: 'https://inbox.example.com/api',
      streamUrl: 'wss://inbox.example.com/stream',
      auth: { kind: 'local', people: [] },
    });
  });

  it('asks for an access token and the usual scopes where it says no more of the provider', () => {
    const { auth } = parseConfig({ url: '/', auth: { kind: 'oidc', authority: 'https://id', clientId: 'c' } }, BASE);

    expect(auth).toMatchObject({ scope: 'openid email profile', token: 'access' });
  });

  it.each([
    [{ auth: { kind: 'local' } }, 'url'],
    [{ url: '/', auth: { kind: 'oidc', authority: 'https://id' } }, 'auth.clientId'],
    [{ url: '/', auth: { kind: 'magic' } }, 'auth'],
  ])('says which field of %j does not fit', (text, field) => {
    expect(() => parseConfig(text, BASE)).toThrow(`config.json does not fit: ${field}`);
  });

  it('of the local system offers every example with its form and what it begins with', () => {
    const config = parseConfig(JSON.parse(JSON.stringify(inboxConfig(workflows, undefined))), BASE);

    const beginnings = config.demo?.map((demo) => [demo.workflow, beginningOf(demo, 'bob@example.com')]);

    expect(beginnings).toEqual([
      ['refund', { orderId: 'order-123', amount: 40 }],
      ['expense', { expenseId: 'expense-123', amount: 20_000, requestedBy: 'bob@example.com' }],
      ['email', { to: 'customer@example.org', about: 'order-123' }],
      ['payment', { to: 'ACME', amount: 900 }],
    ]);
    expect(config.demo?.[0]?.schema).toMatchObject({ required: ['orderId', 'amount'] });
  });

  it('of the local system suggests the people of its directory', () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-directory-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'directory.json');
    writeFileSync(file, JSON.stringify({ groups: { finance: ['Zoe@example.com', 'group:seniors'], seniors: [] } }));

    expect(inboxConfig([], file).auth).toEqual({ kind: 'local', people: ['zoe@example.com'] });
  });
});
