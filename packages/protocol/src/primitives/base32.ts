/** Crockford base32: the alphabet of codes, receipts and entry record names. */

/** The symbol's index is its value. No I, L, O, U. */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Crockford base32 of bytes, five bits a symbol from the left, the last one filled with zeros. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += CODE_ALPHABET[(held >> bits) & 31]!;
    }
  }
  return bits === 0 ? text : text + CODE_ALPHABET[(held << (5 - bits)) & 31]!;
}
