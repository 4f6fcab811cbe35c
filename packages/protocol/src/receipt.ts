/** The receipt that a pupil copies or shows: the first 30 bits of H(final envelope), six symbols. */
import { toBase32 } from './primitives/base32.ts';

/** `hash` is H of the final envelope, 32 bytes. */
export function receiptOf(hash: Uint8Array): string {
  return toBase32(hash.slice(0, 4)).slice(0, 6);
}
