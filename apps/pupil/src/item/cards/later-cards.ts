/** What catalogs open over the page, loaded after the first item. */
import { later } from '../../later/later.tsx';
import type { CardPopoverProps } from './CardPopover.tsx';
import type { SignPanelProps } from './SignPanel.tsx';

export const CardPopover = later<CardPopoverProps>(
  async () => (await import('./CardPopover.tsx')).CardPopover,
  { shown: ({ isOpen }) => isOpen },
);
export const SignPanel = later<SignPanelProps>(async () => (await import('./SignPanel.tsx')).SignPanel);
