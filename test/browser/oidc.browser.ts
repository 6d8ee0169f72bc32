/** Sign-in by an OpenID provider, against one that checks what it is sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './browser.ts';
import { type DeployedInbox, deployInbox } from './deployed-inbox.ts';
import { openLocalInbox } from './local-inbox.ts';
import { type Provider, startProvider } from './oidc-provider.ts';

const CLIENT = 'inbox-of-the-test';

const inbox = openLocalInbox({
  begin: (inbox) => inbox.start('refund', { orderId: 'oidc', amount: 40 }, 'oidc-1'),
});
let provider: Provider;
let deployed: DeployedInbox;
beforeAll(async () => {
  provider = await startProvider(CLIENT);
  deployed = await deployInbox(inbox.local, provider, CLIENT);
});
afterAll(async () => {
  deployed.stop();
  await provider.stop();
});

describe('sign-in by a provider', () => {
  it.each(['light', 'dark'] as const)('has an entrance in which axe finds nothing, in the %s theme', async (theme) => {
    const { page } = await inbox.visit({ url: deployed.url, theme });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();

    expect(await axeFindings(page)).toEqual([]);
  });

  it('sends to it with PKCE, comes back to the same place, and decides under the name in the token', async () => {
    provider.person = 'Alice@Example.com';
    const { page } = await inbox.visit({ url: deployed.url, at: '/approvals/oidc-1/approve%3Arefund' });

    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Go on as Alice@Example.com' }).click();
    await page.getByRole('heading', { name: 'Refund 40 for oidc' }).waitFor();
    const address = page.url();
    await page.getByText('You are alice@example.com').waitFor();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('button', { name: 'Yes, approve' }).click();
    await page.getByLabel('How it ended').getByText('alice@example.com').waitFor();
    await page.reload();
    await page.getByText('You are alice@example.com').waitFor();
    const kept = await page.evaluate('JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])');

    expect(address).toBe(`${deployed.url}/#/approvals/oidc-1/approve%3Arefund`);
    expect(provider.asked.at(-1)?.get('code_verifier')).toMatch(/^[\w.~-]{43,128}$/);
    expect(String(kept)).toMatch(/^\[\[[^\]]*\],\[.*oidc\.user/);
    const { body } = await inbox.local.request('GET', '/approvals/oidc-1/approve:refund');
    expect(body).toMatchObject({ status: 'approved', decision: { by: 'alice@example.com' } });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('says in words where the provider refuses, and lets one try again', async () => {
    const { page } = await inbox.visit({ url: deployed.url });

    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Refuse' }).click();

    await page.getByText('The sign-in did not work: You said no.').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(page.url()).not.toContain('error');
  });
});
