import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDelivery } from '../publish/to-delivery.ts';
import { choiceInteraction, read, response, textEntry } from '../testing/test-item.ts';
import { DeliveryError } from './delivery-error.ts';
import { parseDeliveryItem, parseSequenceContent } from './parse.ts';

const item = toDelivery(
  read({
    declarations: response('single identifier', ['A']) + response('single string', [], { id: 'R2' }),
    body: `<p>Regarde.</p><img src="../images/a.svg" alt="Un âne"/>${choiceInteraction(['A', 'B'])}${textEntry('', 'R2')}`,
  }),
);
const json = JSON.stringify(item);

/** A copy with one thing changed, by a function on the plain JSON. */
// biome-ignore lint/suspicious/noExplicitAny: the point is to break the types
function broken(change: (copy: any) => void): unknown {
  const copy = JSON.parse(json);
  change(copy);
  return JSON.stringify(copy);
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DeliveryError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('a delivery item that is parsed', () => {
  it('is the same as the one that was written, from text or from the value', () => {
    expect(parseDeliveryItem(json)).toEqual(item);
    expect(parseDeliveryItem(JSON.parse(json))).toEqual(item);
  });

  it.each<[string, Parameters<typeof broken>[0], string]>([
    ['another version', (x) => Object.assign(x, { v: 2 }), 'QTI_DELIVERY_SHAPE'],
    ['an unknown field', (x) => Object.assign(x, { correct: 'A' }), 'QTI_DELIVERY_SHAPE'],
    ['a missing field', (x) => delete x.title, 'QTI_DELIVERY_SHAPE'],
    ['an unknown kind of node', (x) => x.body.push({ kind: 'html', html: '<b>' }), 'QTI_DELIVERY_SHAPE'],
    ['a script', (x) => x.body.push(element('script')), 'QTI_DELIVERY_SHAPE'],
    ['an inherited name', (x) => x.body.push(element('constructor')), 'QTI_DELIVERY_SHAPE'],
    ['an event handler', (x) => x.body.push(element('p', { onclick: 'x' })), 'QTI_DELIVERY_ELEMENT'],
    ['a style', (x) => x.body.push(element('p', { style: 'x' })), 'QTI_DELIVERY_ELEMENT'],
    ['srcset', (x) => x.body.push(element('img', { srcset: 'x' })), 'QTI_DELIVERY_ELEMENT'],
    [
      'a void element with content',
      (x) => x.body.push(element('br', {}, [element('p')])),
      'QTI_DELIVERY_ELEMENT',
    ],
    [
      'a file that is not listed',
      (x) => x.body.push(element('img', { src: 'b.svg' })),
      'QTI_DELIVERY_INCONSISTENT',
    ],
    ['an address', (x) => x.assets.push('https://example.invalid/a.svg'), 'QTI_DELIVERY_SHAPE'],
    ['a path that leads out', (x) => x.assets.push('../a.svg'), 'QTI_DELIVERY_SHAPE'],
    ['a file that nothing uses', (x) => x.assets.push('z.svg'), 'QTI_DELIVERY_INCONSISTENT'],
    ['a response without interaction', (x) => x.body.pop(), 'QTI_DELIVERY_INCONSISTENT'],
    ['an interaction without response', (x) => x.responses.pop(), 'QTI_DELIVERY_INCONSISTENT'],
    ['a response twice', (x) => x.responses.push(x.responses[0]), 'QTI_DELIVERY_INCONSISTENT'],
    [
      'a response of another type',
      (x) => Object.assign(x.responses[0], { baseType: 'string' }),
      'QTI_DELIVERY_INCONSISTENT',
    ],
    ['an identifier that is none', (x) => Object.assign(x, { id: '__proto__' }), 'QTI_DELIVERY_SHAPE'],
    ['a fractional count', (x) => Object.assign(interaction(x), { maxChoices: 0.5 }), 'QTI_DELIVERY_SHAPE'],
    [
      'two choices of one name',
      (x) => interaction(x).choices.push(interaction(x).choices[0]),
      'QTI_DELIVERY_INCONSISTENT',
    ],
    [
      'a pattern that is none',
      (x) => Object.assign(entry(x), { patternMask: '([' }),
      'QTI_DELIVERY_INCONSISTENT',
    ],
    ['no choice', (x) => interaction(x).choices.splice(0), 'QTI_DELIVERY_INCONSISTENT'],
    [
      'an interaction in a prompt',
      (x) => interaction(x).prompt.push(structuredClone(interaction(x))),
      'QTI_DELIVERY_SHAPE',
    ],
  ])('is refused with %s', (_, change, code) => {
    expect(codeOf(() => parseDeliveryItem(broken(change)))).toBe(code);
  });

  it('is refused when it is no JSON, too deep, too long or of too many values', () => {
    expect(codeOf(() => parseDeliveryItem('{'))).toBe('QTI_DELIVERY_JSON');
    expect(codeOf(() => parseDeliveryItem(undefined))).toBe('QTI_DELIVERY_SHAPE');
    expect(codeOf(() => parseDeliveryItem('['.repeat(100_000) + ']'.repeat(100_000)))).toBe(
      'QTI_DELIVERY_TOO_DEEP',
    );
    expect(codeOf(() => parseDeliveryItem(`"${'x'.repeat(4_000_001)}"`))).toBe('QTI_DELIVERY_TOO_LARGE');
    expect(codeOf(() => parseDeliveryItem(`[${'0,'.repeat(500_000)}0]`))).toBe('QTI_DELIVERY_TOO_LARGE');
  });

  it('is refused or well formed whatever is put in the place of any of its values', () => {
    const paths: (string | number)[][] = [];
    const collect = (value: unknown, path: (string | number)[]): void => {
      paths.push(path);
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value))
        collect(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    collect(item, []);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        let copy = JSON.parse(json);
        const last = path.at(-1);
        if (last === undefined) copy = value;
        else path.slice(0, -1).reduce((at, key) => at[key], copy)[last] = value;
        try {
          expect(JSON.stringify(parseDeliveryItem(copy))).toBe(
            JSON.stringify(parseDeliveryItem(JSON.stringify(copy))),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(DeliveryError);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('says nothing of its content in errors', () => {
    try {
      parseDeliveryItem(broken((x) => Object.assign(x, { title: { secret: 'SECRET' } })));
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain('SECRET');
    }
  });
});

describe('a sequence that is parsed', () => {
  const exercises = [
    { id: 'ex1', title: { fr: 'Exercice', en: 'Exercise' }, page: 'pages/1.svg', items: ['item'] },
  ];
  it('is the same as the one that was written, with exercises or without', () => {
    const plain = { v: 1, id: 'francais', items: [item] };
    expect(parseSequenceContent(JSON.stringify(plain))).toEqual(plain);
    expect(parseSequenceContent({ ...plain, exercises })).toEqual({ ...plain, exercises });
  });

  it('is refused with the same item twice, or an exercise of items that are not there', () => {
    expect(codeOf(() => parseSequenceContent({ v: 1, id: 'x', items: [item, item] }))).toBe(
      'QTI_DELIVERY_INCONSISTENT',
    );
    expect(codeOf(() => parseSequenceContent({ v: 1, id: 'x', items: [], exercises }))).toBe(
      'QTI_DELIVERY_INCONSISTENT',
    );
    expect(codeOf(() => parseSequenceContent({ v: 1, id: 'x', items: [item], keys: {} }))).toBe(
      'QTI_DELIVERY_SHAPE',
    );
  });

  it('names the place of what is wrong in an item', () => {
    const bad = JSON.parse(json) as { title: unknown };
    bad.title = 3;
    expect(() => parseSequenceContent({ v: 1, id: 'x', items: [item, bad] })).toThrow(/items\.1\.title/);
  });
});

function element(name: string, attributes: object = {}, children: unknown[] = []) {
  return { kind: 'element', name, attributes, children };
}

// biome-ignore lint/suspicious/noExplicitAny: plain JSON
function interaction(copy: any): any {
  return copy.body.find((node: { kind: string }) => node.kind === 'choice');
}

// biome-ignore lint/suspicious/noExplicitAny: plain JSON
function entry(copy: any): any {
  return copy.body.at(-1).children[1];
}
