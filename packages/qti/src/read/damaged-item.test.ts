import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeliveryItem } from '../delivery.ts';
import { QtiProblems } from '../model/problem.ts';
import { toDelivery } from '../publish/to-delivery.ts';
import {
  choiceInteraction,
  itemXml,
  mapping,
  mapResponse,
  matchCorrect,
  matchInteraction,
  read,
  response,
  textEntry,
} from '../testing/test-item.ts';
import { readItem } from './item.ts';

const single = response('single identifier', ['A']);
const good = { declarations: single, body: choiceInteraction(['A', 'B', 'C']), processing: matchCorrect };
const set = (expression: string) =>
  `<qti-response-processing><qti-set-outcome-value identifier="SCORE">${expression}</qti-set-outcome-value></qti-response-processing>`;

describe('reading damaged items', () => {
  const sources = [
    itemXml(good),
    itemXml({
      declarations: response('single string', ['a'], { inside: mapping({ a: 1, b: 0.5 }) }),
      body: `<table><tr><td>x</td></tr></table>${textEntry('pattern-mask="[a-z]+"')}`,
      processing: set(
        '<qti-sum><qti-map-response identifier="RESPONSE"/><qti-variable identifier="SCORE"/></qti-sum>',
      ),
    }),
    itemXml({
      declarations: response('multiple directedPair', ['S T'], { inside: mapping({ 'S T': 1 }) }),
      body: matchInteraction(['S'], ['T'], 'max-associations="0"'),
      processing: mapResponse,
    }),
  ];
  it('ends with an item that can be delivered, or with problems, never otherwise', () => {
    // A letter more does no harm in a text: some of these items must still be read, or the test would try one side only.
    const scratch = fc.record({
      at: fc.nat(2000),
      length: fc.constant(0),
      insert: fc.constantFrom('a', 'é', ' '),
    });
    const wound = fc.record({
      at: fc.nat(2000),
      length: fc.nat(30),
      insert: fc.oneof(
        fc.constantFrom('', '"', '<', '>', '/', '&', '<p>', '</p>', ' x="1"', '<qti-value>B</qti-value>'),
        fc.string(),
      ),
    });
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.array(fc.oneof(scratch, wound), { minLength: 1, maxLength: 3 }),
        (source, edits) => {
          let xml = source;
          for (const { at, length, insert } of edits) {
            const start = at % (xml.length + 1);
            xml = xml.slice(0, start) + insert + xml.slice(start + length);
          }
          try {
            parseDeliveryItem(JSON.stringify(toDelivery(readItem(xml, { path: 'items/x.xml' }))));
            accepted += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(QtiProblems);
          }
        },
      ),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(10);
  });

  it('does so when elements are moved, repeated and nested', () => {
    const pieces = sources.flatMap((source) => source.match(/<[^>]+>/g) ?? []);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, 'texte'), { maxLength: 25 }), (tags) => {
        const inside = tags
          .filter((tag) => !tag.includes('assessment-item'))
          .map((tag) => tag.replace(/^<\/?|\/?>$/g, ''));
        const xml = inside.reduceRight((inner, tag, i) => {
          const name = tag.split(' ')[0];
          return i % 3 === 0 ? `<${tag}/>${inner}` : `<${tag}>${inner}</${name}>`;
        }, '');
        try {
          parseDeliveryItem(JSON.stringify(toDelivery(read({ declarations: single, body: xml }))));
        } catch (error) {
          expect(error).toBeInstanceOf(QtiProblems);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
