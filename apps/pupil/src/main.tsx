/** The composition root of the pupil app. */
import '@cloison/theme/theme.css';
import './pupil.css';
import './item/item.css';
import './item/cards/cards.css';
import { allowOwnWorkers, campaignOfPath } from '@cloison/client/browser';
import { AppRoot, keepStyleSheetsStrict } from '@cloison/theme';
import { createRoot } from 'react-dom/client';
import { App, type AppProps } from './App.tsx';
import { openEnvironment } from './browser/environment.ts';
import { keepAppOffline } from './browser/service-worker.ts';

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
  allowOwnWorkers();
  keepStyleSheetsStrict(document);
  const environment = await openEnvironment(campaign);
  createRoot(root).render(
    <AppRoot>
      <App environment={environment} page={PAGES[location.pathname.split('/').at(-1) ?? ''] ?? 'code'} />
    </AppRoot>,
  );
  keepAppOffline();
}

// The start script has said why this browser cannot run the app.
if (!('cannotStart' in document.documentElement.dataset)) await start();
