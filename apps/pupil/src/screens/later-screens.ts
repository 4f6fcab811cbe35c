/** Screens and panels that come after the first item, or on pages of their own. */
import { later } from '../later/later.tsx';
import { MissingPage, MissingPart } from './MissingPart.tsx';

const after = () => import('./after-first-item.ts');

export const ComfortDialog = later(async () => (await after()).ComfortDialog, {
  shown: ({ isOpen }) => isOpen,
});
export const ConflictDialog = later(async () => (await after()).ConflictDialog, {
  shown: ({ isOpen }) => isOpen,
});
export const ToolDock = later(async () => (await after()).ToolDock);
export const ReadingGuide = later(async () => (await after()).ReadingGuide);
export const ReviewScreen = later(async () => (await after()).ReviewScreen, { missing: MissingPart });
export const UnsentScreen = later(async () => (await after()).UnsentScreen, { missing: MissingPart });
export const ElsewhereScreen = later(async () => (await after()).ElsewhereScreen, { missing: MissingPart });
export const EndingScreen = later(async () => (await after()).EndingScreen, { missing: MissingPart });

export const LeftBehindNotice = later(async () => (await after()).LeftBehindNotice, { ahead: false });
export const QrDialog = later(async () => (await import('./QrDialog.tsx')).QrDialog, { ahead: false });
export const PrepareScreen = later(async () => (await import('./PrepareScreen.tsx')).PrepareScreen, {
  ahead: false,
  missing: MissingPage,
});
export const CheckScreen = later(async () => (await import('./CheckScreen.tsx')).CheckScreen, {
  ahead: false,
  missing: MissingPage,
});
export const PracticeScreen = later(
  async () => (await import('../practice/PracticeScreen.tsx')).PracticeScreen,
  { ahead: false, missing: MissingPart },
);
