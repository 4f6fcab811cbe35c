/** From a valibot schema to values that it allows: each message's own schema says how to draw good ones. */
import fc from 'fast-check';

interface Schema {
  readonly kind?: string;
  readonly type: string;
  readonly pipe?: readonly Schema[];
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly items?: readonly Schema[];
  readonly key?: Schema;
  readonly value?: Schema;
  readonly wrapped?: Schema;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly requirement?: unknown;
}

/** Throws for a kind of schema that no message has yet. */
export function validFor(schema: unknown): fc.Arbitrary<unknown> {
  return arbitraryOf(schema as Schema);
}

function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  // `unknown` and a check may come first: the last schema of a pipe says what a value is.
  const parts = flat(schema);
  const first = parts.findLast(({ kind }) => kind === 'schema');
  const checks = parts.filter(({ kind }) => kind !== 'schema');
  const limit = (type: string) => checks.find((check) => check.type === type)?.requirement;
  switch (first?.type) {
    case 'string': {
      const regex = limit('regex') as RegExp | undefined;
      const exact = limit('length') as number | undefined;
      const max = Math.min(exact ?? 40, (limit('max_length') as number | undefined) ?? 40);
      if (exact !== undefined || (regex !== undefined && String(regex).includes(']*$')))
        return base64Url(exact ?? null);
      if (regex !== undefined) return fc.stringMatching(regex);
      return fc.string({ unit: 'grapheme-ascii', maxLength: max });
    }
    case 'number':
      return fc.oneof(fc.nat(100), fc.maxSafeNat());
    case 'unknown':
    case 'any':
      return fc.jsonValue({ maxDepth: 2 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'literal':
      return fc.constant(first!.literal);
    case 'picklist':
      return fc.constantFrom(...(first!.options as readonly string[]));
    case 'nullable':
      return fc.option(arbitraryOf(first!.wrapped!), { freq: 3 });
    case 'optional':
    case 'exact_optional':
      return arbitraryOf(first!.wrapped!);
    case 'union':
    case 'variant':
      return fc.oneof(...(first!.options as readonly Schema[]).map(arbitraryOf));
    case 'array': {
      const minLength = (limit('min_length') as number | undefined) ?? 0;
      const maxLength = Math.max(minLength, Math.min(3, (limit('max_length') as number | undefined) ?? 3));
      return fc.array(arbitraryOf(first!.item!), { minLength, maxLength });
    }
    case 'tuple':
    case 'strict_tuple':
      return fc.tuple(...first!.items!.map(arbitraryOf));
    case 'record':
      return fc.dictionary(keysOf(first!.key!), arbitraryOf(first!.value!), {
        maxKeys: 3,
        noNullPrototype: true,
      });
    case 'object':
    case 'strict_object': {
      const entries = Object.entries(first!.entries!);
      const required = entries
        .filter(([, one]) => !['optional', 'exact_optional'].includes(one.type))
        .map(([key]) => key);
      const model = Object.fromEntries(entries.map(([key, one]) => [key, arbitraryOf(one)]));
      return fc.record(model, { requiredKeys: required, noNullPrototype: true });
    }
    default:
      throw new Error(`a schema of type ${first?.type} has no values here yet`);
  }
}

function flat(schema: Schema): readonly Schema[] {
  return schema.pipe === undefined
    ? [schema]
    : schema.pipe.flatMap((part) => (part === schema ? [part] : flat(part)));
}

/** Short ones, and none that an object has by itself. */
function keysOf(schema: Schema): fc.Arbitrary<string> {
  return (arbitraryOf(schema) as fc.Arbitrary<string>)
    .map((key) => key.slice(0, 20))
    .filter((key) => !['', '__proto__', 'constructor', 'prototype'].includes(key));
}

function base64Url(length: number | null): fc.Arbitrary<string> {
  const symbols = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const draw = (seed: number, count: number) => {
    let text = '';
    for (let i = 0, state = seed; i < count; i++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      text += symbols[(state >>> 16) % 64];
    }
    // The last symbol's unused bits are zero in canonical base64url.
    return count % 4 === 2 || count % 4 === 3 ? `${text.slice(0, -1)}A` : text;
  };
  return fc.tuple(fc.nat(), fc.nat(8)).map(([seed, groups]) => draw(seed, length ?? 4 * groups));
}
