import { describe, expect, it } from 'vitest';
import type { Item } from '../model/item.ts';
import { readPackage } from '../package/read-package.ts';
import { toDelivery } from '../publish/to-delivery.ts';
import { fixtureFiles } from '../testing/fixture-package.test.fixture.ts';
import { itemFields, keptFields, responseFields } from './item-fields.ts';

const { items } = readPackage(fixtureFiles());
const named = (fields: object) => Object.keys(fields).toSorted();
/** What a field of an item is called in a delivery. */
const deliveredName: Readonly<Partial<Record<keyof Item, string>>> = { identifier: 'id' };

describe('every field of an item', () => {
  it('is in the table, as it is read', () => {
    for (const item of items) {
      expect(named(item)).toEqual(named(itemFields));
      for (const response of item.responses) expect(named(response)).toEqual(named(responseFields));
      for (const outcome of item.outcomes) expect(named(outcome)).toEqual(named(keptFields.outcome));
      for (const template of item.templates) expect(named(template)).toEqual(named(keptFields.template));
      for (const feedback of item.feedback) expect(named(feedback)).toEqual(named(keptFields.feedback));
      for (const rubric of item.rubrics) expect(named(rubric)).toEqual(named(keptFields.rubric));
    }
  });

  it('is delivered when the table says so, and only then', () => {
    const wanted = Object.entries(itemFields)
      .filter(([, delivered]) => delivered === 'delivered')
      .map(([name]) => deliveredName[name as keyof Item] ?? name);
    const seen = new Set<string>();
    for (const item of items) {
      const delivery = toDelivery(item);
      for (const name of Object.keys(delivery)) seen.add(name);
      for (const response of delivery.responses) {
        const kept = Object.entries(responseFields).filter(([, delivered]) => delivered === 'delivered');
        expect(named(response)).toEqual(kept.map(([name]) => name).toSorted());
      }
    }
    expect([...seen].toSorted()).toEqual(['v', ...wanted].toSorted());
    const asked = new Set(items.flatMap((item) => Object.keys(toDelivery(item, { steps: true }))));
    const more = Object.entries(itemFields).filter(([, delivered]) => delivered === 'asked for');
    expect([...asked].toSorted()).toEqual(['v', ...wanted, ...more.map(([name]) => name)].toSorted());
  });

  it('that is kept holds nothing that a delivery shows', () => {
    // Words that the fixtures have in these fields alone.
    const secrets = JSON.stringify(
      items.map(({ feedback, rubrics, laterBody }) => [feedback, rubrics, laterBody]),
    );
    const words = new Set(secrets.match(/SECRET-[A-Z-]+/g));
    expect(words.size).toBeGreaterThan(5);
    for (const item of items) {
      const delivered = JSON.stringify(toDelivery(item));
      for (const word of words) expect(delivered).not.toContain(word);
      for (const { id } of item.outcomes) expect(delivered).not.toContain(`"${id}"`);
    }
  });
});
