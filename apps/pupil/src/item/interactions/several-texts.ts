/** The response of several texts, and the fields in which they are typed. */
import type { ResponseValue } from '@cloison/qti/delivery';
import { membersOf } from '../../sitting/responses.ts';
import { typedResponse } from './typed-text.ts';

/** So many fields at most before somebody asks for more, unless the item needs more. */
const AT_FIRST = 3;
/** So many are all there from the start. */
const ALL = 6;

export function fieldsAtFirst({ min, max }: { readonly min: number; readonly max: number }): number {
  return max <= ALL ? max : Math.max(min, AT_FIRST);
}

/** The texts by field. A field that was left empty before one that was not has an empty text. */
export function textsOf(value: ResponseValue): readonly string[] {
  return membersOf(value);
}

/** What is saved of the fields: every text at its place, up to the last that is not blank; null when all are. */
export function answerOf(fields: readonly string[], maxLength: number): readonly string[] | null {
  const texts = fields.map((text) => typedResponse(text, maxLength) ?? '');
  while (texts.at(-1) === '') texts.pop();
  return texts.length === 0 ? null : texts;
}
