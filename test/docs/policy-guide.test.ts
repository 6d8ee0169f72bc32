/** The guide to policies shows the policy table as it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SECTIONS } from '../policy/rows.ts';
import { sectionText } from '../policy/table.ts';

const GUIDE = join(import.meta.dirname, '../../docs/guides/policy.md');
const START = '<!-- policy table -->\n';
const END = '<!-- end of the policy table -->';

it('shows every row of the table (brought up to date by `npm run docs`)', async () => {
  const text = readFileSync(GUIDE, 'utf8');
  const [before, rest = ''] = text.split(START);
  const [, after] = rest.split(END);

  await expect(`${before}${START}\n${SECTIONS.map(sectionText).join('\n')}\n${END}${after}`).toMatchFileSnapshot(GUIDE);
});
