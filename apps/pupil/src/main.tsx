/** The composition root of the pupil app. */
import '@cloison/theme/theme.css';
import './pupil.css';
import './item/item.css';
import './item/cards/cards.css';
import { allowOwnWorkers, campaignOfPath } from '@cloison/client/browser';
import { AppRoot, keepStyleSheetsStrict } from '@cloison/theme';
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { App, type AppProps } from './App.tsx';
import { openEnvironment } from './browser/environment.ts';
import { keepAppOffline } from './browser/service-worker.ts';
import { loadSittingScreens } from './screens/later-sitting.ts';

/** Further addresses of this page, as the platform serves them. */
const PAGES: Readonly<Record<string, AppProps['page']>> = {
  preparer: 'prepare',
  controle: 'check',
  entrainement: 'practice',
};

async function start(): Promise<void> {
  const root = document.getElementById('app');
  if (root === null) throw new Error('The page has no #app');
  const campaign = campaignOfPath(location.pathname);
  if (campaign === null) throw new Error('This page is not served where a campaign is');
  const page = PAGES[location.pathname.split('/').at(-1) ?? ''] ?? 'code';
  // Its own request, before anything else: the service worker is not there yet.
  if (page === 'code') loadSittingScreens().catch(() => undefined);
  // Another task than that in which the script was read, so that none is long.
  await new Promise((resolve) => setTimeout(resolve, 0));
  allowOwnWorkers();
  keepStyleSheetsStrict(document);
  const environment = await openEnvironment(campaign);
  // Drawn in steps, between which the page answers.
  startTransition(() =>
    createRoot(root).render(
      <AppRoot>
        <App environment={environment} page={page} />
      </AppRoot>,
    ),
  );
  keepAppOffline();
}

// The start script has said why this browser cannot run the app.
if (!('cannotStart' in document.documentElement.dataset)) await start();
