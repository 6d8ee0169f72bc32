/** Opens the pages of a deployed stack, and presses their buttons, over the network. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Browser, createBrowser } from '../support/link-browser.ts';
import { send } from './http.ts';
import type { Cloud } from './ministack.ts';

/** A browser that keeps no cookies: MiniStack hands none on to functions, so that one that does would get no further. */
export const browse = (cloud: Cloud, api: string): Browser =>
  createBrowser(
    async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
      const { host: _theirs, ...headers } = event.headers;
      const answer = await send(cloud, api, {
        ...{ method: event.requestContext.http.method, path: event.rawPath, body: event.body },
        headers: Object.fromEntries(Object.entries(headers).map(([name, value = '']) => [name, value])),
      });
      return { statusCode: answer.status, body: answer.text };
    },
    { cookies: false },
  );

/** The address of the page that a notice's text leads to. */
export function linkIn(text: string): string {
  const [link] = /https?:\/\/\S+\/decide\/[\w.-]+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`There is no link in it: ${text}`);
  return link;
}
