import { describe, expect, it } from 'vitest';
import { parseDeliveryItem } from '../delivery.ts';
import { toDelivery } from '../publish/to-delivery.ts';
import { itemXml } from '../testing/test-item.ts';
import { readItem } from './item.ts';
import { readStyles } from './stylesheet.ts';

describe('a style sheet of an item', () => {
  it('keeps rules of classes, identifiers and elements that change how the item looks', () => {
    const { rules, left } = readStyles(`
      /* one */ p.vers , #titre > span { color : RED ; margin : 0 1em 2px !important; font-family: "Luciole", serif }
      table td { border: 1px solid #abc; padding: .5em; text-align: right }`);
    expect(left).toEqual([]);
    expect(rules).toEqual([
      {
        selectors: ['p.x-vers', '#titre > span'],
        declarations: { color: 'RED', margin: '0 1em 2px', 'font-family': '"Luciole", serif' },
      },
      {
        selectors: ['table td'],
        declarations: { border: '1px solid #abc', padding: '.5em', 'text-align': 'right' },
      },
    ]);
  });

  it.each([
    ['an address', 'p { background: url(https://example.invalid/a.png) }'],
    ['an address behind an escape', 'p { background-color: u\\rl(a.png) }'],
    ['an import', '@import "a.css";'],
    ['a font', '@font-face { font-family: x; src: url(a.woff) }'],
    [
      'what lays one thing over another',
      'p { position: absolute; z-index: 9; margin: -5em 0; transform: scale(9) }',
    ],
    ['what hides', 'p { display: none; visibility: hidden; opacity: 0; font-size: 0x }'],
    ['a variable of the page', 'p { --colour: red; color: var(--colour) }'],
    ['a class of the page', 'body:has(p) { color: red }'],
    ['a pseudo-element', 'p::before { content: "key" }'],
    ['an attribute', 'input[value^="a"] { color: red }'],
    ['everything', '* { color: red }'],
    ['a rule in a rule', '@media screen { p { color: red } }'],
    ['a block that never ends', 'p { color: url(x'],
    ['what is no style sheet', '<script>alert(1)</script>'],
  ])('leaves out %s, and names it', (_, css) => {
    const { rules, left } = readStyles(css);
    expect(rules).toEqual([]);
    expect(left).not.toEqual([]);
  });

  it('is delivered with the item, and accepted there', () => {
    const css = new TextEncoder().encode('.a { color: red; position: fixed } .dialog-veil { width: 9px }');
    const item = readItem(
      itemXml({ body: '<p class="a dialog-veil qti-well">x</p>', after: '<qti-stylesheet href="a.css"/>' }),
      { path: 'items/item.xml', file: (path) => (path === 'items/a.css' ? css : null) },
    );
    const delivery = toDelivery(item);
    expect(parseDeliveryItem(JSON.stringify(delivery))).toEqual(delivery);
    expect(delivery.body).toMatchObject([{ attributes: { class: 'x-a x-dialog-veil qti-well' } }]);
    expect(delivery.styles?.map(({ selectors }) => selectors)).toEqual([['.x-a'], ['.x-dialog-veil']]);
    const forged = { ...delivery, styles: [{ selectors: ['p'], declarations: { position: 'fixed' } }] };
    expect(() => parseDeliveryItem(forged)).toThrow('QTI_DELIVERY_SHAPE');
    const veiled = JSON.stringify(delivery).replace('x-dialog-veil', 'dialog-veil');
    expect(() => parseDeliveryItem(veiled)).toThrow('QTI_DELIVERY');
  });
});
