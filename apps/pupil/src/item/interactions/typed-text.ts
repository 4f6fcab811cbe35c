/** The response that a typed text gives. */
import { cleanText, compilePattern } from '@cloison/qti/delivery';

/** The protocol's limit for one response (`responseValue`). */
const LONGEST_RESPONSE = 8_000;

export function longest(maxLength: number): number {
  return Math.min(maxLength, LONGEST_RESPONSE);
}

/** The response for the text of a field: null when it is blank. */
export function typedResponse(text: string, maxLength: number): string | null {
  const cleaned = cleanText(text, longest(maxLength));
  return cleaned.trim() === '' ? null : cleaned;
}

/** Whether a text fits an item's mask. A mask that cannot be parsed fits every text. */
export function fitsMask(text: string, mask: string | null): boolean {
  if (mask === null || text === '') return true;
  try {
    return compilePattern(mask).matches(text);
  } catch {
    return true;
  }
}
