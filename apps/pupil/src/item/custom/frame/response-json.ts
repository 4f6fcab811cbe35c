/**
 * Responses as modules write them ("Portable Custom Interaction" 1.0, "JSON representation": `{"base": {"integer": 3}}`,
 * `{"list": {"pair": [["A", "B"]]}}`) and as records have them.
 */
import type { BaseType, DeliveryResponse, ResponseValue } from '@cloison/qti/delivery';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What `getResponse` gave, as a record has it. Null for none, and for what is no response at all. */
export function responseOfJson(given: unknown, { cardinality, baseType }: DeliveryResponse): ResponseValue {
  if (typeof given !== 'object' || given === null) return null;
  const { base, list } = given as { readonly base?: unknown; readonly list?: unknown };
  if (cardinality === 'multiple' || cardinality === 'ordered') {
    const members = typeof list === 'object' && list !== null ? valueIn(list, baseType) : null;
    if (!Array.isArray(members)) return null;
    const texts = members.map((member) => memberText(member)).filter((text) => text !== '');
    return texts.length === 0 ? null : texts;
  }
  const text = typeof base === 'object' && base !== null ? memberText(valueIn(base, baseType)) : '';
  return text === '' ? null : text;
}

/** As modules are given what was answered before. */
export function jsonOfResponse(value: ResponseValue, { cardinality, baseType }: DeliveryResponse): Json {
  if (cardinality === 'multiple' || cardinality === 'ordered') {
    const members = value === null ? [] : typeof value === 'string' ? [value] : value;
    return { list: { [baseType]: members.map((text) => memberJson(text, baseType)) } };
  }
  return { base: typeof value === 'string' ? { [baseType]: memberJson(value, baseType) } : null };
}

function valueIn(object: object, baseType: BaseType): unknown {
  return Object.hasOwn(object, baseType) ? (object as Record<string, unknown>)[baseType] : null;
}

function memberText(value: unknown): string {
  if (typeof value === 'string') return cleaned(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return String(value);
  // A point, or a pair.
  if (Array.isArray(value) && value.length === 2) return value.map(memberText).join(' ');
  return '';
}

function memberJson(text: string, baseType: BaseType): Json {
  switch (baseType) {
    case 'integer':
    case 'float':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'point':
      return text.split(' ').map(Number);
    case 'pair':
    case 'directedPair':
      return text.split(' ');
    case 'identifier':
    case 'string':
    case 'duration':
    case 'file':
    case 'uri':
    case 'record':
      return text;
  }
}

/** Text as it may be saved: the player refuses any other. */
function cleaned(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])\p{Cc}/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .normalize('NFC');
}
