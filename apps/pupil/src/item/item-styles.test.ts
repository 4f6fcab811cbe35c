import { describe, expect, it } from 'vitest';
import { itemStyleText } from './item-styles.ts';

describe('the style of an item on the page', () => {
  it('reaches what the item’s author wrote, at each step of a selector, and none of the player’s controls', () => {
    const rules = [{ selectors: ['p.x-a > b', '.x-c i'], declarations: { 'text-align': 'center' } }];
    expect(itemStyleText(rules)).toBe(
      '.item p.x-a[data-own] > b[data-own],.item .x-c[data-own] i[data-own]{text-align:center}\n',
    );
  });

  it('colours nothing where a pupil asked for other colours', () => {
    const rules = [{ selectors: ['.x-a'], declarations: { color: '#123456', 'font-style': 'italic' } }];
    expect(itemStyleText(rules)).toBe(
      '.item .x-a[data-own]{font-style:italic}\n' +
        ':root[data-theme="light"][data-contrast="normal"] .item .x-a[data-own]{color:#123456}\n',
    );
  });
});
