/** Where the service is, for everything below it on a page. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { createLiveConnections, type LiveConnections } from './live-connections.ts';
import { requestsTo, type SendRequest, type Service, streamAddress } from './requests.ts';

/** What `useCountersign` gives. */
export interface Countersign {
  /** Where the HTTP interface is. */
  readonly url: string;
  /** Where the inbox is, without a slash at the end; absent where the page has not said. */
  readonly inboxUrl?: string | undefined;
  /** Sends a request with a JSON body and hands back the answer's body; throws a `ProblemError`. */
  readonly request: SendRequest;
}

/** What `CountersignProvider` is given. */
export interface CountersignProviderProps extends Service {
  /** Where the stream is, such as `wss://stream.example.com/stream`. Default: `/stream` beside the HTTP interface. */
  streamUrl?: string | undefined;
  /**
   * Where the inbox is, such as `https://inbox.example.com`, for what a card does not ask for: a value that a form wants. Without
   * it (the default) a card says so, and links nowhere.
   */
  inboxUrl?: string | undefined;
  children?: ReactNode;
}

interface Connected {
  countersign: Countersign;
  live: LiveConnections;
}

const Context = createContext<Connected | undefined>(undefined);

/**
 * Says where the service is and who the user is, for the hooks and components below it.
 *
 * @example
 * <CountersignProvider url="https://api.example.com" streamUrl="wss://stream.example.com/stream" getToken={() => session.token}>
 *   <ApprovalCard approvalKey="run_1/approve:refund" />
 * </CountersignProvider>
 */
export function CountersignProvider(props: CountersignProviderProps) {
  const { url, streamUrl, inboxUrl, getToken, actor, fetch, children } = props;
  const latest = useRef({ getToken, fetch }); // a function that is written where the provider stands is another one at each drawing
  useEffect(() => {
    latest.current = { getToken, fetch };
  });
  const connected = useMemo((): Connected => {
    const request = requestsTo({
      ...{ url, actor, getToken: () => latest.current.getToken?.() },
      fetch: (...sent) => (latest.current.fetch ?? globalThis.fetch)(...sent),
    });
    const addressOf = (query: string) => streamAddress(request, streamUrl ?? streamBeside(url), query);
    const live = createLiveConnections({ addressOf, network: globalThis.window });
    return { countersign: { url, inboxUrl, request }, live };
  }, [url, streamUrl, inboxUrl, actor]);
  return <Context.Provider value={connected}>{children}</Context.Provider>;
}

function streamBeside(url: string): string {
  const address = new URL(`${url}/stream`, window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

export function useConnected(): Connected {
  const connected = useContext(Context);
  if (!connected) throw new Error('There is no CountersignProvider around this component. Put one around the page.');
  return connected;
}

/**
 * The service of the provider above: where it is, and requests to it.
 *
 * @example
 * const { request } = useCountersign();
 * const run = await request('GET', `/runs/${runId}`);
 */
export const useCountersign = (): Countersign => useConnected().countersign;
