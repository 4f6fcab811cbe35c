import '@cloison/theme/theme.css';
import './school.css';
import './entry/entry.css';
import './print.css';
import { campaignOfPath } from '@cloison/client/browser';
import { applyAppearance, DEFAULT_APPEARANCE, keepStyleSheetsStrict } from '@cloison/theme';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { SpeechProvider } from './words/language.tsx';

keepStyleSheetsStrict(document);
applyAppearance(document.documentElement, { ...DEFAULT_APPEARANCE, theme: 'light' }, 'staff');

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no #app');
createRoot(root).render(
  <SpeechProvider>
    <App campaign={campaignOfPath(location.pathname)} />
  </SpeechProvider>,
);
