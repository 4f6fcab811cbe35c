/** How a page looks: chosen by a person, set by a ticket, or left to the system. */

export interface Appearance {
  /** `auto` follows the system, now and when it changes. */
  readonly theme: 'auto' | 'light' | 'dark';
  readonly contrast: 'auto' | 'normal' | 'high';
  readonly font: 'standard' | 'opendyslexic';
  /** Factor on every text, 1 to 3. */
  readonly zoom: number;
}

export const DEFAULT_APPEARANCE: Appearance = { theme: 'auto', contrast: 'auto', font: 'standard', zoom: 1 };

/**
 * Writes an appearance on the document's root. `audience` gives pupils their larger base. Returns a function that stops
 * following the system. No inline style attribute is parsed: a strict content security policy allows what is done here.
 */
export function applyAppearance(
  root: HTMLElement,
  { theme, contrast, font, zoom }: Appearance,
  audience: 'pupil' | 'staff',
): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const more = window.matchMedia('(prefers-contrast: more)');
  root.dataset.audience = audience;
  root.dataset.font = font;
  root.style.setProperty('--zoom', String(Math.min(3, Math.max(1, zoom))));
  const follow = () => {
    root.dataset.theme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
    root.dataset.contrast = contrast === 'auto' ? (more.matches ? 'high' : 'normal') : contrast;
  };
  follow();
  dark.addEventListener('change', follow);
  more.addEventListener('change', follow);
  return () => {
    dark.removeEventListener('change', follow);
    more.removeEventListener('change', follow);
  };
}

/**
 * Call once before rendering: react-aria would otherwise add an inline `<style>`, which a strict content security policy
 * refuses and reports. The rule itself is in `base.css`.
 */
export function keepStyleSheetsStrict(document: Document): void {
  const id = 'react-aria-pressable-style';
  if (document.getElementById(id) !== null) return;
  const marker = document.createElement('meta');
  marker.id = id;
  document.head.append(marker);
}
