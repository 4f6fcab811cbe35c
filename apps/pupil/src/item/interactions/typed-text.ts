/** What is kept of typed text. */
import { cleanText, compilePattern } from '@cloison/qti/delivery';

/** The protocol's limit for one response (`responseValue`). */
const LONGEST_RESPONSE = 8_000;

export function longest(maxLength: number): number {
  return Math.min(maxLength, LONGEST_RESPONSE);
}

/** The response for what stands in a field: null when it is blank. */
export function typedResponse(text: string, maxLength: number): string | null {
  const cleaned = cleanText(text, longest(maxLength));
  return cleaned.trim() === '' ? null : cleaned;
}

/** Whether a text fits an item's mask; a mask that cannot be read hints at nothing. */
export function fitsMask(text: string, mask: string | null): boolean {
  if (mask === null || text === '') return true;
  try {
    return compilePattern(mask).matches(text);
  } catch {
    return true;
  }
}
