/** What stands around every place of the page: where one can go, who one is, and whether the system answers. */
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useLiveQueries } from './live.ts';
import { ErrorBoundary } from './parts/error-boundary.tsx';
import { Header } from './parts/header.tsx';
import { HelpDialog } from './parts/help-dialog.tsx';
import { LiveNote } from './parts/live-note.tsx';
import { OfflineBanner } from './parts/offline-banner.tsx';
import { Toast } from './parts/toast.tsx';
import { Places } from './places.tsx';
import { usePerson } from './session.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { useCommand, useKeyboard } from './use-keyboard.ts';

export function Shell() {
  const person = usePerson();
  const [helping, setHelping] = useState(false);
  const [location, navigate] = useLocation();
  useKeyboard();
  useCommand('help', () => setHelping(true));
  useCommand('goInbox', () => navigate('/'));
  useCommand('goRuns', () => navigate('/runs'));
  useCommand('close', () => {
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement) activeElement.blur();
  });
  const live = useLiveQueries(person && { inbox: '' }, ['approvals', 'approval', 'explanation', 'runs', 'run']);
  if (!person) return <SignInPage />;
  return (
    <>
      <button type="button" className="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <Header onHelp={() => setHelping(true)} />
      <OfflineBanner />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary place={location}>
          <Places />
        </ErrorBoundary>
      </main>
      <LiveNote state={live} />
      <Toast />
      {helping && <HelpDialog onClose={() => setHelping(false)} />}
    </>
  );
}
