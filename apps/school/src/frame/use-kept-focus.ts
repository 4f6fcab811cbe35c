/**
 * Keeps the keyboard's place when an update takes the focused element off the page, such as the button of a request that was
 * answered. The element's container gets the focus, so that a screen reader stays there too.
 */
import { type RefObject, useEffect } from 'react';

export function useKeptFocus(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { current: root } = frame;
    if (root === null) return;
    /** The element that has the focus, then what holds it, up to the frame. */
    let path: readonly HTMLElement[] = [];
    const remember = ({ target }: Event) => {
      const focused = target instanceof HTMLElement ? target : null;
      path = focused === null ? [] : [focused, ...holdersOf(focused, root)];
    };
    // Who presses elsewhere has left the element.
    const forget = () => {
      path = [];
    };
    const restore = () => {
      if (document.activeElement !== document.body || path[0]?.isConnected !== false) return;
      const holder = path.find((element) => element.isConnected);
      if (holder === undefined) return;
      if (!holder.hasAttribute('tabindex')) holder.tabIndex = -1;
      holder.focus({ preventScroll: true });
    };
    // In the next frame: a screen that gives the focus to something of its own has done so.
    const watcher = new MutationObserver(() => {
      if (path[0]?.isConnected === false) requestAnimationFrame(restore);
    });
    root.addEventListener('focusin', remember);
    root.addEventListener('pointerdown', forget);
    watcher.observe(root, { childList: true, subtree: true });
    return () => {
      root.removeEventListener('focusin', remember);
      root.removeEventListener('pointerdown', forget);
      watcher.disconnect();
    };
  }, [frame]);
}

function holdersOf(element: HTMLElement, root: HTMLElement): HTMLElement[] {
  const parent = element.parentElement;
  return parent === null || parent === root ? [] : [parent, ...holdersOf(parent, root)];
}
