/** As much of S3 as the adapter asks for, over HTTP on this machine: objects of one bucket, listed three at a time. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface S3Endpoint {
  readonly url: string;
  readonly objects: ReadonlyMap<string, Buffer>;
  stop(): Promise<void>;
}

const PAGE = 3;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export async function startS3Endpoint(bucket: string): Promise<S3Endpoint> {
  const objects = new Map<string, Buffer>();
  const listed = (prefix: string, after: string): string => {
    const all = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = all.slice(0, PAGE);
    const isCut = all.length > PAGE;
    const next = isCut ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
    const contents = page.map((key) => `<Contents><Key>${escaped(key)}</Key></Contents>`).join('');
    return `<ListBucketResult><IsTruncated>${isCut}</IsTruncated>${contents}${next}</ListBucketResult>`;
  };
  const answer = async (request: IncomingMessage): Promise<{ status: number; body: string | Buffer }> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, name = '', ...path] = url.pathname.split('/').map(decodeURIComponent);
    const key = path.join('/');
    if (name !== bucket) return { status: 404, body: '<Error><Code>NoSuchBucket</Code></Error>' };
    if (request.method === 'PUT') {
      objects.set(key, await buffer(request));
      return { status: 200, body: '' };
    }
    if (request.method === 'POST' && url.searchParams.has('delete')) {
      const asked = (await buffer(request)).toString();
      for (const [, found = ''] of asked.matchAll(/<Key>([^<]*)<\/Key>/g))
        objects.delete(found.replaceAll('&amp;', '&'));
      return { status: 200, body: '<DeleteResult/>' };
    }
    if (url.searchParams.get('list-type') === '2') {
      const { searchParams } = url;
      return {
        status: 200,
        body: listed(searchParams.get('prefix') ?? '', searchParams.get('continuation-token') ?? ''),
      };
    }
    const found = objects.get(key);
    return found ? { status: 200, body: found } : { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
  };
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) =>
        response
          .writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) })
          .end(body),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
