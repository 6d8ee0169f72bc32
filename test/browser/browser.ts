/** A real browser for the tests of the inbox, and what they look at in it. */
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** It talks to nobody but the system under test. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET });

export interface VisitOptions {
  /** Who has said to be there already; without it the page asks. */
  as?: string;
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
  /** The place in the page, such as `/runs`. */
  at?: string;
  /** Where its clock is, such as `Asia/Tokyo` (default: where the tests run). */
  timeZone?: string;
  /** False for a browser that runs no scripts. */
  scripts?: boolean;
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What went wrong in the page so far: errors that nobody caught, and what its security policy refused. */
  faults: string[];
}

/** Somebody opens the page in a browser of their own. */
export const visit = (browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> =>
  openAddress(browser, `${url}/#${options.at ?? '/'}`, options);

/** Somebody opens an address in a browser of their own. */
export async function openAddress(browser: Browser, address: string, options: VisitOptions = {}): Promise<Visit> {
  const { as, theme = 'light', width = 1280, height = 900, scripts = true, timeZone } = options;
  const context = await browser.newContext({
    ...{ viewport: { width, height }, colorScheme: theme, locale: 'en-GB', javaScriptEnabled: scripts },
    ...(timeZone !== undefined && { timezoneId: timeZone }),
  });
  if (as !== undefined)
    await context.addInitScript(`localStorage.getItem('tested') || (localStorage.setItem('tested', '1'),
      localStorage.setItem('countersign.person', ${JSON.stringify(as)}))`);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() !== 'info' && /Content Security Policy|React|Warning/.test(message.text()))
      faults.push(message.text());
  });
  await page.goto(address);
  return { page, context, faults };
}

interface Finding {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it is now: the rule, where, and why. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations)`,
  );
  return (found as Finding[]).flatMap(
    (
      { id, nodes }, // axe's own format
    ) => nodes.map(({ target, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
}

/** By how many pixels the page is wider than the window. */
export const overflow = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
