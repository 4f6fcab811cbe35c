/**
 * Keys, copy and paste of the grid, from anywhere on the screen that has no use for them: a teacher who pressed a button
 * or the page goes on keying, and no key that writes a character is left to the browser (Firefox would open its quick
 * find and swallow what follows).
 */
import { useEffect, useEffectEvent } from 'react';
import type { EntryController } from './entry-controller.ts';
import { isPrintable } from './key-bindings.ts';

/** `takeFocus`: puts the focus on the cell under the cursor. */
export function useGridInput(
  controller: EntryController,
  editing: boolean,
  takeFocus: () => void,
  onEdit: (text: string) => void,
): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const { key } = event;
    const inGrid = isInGrid(event.target);
    const writes = isPrintable(key) || key === 'Dead';
    const alternate = event.altKey && !event.getModifierState('AltGraph');
    if (editing || event.defaultPrevented || event.isComposing || alternate) return;
    if (!inGrid && !(writes && mayBorrow(event.target, key))) return;
    if (key === 'Escape') {
      document.querySelector<HTMLElement>('.entry-tools button:not(:disabled), .entry-tools select')?.focus();
      event.preventDefault();
      return;
    }
    const control = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
    const outcome = controller.press({ key, code: event.code, shift: event.shiftKey, control });
    if (outcome === 'leave') return;
    takeFocus();
    event.preventDefault();
    if (outcome !== 'handled') onEdit(outcome.edit);
  });
  const onCopy = useEffectEvent((event: ClipboardEvent) => {
    if (editing || !mayCopy(event.target)) return;
    event.clipboardData?.setData('text/plain', controller.copy());
    event.preventDefault();
  });
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    if (editing || !mayCopy(event.target)) return;
    controller.paste(event.clipboardData?.getData('text/plain') ?? '');
    event.preventDefault();
  });
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener('keydown', onKeyDown, { signal });
    document.addEventListener('copy', onCopy, { signal });
    document.addEventListener('paste', onPaste, { signal });
    return () => stop.abort();
  }, []);
}

function isInGrid(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('table.grid') !== null;
}

/** Buttons use the space bar, and fields and lists every character. */
function mayBorrow(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element) || target.closest('input, select, textarea, dialog') !== null)
    return false;
  return key !== ' ' || target.closest('button, a, summary') === null;
}

/** Words that somebody selected on the page are what is copied; else the grid is. */
function mayCopy(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target.closest('input, select, textarea, dialog') !== null)
    return false;
  return isInGrid(target) || (document.getSelection()?.isCollapsed ?? true);
}
