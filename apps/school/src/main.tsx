/** The composition root of the school app. */
import '@cloison/theme/theme.css';
import '@cloison/theme/page.css';
import '@cloison/theme/tile-map.css';
import './frame/frame.css';
import './sign-in/sign-in.css';
import './home/home.css';
import './class/class.css';
import './class/booklets.css';
import './results/results.css';
import './area/area.css';
import './rescue/rescue.css';
import './entry/entry.css';
import './entry/grid.css';
import './entry/booklet-and-keys.css';
import './entry/small-screens.css';
import './entry/second-keying.css';
import './print.css';
import { allowOwnWorkers, campaignOfPath } from '@cloison/client/browser';
import { AppRoot, applyAppearance, DEFAULT_APPEARANCE, keepStyleSheetsStrict } from '@cloison/theme';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { SpeechProvider } from './words/language.tsx';

function start(): void {
  const root = document.getElementById('app');
  if (root === null) throw new Error('The page has no #app');
  allowOwnWorkers();
  keepStyleSheetsStrict(document);
  applyAppearance(document.documentElement, { ...DEFAULT_APPEARANCE, theme: 'light' }, 'staff');
  createRoot(root).render(
    <AppRoot>
      <SpeechProvider>
        <App campaign={campaignOfPath(location.pathname)} />
      </SpeechProvider>
    </AppRoot>,
  );
}

// The start script has said why this browser cannot run the app.
if (!('cannotStart' in document.documentElement.dataset)) start();
