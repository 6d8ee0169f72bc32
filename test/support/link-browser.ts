/** A browser that runs no scripts, for the pages of decision links: it keeps cookies, reads forms, and sends them. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { gatewayEvent } from './gateway.ts';

/** A form on a page: what it would send if nothing were typed. */
export type Form = Record<string, string>;

export interface Page {
  status: number | undefined;
  headers: Record<string, unknown>;
  cookies: string[];
  html: string;
  /** The page as its reader sees it. */
  text: string;
  forms: Form[];
  hrefs: string[];
}

export interface BrowserOptions {
  /** False for one that keeps no cookies, as within some apps. */
  cookies?: boolean;
}

export interface Browser {
  request(method: string, url: string, more?: { headers?: Record<string, string>; body?: string }): Promise<Page>;
  open(url: string): Promise<Page>;
  /** Sends the fields as a form of a page at the address. */
  send(url: string, form: Form): Promise<Page>;
}

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

export function createBrowser(handler: Handler, { cookies: keepsCookies = true }: BrowserOptions = {}): Browser {
  const jar = new Map<string, { value: string; path: string }>();
  const keep = (line: string): void => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const [, path = '/'] = /; Path=([^;]+)/.exec(line) ?? [];
    if (keepsCookies) jar.set(name, { value, path });
  };
  const browser: Browser = {
    async request(method, url, { headers = {}, body } = {}) {
      const { pathname } = new URL(url, 'https://api.example.com');
      const sent = [...jar].filter(([, { path }]) => pathname.startsWith(path));
      const event = gatewayEvent({
        ...{ method, path: pathname },
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        ...(body !== undefined && { body }),
      });
      const cookies = sent.map(([name, { value }]) => `${name}=${value}`);
      const answer = await handler(cookies.length > 0 ? { ...event, cookies } : event);
      for (const line of answer.cookies ?? []) keep(line);
      return pageOf(answer);
    },
    open: (url) => browser.request('GET', url),
    // A page that sends no referrer sends its forms from the origin `null`.
    send: (url, form) =>
      browser.request('POST', url, { headers: { origin: 'null' }, body: new URLSearchParams(form).toString() }),
  };
  return browser;
}

function pageOf({ statusCode, headers = {}, cookies = [], body = '' }: APIGatewayProxyStructuredResultV2): Page {
  const html = body.replace(/<style>[\s\S]*?<\/style>/, '');
  return {
    ...{ status: statusCode, headers, cookies, html: body },
    text: plain(html.replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' '),
    forms: [...html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => formOf(form)),
    hrefs: [...html.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => plain(href)),
  };
}

function formOf(html: string): Form {
  const form: Form = {};
  for (const [tag, kind, inner = ''] of html.matchAll(
    /<input\b[^>]*>|<(textarea|select)\b[^>]*>([\s\S]*?)<\/(?:textarea|select)>/g,
  )) {
    const chosen = / value="([^"]*)"(?= selected)/.exec(inner)?.[1] ?? '';
    const text = { textarea: inner.replace(/^\n/, ''), select: chosen }[kind ?? ''];
    form[attribute(tag, 'name')] = text === undefined ? attribute(tag, 'value') : plain(text);
  }
  return form;
}

const attribute = (tag: string, name: string): string => plain(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

const plain = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
