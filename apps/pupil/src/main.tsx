/** The composition root of the pupil app. */
import '@cloison/theme/theme.css';
import './pupil.css';
import './item/item.css';
import { keepStyleSheetsStrict } from '@cloison/theme';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { openEnvironment } from './browser/environment.ts';
import { keepAppOffline } from './browser/service-worker.ts';

keepStyleSheetsStrict(document);
const place = document.getElementById('app');
if (place === null) throw new Error('no place for the app');
const environment = await openEnvironment(window.location);
const page = window.location.pathname.endsWith('/preparer') ? 'prepare' : 'code';
createRoot(place).render(<App environment={environment} page={page} />);
keepAppOffline();
