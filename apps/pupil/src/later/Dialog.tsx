/** The dialog of the theme, loaded after the first item: it brings what keeps the focus inside. */
import type { DialogProps } from '@cloison/theme/dialog';
import { later } from './later.tsx';

export const Dialog = later<DialogProps>(async () => (await import('@cloison/theme/dialog')).Dialog, {
  shown: ({ isOpen }) => isOpen,
});
