/**
 * The response of a portable custom interaction: what its module may say, and what is scored. Each member has to be written
 * as its base type is in QTI, numbers with a point: a program writes them, not a pupil.
 */
import { isIdentifier } from '../lexical/identifier.ts';
import { readXmlNumber } from '../lexical/xml-number.ts';
import type { BaseType, DeliveryResponse } from './delivery-item.ts';
import { limits } from './limits.ts';

/** What is wrong with a response, or null. */
export type OpaqueFault = 'shape' | 'too-many' | 'too-long' | 'value';

/** `value` is anything: it comes from a module that nobody here has read. `maxLength` is of all members together. */
export function opaqueFault(
  value: unknown,
  { cardinality, baseType }: Pick<DeliveryResponse, 'cardinality' | 'baseType'>,
  maxLength: number,
): OpaqueFault | null {
  if (value === null) return null;
  const isList = cardinality === 'multiple' || cardinality === 'ordered';
  if (isList !== Array.isArray(value)) return 'shape';
  const members: readonly unknown[] = isList ? (value as readonly unknown[]) : [value];
  if (members.length === 0) return 'shape';
  if (members.length > limits.members) return 'too-many';
  let length = 0;
  for (const member of members) {
    if (typeof member !== 'string') return 'shape';
    length += member.length;
    if (length > maxLength) return 'too-long';
    if (!isMember(member, baseType)) return 'value';
  }
  return null;
}

const NUMBER = '[+-]?\\d{1,6}(?:\\.\\d{1,6})?';
const POINT = new RegExp(`^${NUMBER} ${NUMBER}$`);

/** Whether a text is a value of this base type, as it is written in a response. Empty is none. */
function isMember(text: string, baseType: BaseType): boolean {
  switch (baseType) {
    case 'identifier':
      return isIdentifier(text);
    case 'string':
      return text !== '' && text === text.normalize('NFC') && !UNCLEAN.test(text);
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(text);
    case 'float':
      return text.length <= 30 && text === text.trim() && readXmlNumber(text) !== null;
    case 'boolean':
      return text === 'true' || text === 'false';
    case 'point':
      return POINT.test(text);
    case 'pair':
    case 'directedPair': {
      const ends = text.split(' ');
      return ends.length === 2 && ends.every(isIdentifier);
    }
    // No module answers with one of these (`acceptedTypes`).
    case 'duration':
    case 'file':
    case 'uri':
    case 'record':
      return false;
  }
}

/** What `cleanText` takes out: controls but tab and line feed, and halves of pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNCLEAN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Cs}/u;
