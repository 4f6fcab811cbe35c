/**
 * Valid inputs, damaged: a tape of random numbers says which sample is taken and what is done to it. Cheap to draw, so that
 * a hundred thousand cases take seconds, and it shrinks to few and small edits.
 */
import fc from 'fast-check';

const tape = fc.array(fc.nat(0x7fffffff), { minLength: 1, maxLength: 19 });

const NASTY_BYTES = [0x00, 0xff, 0x7f, 0x80, 0x0a, 0x0d, 0x22, 0x2c, 0x3c, 0x26, 0xc0, 0xed, 0xf4];

/** Flips, overwrites, cuts, repeats and splices. */
export function mutatedBytes(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return tape.map((numbers) => {
    let bytes: Uint8Array = samples[numbers[0]! % samples.length]!.slice();
    for (let i = 1; i + 2 < numbers.length; i += 3) {
      const [kind, at, value] = [numbers[i]!, numbers[i + 1]!, numbers[i + 2]!];
      bytes = editBytes(bytes, samples, kind % 8, bytes.length === 0 ? 0 : at % bytes.length, value);
    }
    return bytes as Uint8Array<ArrayBuffer>;
  });
}

function editBytes(
  bytes: Uint8Array,
  samples: readonly Uint8Array[],
  kind: number,
  at: number,
  value: number,
): Uint8Array {
  const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  switch (kind) {
    case 0:
      if (bytes.length > 0) bytes[at]! ^= 1 << (value % 8);
      return bytes;
    case 1:
      if (bytes.length > 0) bytes[at] = value % 256;
      return bytes;
    case 2:
      if (bytes.length > 0) bytes[at] = NASTY_BYTES[value % NASTY_BYTES.length]!;
      return bytes;
    case 3:
      return bytes.slice(0, at);
    case 4:
      return join(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + (value % 16))));
    case 5:
      return join(
        bytes.subarray(0, at),
        new Uint8Array(1 + (value % 40)).fill((value >> 8) % 256),
        bytes.subarray(at),
      );
    case 6: {
      const piece = bytes.subarray(at, at + 1 + (value % 64));
      return join(bytes.subarray(0, at), piece, piece, bytes.subarray(at));
    }
    default: {
      const other = samples[value % samples.length]!;
      return join(
        bytes.subarray(0, at),
        other.subarray(Math.min(other.length, (value >> 8) % (other.length + 1))),
      );
    }
  }
}

/** Anything at all, or a sample with some edits. */
export function hostileBytes(
  samples: readonly Uint8Array[],
  maxLength = 200,
): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength }) as fc.Arbitrary<Uint8Array<ArrayBuffer>> },
    { weight: 4, arbitrary: mutatedBytes(samples) },
  );
}

const NASTY_TEXTS = [
  '',
  '\u0000',
  '\uFEFF',
  '\uD800',
  '\u202E',
  '\u2028',
  '\r\n',
  '"',
  "'",
  ',',
  ';',
  '\t',
  '../',
  '%2e%2e%2f',
  '\\',
  '__proto__',
  'constructor',
  '=1+1',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&b;',
  '<![CDATA[',
  ']]>',
  '<?a ?>',
  '-1',
  '1e999',
  'NaN',
  '9007199254740993',
  'é',
  'ﬁ',
  '𝟘',
  'A'.repeat(300),
];

/** The same on texts; `words` are worth inserting for this parser. */
export function mutatedText(samples: readonly string[], words: readonly string[] = []): fc.Arbitrary<string> {
  const nasty = [...words, ...NASTY_TEXTS];
  return tape.map((numbers) => {
    let text = samples[numbers[0]! % samples.length]!;
    for (let i = 1; i + 2 < numbers.length; i += 3) {
      const [kind, place, value] = [numbers[i]! % 7, numbers[i + 1]!, numbers[i + 2]!];
      const at = text.length === 0 ? 0 : place % text.length;
      const length = 1 + (value % 24);
      if (kind === 0) text = text.slice(0, at) + nasty[value % nasty.length] + text.slice(at);
      else if (kind === 1) text = text.slice(0, at) + nasty[value % nasty.length] + text.slice(at + length);
      else if (kind === 2) text = text.slice(0, at) + text.slice(at + length);
      else if (kind === 3) text = text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
      else if (kind === 4)
        text = text.slice(0, at) + String.fromCharCode(value % 0x10000) + text.slice(at + 1);
      else if (kind === 5) {
        const other = (place >> 4) % (text.length + 1);
        text = text.slice(0, at) + text.slice(other, other + length) + text.slice(at);
      } else {
        const other = samples[value % samples.length]!;
        text = text.slice(0, at) + other.slice((value >> 6) % (other.length + 1));
      }
    }
    return text;
  });
}

export function hostileText(
  samples: readonly string[],
  words: readonly string[] = [],
  maxLength = 60,
): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength }) },
    { weight: 5, arbitrary: mutatedText(samples, words) },
  );
}

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
/** As `JSON.parse` gives them: `__proto__` is then a key like any other. */
const NASTY_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  -0,
  1.5,
  1e308,
  2 ** 53,
  '',
  '0',
  'x',
  '\u0000',
  '\uD800',
  'A'.repeat(9000),
  [],
  {},
  [[]],
  [null],
  deep(23),
  deep(200),
  JSON.parse('{"__proto__":{"polluted":true}}'),
  JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
  Array.from({ length: 120 }, () => 0),
];
const NASTY_KEYS = ['__proto__', 'constructor', 'toString', '', 'a', 'v', '\u0000', 'k'.repeat(120)];

/** A JSON value of which some parts are replaced, removed, doubled or added. The sample is not changed. */
export function damagedJson(sample: unknown, numbers: readonly number[]): unknown {
  let value = structuredClone(sample);
  for (let i = 0; i + 2 < numbers.length; i += 3) {
    value = editJson(value, numbers[i]! % 6, numbers[i + 1]!, numbers[i + 2]!);
  }
  return value;
}

export const edits = fc.array(fc.nat(0x7fffffff), { maxLength: 9 });

/** A value that the schema allows, then damaged, or not at all. */
export function hostileJson(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(valid, edits).map(([sample, numbers]) => damagedJson(sample, numbers));
}

type Container = Record<string, unknown> | unknown[];

function editJson(root: unknown, kind: number, place: number, value: number): unknown {
  const places: { readonly within: Container; readonly key: string }[] = [];
  collect(root, places);
  const nasty = structuredClone(NASTY_VALUES[value % NASTY_VALUES.length]);
  const chosen = places[place % (places.length + 1)];
  if (chosen === undefined) return kind < 2 ? nasty : root;
  const { within, key } = chosen;
  const set = (name: string, to: unknown) =>
    Object.defineProperty(within, name, { value: to, enumerable: true, writable: true, configurable: true });
  const held = (within as Record<string, unknown>)[key];
  switch (kind) {
    case 0:
    case 1:
      set(key, nasty);
      break;
    case 2:
      if (Array.isArray(within)) within.splice(Number(key), 1);
      else delete within[key];
      break;
    case 3:
      if (Array.isArray(within)) within.push(structuredClone(held));
      else set(NASTY_KEYS[value % NASTY_KEYS.length]!, nasty);
      break;
    case 4:
      if (typeof held === 'string')
        set(key, held.slice(0, value % (held.length + 1)) + String.fromCharCode(value % 256));
      else if (typeof held === 'number') set(key, held + ((value % 5) - 2));
      else set(key, [held]);
      break;
    default:
      if (typeof held === 'string') set(key, held + held);
      else set(key, { value: held });
  }
  return root;
}

function collect(value: unknown, places: { within: Container; key: string }[]): void {
  if (typeof value !== 'object' || value === null || places.length > 400) return;
  for (const key of Object.keys(value)) {
    places.push({ within: value as Container, key });
    collect((value as Record<string, unknown>)[key], places);
  }
}
