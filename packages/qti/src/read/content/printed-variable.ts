/** qti-printed-variable (QTI 3.0 ASI, section "Printed variable"): a value as text. */

import { hasDecimalComma } from '../../lexical/decimal-comma.ts';
import type { Value } from '../../model/value.ts';
import type { AttributeReader } from './attribute-reader.ts';

export function printedText(value: Value, attributes: AttributeReader, language: string): string {
  const format = attributes.text('format');
  const base = attributes.integer('base', 10, 36);
  const index = attributes.integer('index', null);
  const delimiter = attributes.text('delimiter') ?? ';';
  const field = attributes.text('field');
  const indicator = attributes.text('mapping-indicator') ?? '=';
  const powerForm = attributes.boolean('power-form', false);
  const print = (scalar: string | number | boolean, isFloat: boolean): string => {
    const text = printedScalar(scalar, isFloat, format, base < 2 ? 10 : base);
    const plain = powerForm ? text.replace(/e\+?(-?)0*(\d+)$/i, ' × 10^$1$2') : text;
    return isFloat && hasDecimalComma(language) ? plain.replace('.', ',') : plain;
  };
  if (value === null) return '';
  if (value.fields !== undefined) {
    const one = field === null ? undefined : value.fields.get(field);
    if (one !== undefined) return print(one.value, one.baseType === 'float');
    return [...value.fields]
      .map(
        ([name, { value: scalar, baseType }]) => `${name}${indicator}${print(scalar, baseType === 'float')}`,
      )
      .join(delimiter);
  }
  const isFloat = value.baseType === 'float' || value.baseType === 'duration';
  if (index !== null && value.cardinality !== 'single') {
    const member = value.members[index - 1];
    return member === undefined ? '' : print(member, isFloat);
  }
  return value.members.map((member) => print(member, isFloat)).join(delimiter);
}

/** `format` as of C's printf, one conversion; other text around it stays. */
function printedScalar(
  scalar: string | number | boolean,
  isFloat: boolean,
  format: string | null,
  base: number,
): string {
  if (typeof scalar !== 'number') return String(scalar);
  const found =
    format === null
      ? null
      : /^(?<before>[^%]*)%(?<flags>[-+ 0#]*)(?<width>\d{1,3})?(?:\.(?<precision>\d{1,2}))?(?<kind>[diouxXeEfFgGs])(?<after>[^%]*)$/.exec(
          format,
        )?.groups;
  if (found === null || found === undefined)
    return base === 10 || isFloat ? String(scalar) : scalar.toString(base);
  const { before = '', flags = '', width = '0', precision, kind = 's', after = '' } = found;
  const digits = converted(scalar, kind, precision === undefined ? null : Number(precision));
  const signed =
    scalar >= 0 && flags.includes('+')
      ? `+${digits}`
      : scalar >= 0 && flags.includes(' ')
        ? ` ${digits}`
        : digits;
  const wide = Math.min(100, Number(width));
  const padded = flags.includes('-')
    ? signed.padEnd(wide)
    : flags.includes('0')
      ? signed.replace(
          /^([+ -]?)(.*)$/,
          (_, sign: string, rest: string) => sign + rest.padStart(wide - sign.length, '0'),
        )
      : signed.padStart(wide);
  return before + padded + after;
}

function converted(value: number, kind: string, precision: number | null): string {
  switch (kind) {
    case 'd':
    case 'i':
    case 'u':
      return String(Math.trunc(value)).padStart(precision ?? 0, '0');
    case 'o':
      return Math.trunc(value).toString(8);
    case 'x':
      return Math.trunc(value).toString(16);
    case 'X':
      return Math.trunc(value).toString(16).toUpperCase();
    case 'e':
    case 'E': {
      const text = value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
      return kind === 'E' ? text.toUpperCase() : text;
    }
    case 'f':
    case 'F':
      return value.toFixed(precision ?? 6);
    case 'g':
    case 'G': {
      const text = String(Number(value.toPrecision(Math.max(1, precision ?? 6))));
      return kind === 'G' ? text.toUpperCase() : text;
    }
    default:
      return String(value);
  }
}
