/**
 * The style of an item on the page, as long as the item is: rules that were checked when the item was read and again when its
 * file was parsed. They reach what the item's author wrote (`data-own`), and none of the player's controls. Colours are left out
 * where a pupil asked for others.
 */
import { isColor, type StyleRule } from '@cloison/qti/delivery';
import { useLayoutEffect } from 'react';

export function useItemStyles(styles: readonly StyleRule[] | undefined): void {
  useLayoutEffect(() => {
    if (styles === undefined) return;
    const text = itemStyleText(styles);
    return 'adoptedStyleSheets' in document ? adopt(text) : addToPage(text);
  }, [styles]);
}

const PLAIN_PAGE = ':root[data-theme="light"][data-contrast="normal"] ';

export function itemStyleText(styles: readonly StyleRule[]): string {
  return styles
    .flatMap(({ selectors, declarations }) => {
      const all = Object.entries(declarations);
      const colors = all.filter(([property]) => isColor(property));
      const others = all.filter(([property]) => !isColor(property));
      return [ruleText('', selectors, others), ruleText(PLAIN_PAGE, selectors, colors)];
    })
    .join('');
}

function ruleText(
  page: string,
  selectors: readonly string[],
  declarations: readonly (readonly [string, string])[],
): string {
  if (declarations.length === 0) return '';
  const reached = selectors.map((selector) => `${page}.item ${ofTheItem(selector)}`).join(',');
  return `${reached}{${declarations.map(([property, value]) => `${property}:${value}`).join(';')}}\n`;
}

/** "p.x-a > b" as "p.x-a[data-own] > b[data-own]". */
function ofTheItem(selector: string): string {
  return selector
    .split(' ')
    .map((part) => (part === '>' ? part : `${part}[data-own]`))
    .join(' ');
}

function adopt(text: string): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}

/** Safari before 16.4 adopts none: one rule is added to a sheet of the page, which a strict policy allows too. */
function addToPage(text: string): () => void {
  const page = [...document.styleSheets].find(({ href }) => href?.startsWith(location.origin));
  if (page === undefined) return () => undefined;
  const added = page.cssRules[page.insertRule(`@media all {${text}}`, page.cssRules.length)];
  return () => {
    for (let at = page.cssRules.length - 1; at >= 0; at -= 1) {
      if (page.cssRules[at] === added) page.deleteRule(at);
    }
  };
}
