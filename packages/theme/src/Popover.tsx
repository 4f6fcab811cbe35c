/**
 * A small panel beside what opened it: the page stays where it is. It takes the focus; Escape, a press outside and its
 * button close it, and the focus returns.
 */
import type { CSSProperties, ReactNode, RefObject } from 'react';
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

/** Between the word and the panel, and between the panel and the screen's edge. In CSS pixels. */
const GAP = 8;

/**
 * Where the screen is small, or its letters are large, the panel takes the whole width along the lower or the upper edge: the
 * one that leaves more room to what it explains, which stays in sight.
 */
function placeOnEdge(anchor: Element | null): { edge: 'top' | 'bottom'; room: number } | null {
  if (anchor === null || hasRoomBeside()) return null;
  const { top, bottom } = anchor.getBoundingClientRect();
  const below = window.innerHeight - bottom;
  return top > below
    ? { edge: 'top', room: Math.round(top) - 2 * GAP }
    : { edge: 'bottom', room: Math.round(below) - 2 * GAP };
}

function hasRoomBeside(): boolean {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return window.innerWidth >= Math.max(480, 20 * rem) && window.innerHeight >= 22 * rem;
}

export function Popover({ isOpen, anchor, title, close, children, onClose }: PopoverProps) {
  const place = isOpen ? placeOnEdge(anchor.current) : null;
  return (
    <AriaPopover
      className="popover"
      isOpen={isOpen}
      triggerRef={anchor}
      placement="bottom"
      offset={6}
      containerPadding={GAP}
      {...(place === null
        ? {}
        : { 'data-edge': place.edge, style: { '--popover-room': `${place.room}px` } as CSSProperties })}
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
