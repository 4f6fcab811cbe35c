/** The composition root of the office's page. */
import '@cloison/theme/theme.css';
import '@cloison/theme/page.css';
import '@cloison/theme/tile-map.css';
import './frame/frame.css';
import './life/life.css';
import './works/works.css';
import './tables/tables.css';
import './charts/charts.css';
import './participation/participation.css';
import './files/files.css';
import './requests/requests.css';
import './items/items.css';
import './results/results.css';
import './closing/closing.css';
import { AppRoot, applyAppearance, DEFAULT_APPEARANCE, keepStyleSheetsStrict } from '@cloison/theme';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { SpeechProvider } from './words/language.tsx';

function start(): void {
  const root = document.getElementById('app');
  if (root === null) throw new Error('The page has no #app');
  keepStyleSheetsStrict(document);
  applyAppearance(document.documentElement, { ...DEFAULT_APPEARANCE, theme: 'light' }, 'staff');
  createRoot(root).render(
    <AppRoot>
      <SpeechProvider>
        <App />
      </SpeechProvider>
    </AppRoot>,
  );
}

// The start script has said why this browser cannot run the page.
if (!('cannotStart' in document.documentElement.dataset)) start();
