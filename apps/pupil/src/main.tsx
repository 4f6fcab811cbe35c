/** The composition root of the pupil app. */
import '@cloison/theme/theme.css';
import './pupil.css';
import './item/item.css';
import { campaignOfPath } from '@cloison/client/browser';
import { keepStyleSheetsStrict } from '@cloison/theme';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { openEnvironment } from './browser/environment.ts';
import { keepAppOffline } from './browser/service-worker.ts';

keepStyleSheetsStrict(document);
const root = document.getElementById('app');
if (root === null) throw new Error('The page has no #app');
const campaign = campaignOfPath(location.pathname);
if (campaign === null) throw new Error('This page is not served where a campaign is');
const environment = await openEnvironment(campaign);
const page = window.location.pathname.endsWith('/preparer') ? 'prepare' : 'code';
createRoot(root).render(<App environment={environment} page={page} />);
keepAppOffline();
