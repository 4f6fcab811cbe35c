/**
 * A small panel beside what opened it: the page stays where it is. It takes the focus; Escape, a press outside and its
 * button close it, and the focus returns.
 */
import type { ReactNode, RefObject } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Popover as AriaPopover } from 'react-aria-components/Popover';
import { Button } from './Button.tsx';

export interface PopoverProps {
  readonly isOpen: boolean;
  readonly anchor: RefObject<Element | null>;
  readonly title: string;
  readonly close: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** Where the screen is small, or its letters are large: the whole width, along the lower edge. */
const ALONG_THE_EDGE = {
  position: 'fixed',
  top: 'auto',
  bottom: 8,
  left: 8,
  right: 8,
  width: 'auto',
  maxWidth: 'none',
  maxHeight: '70vh',
} as const;

function hasRoomBeside(): boolean {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return window.innerWidth >= Math.max(480, 20 * rem) && window.innerHeight >= 22 * rem;
}

export function Popover({ isOpen, anchor, title, close, children, onClose }: PopoverProps) {
  return (
    <AriaPopover
      className="popover"
      isOpen={isOpen}
      triggerRef={anchor}
      placement="bottom"
      offset={6}
      containerPadding={8}
      {...(hasRoomBeside() ? {} : { style: ALONG_THE_EDGE })}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <AriaDialog className="popover-inside">
        <div className="popover-head">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <Button variant="quiet" icon="close" iconOnly onPress={onClose}>
            {close}
          </Button>
        </div>
        {children}
      </AriaDialog>
    </AriaPopover>
  );
}
