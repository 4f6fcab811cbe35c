import { describe, expect, it } from 'vitest';
import { readItem } from '../read/item.ts';
import { score } from '../score/score.ts';
import {
  choiceInteraction,
  itemXml,
  matchCorrect,
  response,
  scoreOutcome,
  textEntry,
} from '../testing/test-item.ts';
import { distinctVariants, toVariantDelivery, variantId } from './variants.ts';

const template = (max: number) =>
  itemXml({
    declarations: `${response('single integer')}<qti-template-declaration identifier="N" cardinality="single" base-type="integer"/>`,
    outcomes: `${scoreOutcome}<qti-template-processing><qti-set-template-value identifier="N"><qti-random-integer min="1" max="${max}"/></qti-set-template-value><qti-set-correct-response identifier="RESPONSE"><qti-product><qti-variable identifier="N"/><qti-base-value base-type="integer">7919</qti-base-value></qti-product></qti-set-correct-response></qti-template-processing>`,
    body: `<p>7919 × <qti-printed-variable identifier="N"/></p>${textEntry()}`,
    processing: matchCorrect,
  });
const variantsOf = (xml: string, count: number, seed = '1') =>
  distinctVariants((one) => readItem(xml, { path: 'items/item.xml', seed: one }), seed, count);

describe('variants of an item', () => {
  it('differ in what is shown, each scored by its own key, and are the same for ever', () => {
    const variants = variantsOf(template(50), 6);
    expect(variants).toHaveLength(6);
    const shown = variants.map(({ item }, k) => JSON.stringify(toVariantDelivery(item, k + 1).body));
    expect(new Set(shown).size).toBe(6);
    for (const { item } of variants) {
      const right = String(7919 * Number(item.templateValues.get('N')?.members[0]));
      expect(score(item, { RESPONSE: right })).toMatchObject({ score: 1 });
      expect(score(item, { RESPONSE: '7919' }).kind).toBe('scored');
    }
    expect(variantsOf(template(50), 6).map(({ seed }) => seed)).toEqual(variants.map(({ seed }) => seed));
    expect(variantsOf(template(50), 6, '2').map(({ item }) => item.templateValues)).not.toEqual(
      variants.map(({ item }) => item.templateValues),
    );
  });

  it('leave with no key, no seed and no template variable', () => {
    for (const [k, { item, seed }] of variantsOf(template(50), 6).entries()) {
      const delivered = toVariantDelivery(item, k + 1);
      const text = JSON.stringify(delivered);
      const n = Number(item.templateValues.get('N')?.members[0]);
      expect(delivered.id).toBe(variantId('item', k + 1));
      expect(text).toContain(`{"kind":"text","text":"${n}"}`);
      if (n > 1) expect(text).not.toContain(String(7919 * n));
      expect(text).not.toContain(seed);
      expect(text).not.toMatch(/templateValues|"N"|correct/);
    }
  });

  it('are as many as there are, when fewer can be drawn than are wanted', () => {
    expect(variantsOf(template(3), 20)).toHaveLength(3);
  });

  it('are fewer when drawing them takes too much work, counted and not timed', () => {
    const again =
      '<qti-set-template-value identifier="N"><qti-random-integer min="1" max="9"/></qti-set-template-value>';
    const never =
      '<qti-template-constraint><qti-lt><qti-variable identifier="N"/><qti-base-value base-type="integer">0</qti-base-value></qti-lt></qti-template-constraint>';
    const heavy = template(50).replace(
      '<qti-set-correct-response',
      `${again.repeat(4_000)}${never}<qti-set-correct-response`,
    );
    let reads = 0;
    const read = (seed: string) => {
      reads += 1;
      return readItem(heavy, { path: 'items/item.xml', seed });
    };
    expect(distinctVariants(read, '1', 20)).toHaveLength(1);
    expect(reads).toBeLessThan(15);
  });

  it('are one for an item that draws nothing', () => {
    const plain = itemXml({
      declarations: response('single identifier', ['A']),
      body: choiceInteraction(['A', 'B']),
      processing: matchCorrect,
    });
    expect(variantsOf(plain, 4)).toHaveLength(1);
  });
});
