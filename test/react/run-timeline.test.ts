/** `RunTimeline` as a page shows it: what it says without its bars, and how it looks in a browser where there is one. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunView } from '../../shared/domain/run-view.ts';
import { plus } from '../support/clock.ts';
import { aRunView, didStep, waitingRefund, wasAsked } from '../support/pictures.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const STYLE = readFileSync(resolve(ROOT, 'shared/react/run-timeline.css'), 'utf8');

const failed = aRunView({
  ...{ status: 'failed', endedAt: plus('2h'), error: { code: 'x', message: 'Step "pay" failed: no', stepKey: 'pay' } },
  timeline: [
    didStep('quote', '0s', '1s', { attempts: 3 }),
    wasAsked('legal', '1s', '1h', { title: '<b>Terms</b>' }),
    wasAsked('budget', '1s', '2h', { status: 'rejected', reason: 'Too much.' }),
  ],
});

type Render = (run: RunView, isChosen?: boolean) => string;

/** The component as it is, made into a function by the bundler that the functions are bundled with. */
async function renderer(): Promise<Render> {
  const contents = `
    import { createElement } from 'react';
    import { renderToStaticMarkup } from 'react-dom/server';
    import { RunTimeline } from './shared/react/run-timeline.tsx';
    const now = new Date('${plus('3h')}');
    module.exports = (run, isChosen) =>
      renderToStaticMarkup(createElement(RunTimeline, { run, now, timeZone: 'Asia/Tokyo', ...(isChosen && { onSelect() {} }) }));`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', jsx: 'automatic', logLevel: 'error' },
  });
  const made = { exports: (_run: RunView) => '' };
  new Function('module', 'require', outputFiles[0]?.text ?? '')(made, createRequire(import.meta.url));
  return made.exports;
}

describe('RunTimeline', () => {
  let render: Render;
  /** What is read out: the text outside of what is for the eye alone. */
  const readOut = (html: string) =>
    html
      .replace(/<(\w+)[^>]*aria-hidden="true"[^>]*>(?:[^<]|<(?!\/\1>))*<\/\1>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();

  beforeAll(async () => {
    render = await renderer();
  });

  it('E7: draws a paused run as waiting for whom and since when, not as failed', () => {
    const html = render(waitingRefund());

    expect(html).toContain('data-status="waiting"');
    expect(html).toMatch(/<li[^>]* data-state="waiting" data-kind="approval"/);
    expect(readOut(html)).toContain('Waits for finance since Jan 5, 2026, 6:00 PM, until Jan 6, 2026, 6:00 PM');
    expect(readOut(html).match(/Asia\/Tokyo/g)).toHaveLength(1);
    expect(html).not.toContain('failed');
  });

  it('E7: reads as an ordered list, in words, with what was going on at the same time', () => {
    const html = render(failed);

    expect(html.match(/<ol/g)).toHaveLength(1);
    expect(html.match(/<li class="countersign-timeline-row"/g)).toHaveLength(4);
    for (const words of [
      'Took 1 s, 3 attempts',
      'Approved by ann@example.com after 59 min 59 s , at the same time as budget',
      'Rejected by ann@example.com after 2 h: Too much.',
      'Failed at Jan 5, 2026, 8:00 PM: Step &quot;pay&quot; failed: no',
      '&lt;b&gt;Terms&lt;/b&gt;',
    ])
      expect(readOut(html)).toContain(words);
  });

  it('offers what can be chosen as a button, and else none', () => {
    expect(render(failed)).not.toContain('<button');
    expect(render(failed, true).match(/<button type="button"/g)).toHaveLength(4);
  });
});

describe.skipIf(!existsSync(CHROMIUM))('RunTimeline in a browser', { timeout: 60_000 }, () => {
  let render: Render;
  let browser: Browser;

  beforeAll(async () => {
    render = await renderer();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(() => browser.close());

  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1_100, 'light'],
    [1_100, 'dark'],
  ] as const)('E7: fits into %d px, and is accessible, on a %s page', async (width, colorScheme) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.setContent(
      `<!doctype html><html lang="en"><title>Runs</title><style>${STYLE}</style><main><h1>Runs</h1>${render(failed, true)}${render(waitingRefund())}</main>`,
    );
    await page.addScriptTag({ path: resolve(ROOT, 'node_modules/axe-core/axe.min.js') });

    const found = await page.evaluate('axe.run(".countersign-timeline").then(({ violations }) => violations)');
    const widest = await page.evaluate('document.documentElement.scrollWidth');
    const bars = await page
      .locator('.countersign-timeline-bar')
      .evaluateAll((all) => all.map((bar) => bar.clientWidth));

    expect(found).toEqual([]);
    expect(widest).toBe(width);
    expect(bars.every((bar) => bar > 0)).toBe(true);
    await page.close();
  });

  it('moves what waits only where motion is wanted', async () => {
    const names: string[] = [];
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      const page = await browser.newPage({ reducedMotion });
      await page.setContent(`<style>${STYLE}</style>${render(waitingRefund())}`);
      names.push(
        String(await page.evaluate('getComputedStyle(document.querySelector("[data-open=true]")).animationName')),
      );
      await page.close();
    }

    expect(names).toEqual(['none', 'countersign-timeline-wait']);
  });
});
