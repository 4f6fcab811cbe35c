/** Looks for a text in whatever a browser keeps: as it is, in base64url, and in what is packed as a body is and not sealed. */
import { decodeBody } from '@cloison/protocol';
import { fromBase64Url, utf8 } from '@cloison/protocol/public';

/** Bodies are padded to a multiple of it. */
const BLOCK_BYTES = 512;

export function showsText(kept: unknown, text: string): boolean {
  return bytesIn(kept).some(
    (bytes) =>
      new TextDecoder().decode(bytes).includes(text) || bodiesIn(bytes).some((body) => body.includes(text)),
  );
}

function bytesIn(kept: unknown): Uint8Array[] {
  if (kept instanceof Uint8Array) return [kept];
  if (typeof kept === 'string') return [utf8(kept), ...kept.split(/[^\w-]+/).flatMap(decoded)];
  if (typeof kept !== 'object' || kept === null) return [];
  return Object.values(kept).flatMap(bytesIn);
}

function decoded(part: string): Uint8Array[] {
  try {
    return [fromBase64Url(part)];
  } catch {
    return [];
  }
}

/** Wherever one begins. */
function bodiesIn(bytes: Uint8Array): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at++) {
    for (let size = BLOCK_BYTES; at + size <= bytes.length; size += BLOCK_BYTES) {
      try {
        found.push(JSON.stringify(decodeBody(bytes.subarray(at, at + size))));
      } catch {
        // None begins here.
      }
    }
  }
  return found;
}
