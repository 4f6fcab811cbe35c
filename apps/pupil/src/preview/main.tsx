/** The composition root of the preview: the player's item view for authors, without a campaign, a code or a platform. */
import '@cloison/theme/theme.css';
import '../pupil.css';
import '../item/item.css';
import '../item/cards/cards.css';
import './preview.css';
import { AppRoot, keepStyleSheetsStrict } from '@cloison/theme';
import { createRoot } from 'react-dom/client';
import { PreviewPage } from './PreviewPage.tsx';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no #app');
keepStyleSheetsStrict(document);
createRoot(root).render(
  <AppRoot>
    <PreviewPage />
  </AppRoot>,
);
