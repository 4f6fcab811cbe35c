/**
 * Keeps a person's place when the control that they pressed goes away or sleeps while it works: whoever has no pointer would
 * begin again at the top of the page.
 */
import { type RefObject, useEffect } from 'react';

/** What is one matter, and may take the focus itself when nothing in it can. */
const MATTERS = 'li, form, article, section, details, main';
const CONTROLS = 'a[href], button, input, select, textarea, summary';
const MOST_REMEMBERED = 30;
/** A control that sleeps for longer has done its work. */
const ASLEEP_MS = 1_000;

export function useKeptFocus(within: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = within.current;
    if (root === null) return;
    /** Newest first. */
    let focused: HTMLElement[] = [];
    /** Around the newest, from the inside. */
    let around: HTMLElement[] = [];
    let asleep: ReturnType<typeof setTimeout> | undefined;
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || target === focused[0]) return;
      clearTimeout(asleep);
      focused = [target, ...focused.filter((one) => one !== target && one.isConnected)].slice(
        0,
        MOST_REMEMBERED,
      );
      around = mattersAround(target);
    };
    const matterNow = () => around.find(({ isConnected }) => isConnected) ?? root;
    const leaveSleeper = () => {
      // Of the page as a whole: it is waited for, for its first control is far away.
      if (matterNow() !== root) move();
    };
    const move = () => {
      if (!hasNothing()) return;
      const matter = matterNow();
      const known = focused.find((one) => matter.contains(one) && canTake(one));
      const first = [...matter.querySelectorAll<HTMLElement>(CONTROLS)].find(canTake);
      const next = known ?? first ?? matter;
      if (next === matter && !matter.hasAttribute('tabindex')) matter.tabIndex = -1;
      next.focus({ preventScroll: next === matter });
    };
    const observer = new MutationObserver(() => {
      const [last] = focused;
      if (last === undefined || !hasNothing()) return;
      if (!last.isConnected) move();
      else if (last.matches(':disabled')) asleep ??= setTimeout(leaveSleeper, ASLEEP_MS);
      else if (asleep !== undefined) last.focus({ preventScroll: true });
      if (!last.matches(':disabled')) {
        clearTimeout(asleep);
        asleep = undefined;
      }
    });
    root.addEventListener('focusin', remember);
    observer.observe(root, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['disabled'],
    });
    return () => {
      clearTimeout(asleep);
      observer.disconnect();
      root.removeEventListener('focusin', remember);
    };
  }, [within]);
}

function hasNothing(): boolean {
  const { activeElement: active } = document;
  return active === null || active === document.body || active.matches(':disabled');
}

function canTake(control: HTMLElement): boolean {
  return control.isConnected && !control.matches(':disabled') && control.checkVisibility();
}

function mattersAround(control: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let one = control.closest<HTMLElement>(MATTERS); one !== null; ) {
    found.push(one);
    one = one.parentElement?.closest<HTMLElement>(MATTERS) ?? null;
  }
  return found;
}
