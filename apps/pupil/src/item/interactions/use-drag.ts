/**
 * Drags a piece with mouse, finger or pen and drops it on a place (`data-drop`) of the same interaction. A press that does not
 * move stays a press, so that choosing and placing work with the same piece.
 */
import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react';

/** A pointer that moves less than this has pressed. CSS pixels. */
const THRESHOLD = 6;
/** Near the upper and lower edge the page scrolls, under the bars of the screen. */
const EDGE = 96;
const SCROLL = 14;

export interface Drop {
  /** `data-drop` of the place under the pointer. */
  readonly place: string;
  readonly clientX: number;
  readonly clientY: number;
}

export interface Dragging<Piece> {
  /** What is being dragged, and the place under it. */
  readonly dragged: Piece | null;
  readonly over: string | null;
  /** `onPointerDown` of a piece. */
  readonly start: (piece: Piece) => (event: ReactPointerEvent<Element>) => void;
}

export function useDrag<Piece>(
  onDrop: (piece: Piece, drop: Drop) => void,
  enabled: boolean,
): Dragging<Piece> {
  const [dragged, setDragged] = useState<Piece | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const drop = useRef(onDrop);
  drop.current = onDrop;
  const cancel = useRef<(() => void) | null>(null);
  useEffect(() => () => cancel.current?.(), []);

  const start = (piece: Piece) => (down: ReactPointerEvent<Element>) => {
    if (!enabled || down.button !== 0 || !down.isPrimary) return;
    const element = down.currentTarget;
    const root = element.closest('[data-drag-root]') ?? document.body;
    let ghost: HTMLElement | null = null;
    let box = element.getBoundingClientRect();
    const placeAt = (event: PointerEvent): string | null => {
      const under = document.elementFromPoint(event.clientX, event.clientY)?.closest('[data-drop]');
      return under !== null && under !== undefined && root.contains(under)
        ? under.getAttribute('data-drop')
        : null;
    };
    const move = (event: PointerEvent) => {
      if (event.pointerId !== down.pointerId) return;
      const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
      if (ghost === null) {
        if (Math.hypot(dx, dy) < THRESHOLD) return;
        box = element.getBoundingClientRect();
        ghost = ghostOf(element, box);
        setDragged(piece);
      }
      ghost.style.transform = `translate(${box.left + dx}px, ${box.top + dy}px)`;
      setOver(placeAt(event));
      if (event.clientY < EDGE) window.scrollBy(0, -SCROLL);
      else if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, SCROLL);
    };
    const end = (event: PointerEvent) => {
      if (event.pointerId !== down.pointerId) return;
      const place = ghost === null ? null : placeAt(event);
      if (ghost !== null) swallowNextClick();
      stop();
      if (place !== null) {
        drop.current(piece, { place, clientX: event.clientX, clientY: event.clientY });
      }
    };
    const stop = () => {
      ghost?.remove();
      ghost = null;
      cancel.current = null;
      setDragged(null);
      setOver(null);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', stop);
    };
    cancel.current?.();
    cancel.current = stop;
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', stop);
  };
  return { dragged, over, start };
}

/** A copy that follows the pointer: the piece itself stays in its place, so that nothing else moves. */
function ghostOf(element: Element, box: DOMRect): HTMLElement {
  const ghost = document.createElement('div');
  ghost.className = 'drag-ghost';
  ghost.setAttribute('aria-hidden', 'true');
  ghost.style.width = `${box.width}px`;
  ghost.append(element.cloneNode(true));
  for (const named of ghost.querySelectorAll('[id]')) named.removeAttribute('id');
  document.body.append(ghost);
  return ghost;
}

/** The click that ends a drag presses nothing. */
function swallowNextClick(): void {
  const swallow = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}
