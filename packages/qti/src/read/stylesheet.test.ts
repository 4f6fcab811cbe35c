import { describe, expect, it } from 'vitest';
import { parseDeliveryItem } from '../delivery.ts';
import { toDelivery } from '../publish/to-delivery.ts';
import { itemXml } from '../testing/test-item.ts';
import { readItem } from './item.ts';

describe('a style sheet of an item', () => {
  it('is delivered with the item, and accepted there', () => {
    const css = new TextEncoder().encode('.a { color: red; position: fixed } .dialog-veil { width: 9em }');
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

  it('that is not in the package is left out with a warning: the item looks as the others do', () => {
    const item = readItem(
      itemXml({ body: '<p>x</p>', after: '<qti-stylesheet href="look.css" type="text/css"/>' }),
      { path: 'items/item.xml' },
    );
    expect(item.styles).toEqual([]);
    expect(item.remarks).toMatchObject([{ code: 'QTI_LINT_STYLE_IGNORED', severity: 'warning', line: 6 }]);
  });
});
