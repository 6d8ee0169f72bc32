/** The forms that the page makes of a schema, in a real browser: what every control is called, what it takes, and what is sent. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings, overflow } from './browser.ts';
import { openLocalInbox } from './local-inbox.ts';

const inbox = openLocalInbox({ workflows: 'test/browser/form-workflows.ts' });

const ALICE = 'alice@example.com';
const KEY = 'approve:delivery';

async function openForm(runId: string, proposes: boolean, look: object = {}): Promise<Page> {
  await inbox.start('delivery', { proposes }, runId);
  const { page } = await inbox.visit({ as: ALICE, at: `/approvals/${runId}/${encodeURIComponent(KEY)}`, ...look });
  await page.getByRole('button', { name: proposes ? 'Edit' : 'Approve', exact: true }).click();
  return page;
}

const decisionOf = async (runId: string) =>
  (await inbox.local.request('GET', `/approvals/${runId}/${KEY}`)).body.decision;

/** What is said of a control beside its name, as somebody hears it who does not see it. */
const describedAs = (control: Locator): Promise<string> =>
  control.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id: string) => element.ownerDocument.getElementById(id)?.textContent ?? '')
      .filter((text: string) => text !== '')
      .join('. '),
  );

describe('a form with every kind of field', () => {
  it('gives each control a name in words, says which are required, and ties to each what it takes', async () => {
    const page = await openForm('forms-names', true);
    const form = page.getByRole('region', { name: 'Edit what is proposed' });

    const described = async (name: string) => describedAs(form.getByLabel(name, { exact: true }));

    expect(await form.getByRole('checkbox', { name: 'Express (required)', exact: true }).isChecked()).toBe(true);
    expect(await described('Express (required)')).toBe('Costs more, and is there tomorrow');
    expect(await described('Recipient (required)')).toBe('As it stands on the door. At least 3, at most 60 characters');
    expect(await described('Parcels (required)')).toBe('A whole number, at least 1, at most 9');
    expect(await described('City (required)')).toBe('Without the postcode');
    expect(await described('Leave at')).toBe('At most 80 characters');
    const tags = form.getByRole('group', { name: 'Tags (required)', exact: true });
    expect(await describedAs(tags)).toBe('Words that it is found by. 1 to 4 entries; each at least 2 characters');
    expect(await tags.getByRole('textbox').evaluateAll((all) => all.length)).toBe(2);
    for (const name of ['Lines (required)', 'Lines 1', 'Address'])
      await form.getByRole('group', { name, exact: true }).waitFor();
    expect(await form.getByText(/^(tags|lines|express|address)/).count()).toBe(0);
  });

  it('moves, adds and takes out the entries of a list, one below the other, and sends what is shown', async () => {
    const page = await openForm('forms-list', true);
    const tags = page.getByRole('group', { name: 'Tags (required)', exact: true });
    const places = await tags.getByRole('textbox').evaluateAll((all) =>
      all.map((one) => {
        const { left, top } = one.getBoundingClientRect();
        return { left, top };
      }),
    );

    await tags.getByRole('button', { name: 'Move down entry 1' }).click();
    await tags.getByRole('button', { name: 'Add one' }).click();
    await tags.getByLabel('Tags 3').fill('fragile');
    await page.getByRole('button', { name: 'Remove entry 2' }).last().click();
    await page.getByLabel('Express (required)').uncheck();
    await page.getByLabel('Leave at').fill('The porter');
    await page.getByRole('button', { name: 'Show the changes' }).click();
    await page.getByRole('button', { name: 'Approve with these changes' }).click();
    await page.getByText('Approved with changes').first().waitFor();

    expect(places[0]?.left).toBe(places[1]?.left);
    expect(places[1]?.top).toBeGreaterThan((places[0]?.top ?? 0) + 20);
    expect(await decisionOf('forms-list')).toMatchObject({
      value: {
        ...{ tags: ['gift', 'books', 'fragile'], express: false, leaveAt: 'The porter' },
        lines: [{ what: 'Notes on the engine', price: 18 }],
      },
    });
  });

  it('names at once every field that is left open, and takes what may hold nothing without a word', async () => {
    const page = await openForm('forms-open', false);
    const form = page.getByRole('region', { name: 'Approve with a value' });

    await form.getByRole('button', { name: 'Approve with this' }).click();
    const faults = await form
      .locator('.field-wrong')
      .filter({ hasNot: page.locator('.field-wrong') })
      .locator('label')
      .allInnerTexts();
    for (const [name, text] of [
      ['Recipient', 'Ada Byron'],
      ['Parcels', '1'],
      ['Tags 1', 'books'],
      ['Street', '12 St James’s Square'],
      ['City', 'London'],
    ] as const)
      await form.getByLabel(name).fill(text);
    await form.getByLabel('Packing').selectOption('tube');
    await form.getByRole('button', { name: 'Approve with this' }).click();
    await page.getByText('Approved').first().waitFor();

    expect(faults).toEqual(
      ['Recipient', 'Parcels', 'Packing', 'Tags 1', 'Street', 'City'].map((name) => expect.stringContaining(name)),
    );
    expect(await decisionOf('forms-open')).toMatchObject({
      value: {
        ...{ recipient: 'Ada Byron', parcels: 1, express: false, packing: 'tube', tags: ['books'], lines: [] },
        ...{ address: { street: '12 St James’s Square', city: 'London' }, leaveAt: null },
      },
    });
  });
});

describe('how a form looks', () => {
  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('leaves axe nothing to find, and fits: %s, %d wide', async (theme, width) => {
    const edit = await openForm(`forms-edit-${theme}`, true, { theme, width });
    const found = await axeFindings(edit);
    const wide = await overflow(edit);

    const open = await openForm(`forms-open-${theme}`, false, { theme, width });
    await open.getByRole('button', { name: 'Approve with this' }).click();
    await open.getByText('is required').first().waitFor();

    expect([...found, ...(await axeFindings(open))]).toEqual([]);
    expect(wide + (await overflow(open))).toBe(0);
  });
});
