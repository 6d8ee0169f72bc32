/** `npm run screenshots`: plays a few stories on a fresh local system, and takes the pictures of docs/images. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openAddress, openBrowser, type VisitOptions } from './browser.ts';
import { openCardSite } from './card-site.ts';
import { EMPTY, PICTURES as OTHERS, type Picture, type Stage } from './pictures.ts';
import { play } from './stories.ts';

const FOLDER = new URL('../../docs/images/', import.meta.url).pathname;

const PICTURES = [EMPTY, ...OTHERS];

const SIZE = { width: 1200, height: 800 };

/** Each look with what the names of its files end with. */
const LOOKS: { ending: string; options: VisitOptions }[] = [
  { ending: '', options: SIZE },
  { ending: '-dark', options: { ...SIZE, theme: 'dark' } },
  { ending: '-narrow', options: { width: 390, height: 800 } },
];

const looksOf = ({ isShownInAllLooks }: Picture) => LOOKS.slice(0, isShownInAllLooks ? LOOKS.length : 1);

async function take(browser: Browser, stage: Stage, picture: Picture): Promise<void> {
  const { name, at, as, sign, act, height } = picture;
  const address = typeof at === 'string' ? `${stage.local.url}/${at}` : await at(stage);
  for (const { ending, options } of looksOf(picture)) {
    const { page, context } = await openAddress(browser, address, {
      ...options,
      ...(as !== undefined && { as }),
      ...(height !== undefined && { height }),
    });
    await page.getByText(sign).first().waitFor();
    await act?.({ page, context, stage });
    await page.waitForTimeout(300); // what moves comes to rest
    await page.screenshot({ path: join(FOLDER, `${name}${ending}.png`), animations: 'disabled' });
    await context.close();
  }
}

const index = (): string => `# Pictures

Taken by \`npm run screenshots\` of the local system, which writes this list as well. ${SIZE.width} by ${SIZE.height}; the most important ones
also dark, and on a page that is 390 wide.

${PICTURES.map(
  (picture) =>
    `- ${picture.says}: ${looksOf(picture)
      .map(({ ending }) => `[${picture.name}${ending}](${picture.name}${ending}.png)`)
      .join(', ')}`,
).join('\n')}
`;

/** Those that were taken before under names that no picture has any more go. */
function tidy(): void {
  const names = new Set(PICTURES.flatMap((one) => looksOf(one).map(({ ending }) => `${one.name}${ending}.png`)));
  for (const file of readdirSync(FOLDER)) if (file.endsWith('.png') && !names.has(file)) rmSync(join(FOLDER, file));
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const data = mkdtempSync(join(tmpdir(), 'countersign-pictures-'));
  const browser = await openBrowser();
  let failed = 0;
  const attempt = async (stage: Stage, picture: Picture): Promise<void> => {
    try {
      await take(browser, stage, picture);
    } catch (error) {
      failed++;
      console.error(`${picture.name}:`, error);
    }
  };
  const local = await play(data, (empty) => attempt({ local: empty }, EMPTY));
  const site = await openCardSite(local.url);
  for (const picture of OTHERS) await attempt({ local, site }, picture);
  await site.stop();
  await browser.close();
  await local.stop();
  rmSync(data, { recursive: true, force: true });
  tidy();
  writeFileSync(join(FOLDER, 'README.md'), index());
  const bytes = readdirSync(FOLDER).reduce((sum, file) => sum + statSync(join(FOLDER, file)).size, 0);
  console.error(`${PICTURES.length - failed} of ${PICTURES.length} pictures, ${Math.round(bytes / 1_000)} KB in all`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await main();
