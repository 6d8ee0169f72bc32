/** The page as a whole: its config, then its sign-in, then its places. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { problemOf } from './api.ts';
import { loadConfig } from './config.ts';
import { createConnection } from './connection.ts';
import { ErrorBoundary } from './parts/error-boundary.tsx';
import { Failed, Loading } from './parts/load-states.tsx';
import { fetchTimed } from './present.ts';
import { SessionProvider, type Surroundings } from './session.tsx';
import { Shell } from './shell.tsx';
import { createLocalSignIn } from './sign-in/local-sign-in.ts';

/** How long the system may take to say that it is there, in ms. */
const PATIENCE = 10_000;

/** How often a local system is asked, in ms: its clock can be moved at any time, of which nothing else may tell. */
const LOCAL_LOOK = 5_000;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always', // whether the system answers is seen by asking it
      retry: (count, error) => {
        const status = problemOf(error)?.status ?? 0;
        return status >= 500 && count < 2;
      },
    },
    mutations: { networkMode: 'always' },
  },
});

async function surroundings(): Promise<Surroundings> {
  const config = await loadConfig();
  const signIn =
    config.auth.kind === 'local'
      ? createLocalSignIn(localStorage)
      : await (await import('./sign-in/oidc-sign-in.ts')).createOidcSignIn(config.auth);
  const connection = createConnection(
    () => fetchTimed(`${config.url}/healthz`, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) }),
    () => void client.invalidateQueries(),
  );
  // The browser knows of the network, and not whether the system is beyond it: on one's own machine it is not.
  for (const change of ['offline', 'online']) window.addEventListener(change, connection.tryNow);
  if (config.auth.kind === 'local') setInterval(connection.check, LOCAL_LOOK);
  return { config, signIn, connection };
}

export function App() {
  const [around, setAround] = useState<Surroundings>();
  const [error, setError] = useState<unknown>();
  const start = () => {
    setError(undefined);
    surroundings().then(setAround, setError);
  };
  useEffect(start, []);
  if (!around)
    return (
      <main className="alone">
        <h1>Countersign</h1>
        {error ? <Failed error={error} retry={start} /> : <Loading what="the page" />}
      </main>
    );
  return (
    <ErrorBoundary>
      <QueryClientProvider client={client}>
        <SessionProvider {...around}>
          <Router hook={useHashLocation}>
            <Shell />
          </Router>
        </SessionProvider>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
