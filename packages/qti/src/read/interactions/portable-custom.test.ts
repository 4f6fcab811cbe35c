import { describe, expect, it } from 'vitest';
import { worstCaseResponseBytes, worstCaseStateBytes } from '../../delivery/answers.ts';
import { parseDeliveryItem, parseSequenceContent } from '../../delivery/parse.ts';
import type { Item } from '../../model/item.ts';
import { toDelivery } from '../../publish/to-delivery.ts';
import { score as scoreOf } from '../../score/score.ts';
import { itemXml, problemsOf } from '../../testing/test-item.ts';
import { readItem } from '../item.ts';

const files = new Map<string, string>([
  ['modules/fraction.js', 'define([], () => ({}))'],
  ['modules/pie.js', 'define([], () => ({}))'],
  ['modules/paths.json', JSON.stringify({ waitSeconds: 60, paths: { fraction: '../modules/fraction' } })],
]);
const file = (path: string) => {
  const text = files.get(path);
  return text === undefined ? null : new TextEncoder().encode(text);
};

interface Parts {
  readonly attributes?: string;
  readonly modules?: string;
  readonly correct?: string;
  readonly type?: string;
}

const MODULES =
  '<qti-interaction-modules><qti-interaction-module id="fraction" primary-path="../modules/fraction.js" fallback-path="https://example.org/f.js"/></qti-interaction-modules>';

function xml({ attributes = '', modules = MODULES, correct = '3', type = 'integer' }: Parts = {}): string {
  return itemXml({
    declarations: `<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="${type}"><qti-correct-response><qti-value>${correct}</qti-value></qti-correct-response></qti-response-declaration>`,
    body: `<qti-portable-custom-interaction response-identifier="RESPONSE" module="fraction" custom-interaction-type-identifier="urn:cloison:fraction" data-parts="8" data-start-at="0" ${attributes}><qti-prompt>Colorie trois huitièmes.</qti-prompt>${modules}<qti-interaction-markup><div class="bar">…</div></qti-interaction-markup></qti-portable-custom-interaction>`,
    after:
      '<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>',
  });
}

const read = (parts: Parts = {}, modules: readonly string[] | 'any' = ['fraction']): Item =>
  readItem(xml(parts), { path: 'items/item.xml', file, modules });

describe('a portable custom interaction', () => {
  it('is read with its properties, its markup and the file of its module', () => {
    const item = read();
    expect(item.scripts).toEqual([{ module: 'fraction', path: 'modules/fraction.js' }]);
    expect(item.body).toMatchObject([
      {
        kind: 'portableCustom',
        module: 'fraction',
        typeIdentifier: 'urn:cloison:fraction',
        properties: { 'data-parts': '8', 'data-start-at': '0' },
        maxLength: 500,
        maxState: 1_000,
      },
    ]);
    expect(parseDeliveryItem(JSON.stringify(toDelivery(item)))).toEqual(toDelivery(item));
  });

  it('is found by the module resolution file where the item names no path', () => {
    const modules =
      '<qti-interaction-modules primary-configuration="../modules/paths.json"><qti-interaction-module id="fraction"/></qti-interaction-modules>';
    expect(read({ modules }).scripts).toEqual([{ module: 'fraction', path: 'modules/fraction.js' }]);
  });

  it.each([
    ['nobody names its module', {}, [], 'QTI_UNSUPPORTED_MODULE'],
    [
      'nobody names a module that its module needs',
      {
        modules: MODULES.replace(
          '</qti-interaction-modules>',
          '<qti-interaction-module id="pie" primary-path="../modules/pie.js"/></qti-interaction-modules>',
        ),
      },
      ['fraction'],
      'QTI_UNSUPPORTED_MODULE',
    ],
    ['its module has no file', { modules: '' }, ['fraction'], 'QTI_MISSING_ELEMENT'],
    [
      'its file is elsewhere',
      { modules: MODULES.replace('../modules/fraction.js', 'https://example.org/fraction.js') },
      ['fraction'],
      'QTI_EXTERNAL_RESOURCE',
    ],
    [
      'its file is outside the package',
      { modules: MODULES.replace('../modules/fraction.js', '../../fraction.js') },
      ['fraction'],
      'QTI_BAD_PATH',
    ],
    [
      'its file is not there',
      { modules: MODULES.replace('fraction.js', 'other.js') },
      ['fraction'],
      'QTI_ASSET_MISSING',
    ],
    [
      'its response is of a type that modules do not give',
      { type: 'file', correct: 'x' },
      ['fraction'],
      'QTI_RESPONSE_MISMATCH',
    ],
  ] as const)('is refused when %s', (_, parts, modules, code) => {
    expect(problemsOf(() => read(parts, modules)).map((found) => found.split(':')[0])).toContain(code);
  });

  it('is delivered the same whatever the key is, and without it', () => {
    expect(JSON.stringify(toDelivery(read({ correct: '7' })))).toBe(JSON.stringify(toDelivery(read())));
    expect(JSON.stringify(toDelivery(read({ correct: '77123' })))).not.toContain('77123');
  });

  it('is scored by the declared type, and a response that is not of it is refused', () => {
    const item = read();
    const score = (value: unknown) => scoreOf(item, { RESPONSE: value });
    expect(score('3')).toMatchObject({ kind: 'scored', score: 1 });
    expect(score('4')).toMatchObject({ kind: 'scored', score: 0 });
    expect(score(null)).toMatchObject({ kind: 'scored', score: 0 });
    for (const bad of ['trois', '3,0', ' 3', '<b>3</b>', ['3'], '9'.repeat(600)])
      expect(score(bad).kind, String(bad)).not.toBe('scored');
  });

  it('says how much its response and its state may take', () => {
    const delivered = toDelivery(
      read({ attributes: 'data-cloison-max-length="40" data-cloison-max-state="0"' }),
    );
    expect(delivered.body).toMatchObject([{ maxLength: 40, maxState: 0 }]);
    expect(worstCaseStateBytes(delivered)).toBe(0);
    const more = toDelivery(read({ attributes: 'data-cloison-max-state="2000"' }));
    const state = JSON.stringify({ RESPONSE: '\u20ac'.repeat(2_000) });
    expect(worstCaseStateBytes(more)).toBeGreaterThanOrEqual(new TextEncoder().encode(state).length - 2);
    const long = JSON.stringify({ RESPONSE: '\u20ac'.repeat(500) });
    expect(worstCaseResponseBytes(more)).toBeGreaterThanOrEqual(new TextEncoder().encode(long).length);
  });

  it('comes in a sequence with the file of its module, or the sequence is refused', () => {
    const item = read();
    const sequence = { v: 1, id: 'maths', items: [toDelivery(item)], scripts: item.scripts };
    expect(parseSequenceContent(JSON.stringify(sequence)).scripts).toEqual(item.scripts);
    const { scripts: _, ...without } = sequence;
    expect(() => parseSequenceContent(JSON.stringify(without))).toThrow('QTI_DELIVERY_INCONSISTENT');
  });
});
