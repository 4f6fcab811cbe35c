/** Alters one field of a JSON answer, drawn by seed: every field that there is, in every way that a field can be wrong. */
import type { SeededRandom } from '../runtime/seeded-random.ts';

/** In every text that is made up: must be in no message of the office's. */
export const PLANTED = 'mot-de-l-hote';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

export interface Alteration {
  readonly answer: Json;
  /** Where, with `*` for a place in a list: `entries.*.holder`. */
  readonly field: string;
  readonly how: string;
  /** It can no longer be read as the same type of value; false: another value of that type, or another order. */
  readonly breaksType: boolean;
}

interface Changed {
  readonly how: string;
  /** `undefined`: the field is missing. */
  readonly value: Json | undefined;
  readonly breaksType?: boolean;
}

/** `earlier`: what was answered to the same call before. Null: what was drawn changes nothing here. */
export function alterJson(answer: Json, earlier: readonly Json[], random: SeededRandom): Alteration | null {
  const places = placesOf(answer);
  if (places.size === 0) return null;
  const field = random.pick([...places.keys()]);
  const same = places.get(field) ?? [];
  const path = random.pick(same);
  const value = valueAt(answer, path);
  const others = [
    ...same.filter((one) => one !== path).map((one) => valueAt(answer, one)),
    ...stale(earlier, field),
  ];
  const { how, value: told, breaksType = false } = random.pick(changesOf(value, others, random));
  const altered = withValue(answer, path, told);
  if (JSON.stringify(altered) === JSON.stringify(answer)) return null;
  return { answer: altered, field, how, breaksType };
}

/** Every field in every way, one after the other: what `alterJson` draws one of. Of a list, its first and its last value. */
export function* alterations(
  answer: Json,
  earlier: readonly Json[],
  random: SeededRandom,
): Generator<Alteration> {
  for (const [field, same] of placesOf(answer)) {
    for (const path of new Set([same[0] ?? [], same.at(-1) ?? []])) {
      const value = valueAt(answer, path);
      const others = [
        ...same.filter((one) => one !== path).map((one) => valueAt(answer, one)),
        ...stale(earlier, field),
      ];
      for (const { how, value: told, breaksType = false } of changesOf(value, others, random)) {
        const altered = withValue(answer, path, told);
        if (JSON.stringify(altered) !== JSON.stringify(answer))
          yield { answer: altered, field, how, breaksType };
      }
      for (const told of ODD_VALUES)
        yield { answer: withValue(answer, path, told), field, how: JSON.stringify(told), breaksType: true };
    }
  }
}

/** Of any field: what some reader takes for a number, a time or a name. */
const ODD_VALUES: readonly Json[] = [
  'NaN',
  '-0',
  '2026-13-45T99:99:99Z',
  '9999-12-31T23:59:59.999Z',
  '0000-01-01T00:00Z',
  '\ud800',
  '\u0000\u202e\u001b]0;x\u0007',
  '../../etc/passwd',
  'constructor',
  'A'.repeat(43),
  -0.5,
  Number.MIN_VALUE,
  2 ** 53 + 2,
];

function stale(earlier: readonly Json[], field: string): readonly Json[] {
  return earlier.flatMap((one) => (placesOf(one).get(field) ?? []).map((path) => valueAt(one, path)));
}

/** The answer itself (`.`) and every field of it, by name. */
function placesOf(answer: Json): ReadonlyMap<string, readonly Path[]> {
  const places = new Map<string, Path[]>();
  const visit = (value: Json, path: Path, field: string) => {
    const same = places.get(field);
    if (same === undefined) places.set(field, [path]);
    else same.push(path);
    if (Array.isArray(value))
      for (const [i, one] of value.entries()) visit(one, [...path, i], join(field, '*'));
    else if (isObject(value))
      for (const [key, one] of Object.entries(value)) visit(one, [...path, key], join(field, key));
  };
  visit(answer, [], '.');
  return places;
}

const join = (field: string, key: string) => (field === '.' ? key : `${field}.${key}`);
const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueAt(value: Json, path: Path): Json {
  return path.reduce<Json>((at, key) => (at as Record<string | number, Json>)[key] as Json, value);
}

function withValue(value: Json, [key, ...rest]: Path, told: Json | undefined): Json {
  if (key === undefined) return told ?? null;
  if (Array.isArray(value)) {
    const list = [...value] as Json[];
    if (rest.length === 0 && told === undefined) list.splice(key as number, 1);
    else list[key as number] = withValue(list[key as number] as Json, rest, told);
    return list;
  }
  const entries = Object.entries(value as Record<string, Json>).flatMap(([own, one]): [string, Json][] => {
    if (own !== key) return [[own, one]];
    if (rest.length === 0 && told === undefined) return [];
    return [[own, withValue(one, rest, told)]];
  });
  return Object.fromEntries(entries);
}

function changesOf(value: Json, others: readonly Json[], random: SeededRandom): readonly Changed[] {
  const other: Changed[] = others.length === 0 ? [] : [{ how: 'of another', value: random.pick(others) }];
  return [
    { how: 'missing', value: undefined, breaksType: true },
    { how: 'null', value: null, breaksType: true },
    { how: 'of another type', value: ofAnotherType(value, random), breaksType: true },
    ...other,
    ...ofItsType(value, random),
  ];
}

function ofAnotherType(value: Json, random: SeededRandom): Json {
  const all: readonly Json[] = [7, PLANTED, true, [], [[[]]], {}, { [PLANTED]: 1 }, [PLANTED]];
  const kindOf = (one: Json) => (Array.isArray(one) ? 'list' : typeof one);
  return random.pick(all.filter((one) => kindOf(one) !== kindOf(value)));
}

function ofItsType(value: Json, random: SeededRandom): readonly Changed[] {
  if (typeof value === 'boolean') return [{ how: 'turned round', value: !value }];
  if (typeof value === 'number') return numbers(value);
  if (typeof value === 'string') return texts(value, random);
  if (Array.isArray(value)) return lists(value, random);
  if (isObject(value)) return objects(value);
  return [];
}

function numbers(value: number): readonly Changed[] {
  return [
    { how: 'negative', value: -1, breaksType: true },
    { how: 'huge', value: 1e308, breaksType: true },
    { how: 'a fraction', value: value + 0.5, breaksType: true },
    { how: 'beyond 53 bits', value: 2 ** 53, breaksType: true },
    { how: 'beyond 32 bits', value: 2 ** 32 },
    { how: 'one more', value: value + 1 },
    { how: 'nought', value: 0 },
  ];
}

function texts(value: string, random: SeededRandom): readonly Changed[] {
  const at = random.between(0, Math.max(1, value.length));
  const symbol = random.pick(['A', 'B', 'z', '0', '_', '-']);
  return [
    { how: 'empty', value: '' },
    { how: 'made up', value: PLANTED },
    { how: 'longer', value: `${value}${symbol}` },
    { how: 'shorter', value: value.slice(0, at) },
    { how: 'a symbol changed', value: `${value.slice(0, at)}${symbol}${value.slice(at + 1)}` },
    // Of base64url: bits beyond the bytes.
    { how: 'its last symbol changed', value: `${value.slice(0, -1)}${symbol}` },
    { how: 'very long', value: PLANTED.repeat(20_000) },
    { how: 'with marks of terminals', value: `${PLANTED}\u0000\u001b[31m\u202e\ud800` },
  ];
}

function lists(value: readonly Json[], random: SeededRandom): readonly Changed[] {
  const at = random.between(0, Math.max(1, value.length));
  return [
    { how: 'without any', value: [] },
    { how: 'without one', value: value.filter((_, i) => i !== at) },
    { how: 'doubled', value: [...value, ...value] },
    { how: 'in another order', value: value.toReversed() },
    { how: 'with rubbish', value: [...value.slice(0, at), PLANTED, ...value.slice(at)] },
    {
      how: 'very long',
      value: Array.from({ length: 600 }, (_, i) => value[i % Math.max(1, value.length)] ?? 7),
    },
  ];
}

function objects(value: { readonly [key: string]: Json }): readonly Changed[] {
  // With its own property of that name, as JSON may have it.
  const polluted = JSON.parse(
    `{"__proto__":{"more":true},${JSON.stringify(value).slice(1)}`.replace(',}', '}'),
  );
  return [
    { how: 'with a field more', value: { ...value, [PLANTED.repeat(40)]: PLANTED }, breaksType: true },
    { how: 'with a prototype', value: polluted as Json, breaksType: true },
  ];
}
