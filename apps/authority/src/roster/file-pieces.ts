/**
 * A file piece by piece. A country's exports are 45,000 small files: a stream and a large buffer for each cost more than what is
 * in them, so that a small file is read at once, into a buffer of its size.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const PIECE_BYTES = 1 << 18;

/** Each piece is a buffer of its own. Throws what the file system throws. */
export async function* filePieces(path: string): AsyncGenerator<Buffer> {
  const file = openSync(path, 'r');
  try {
    let left = fstatSync(file).size;
    for (;;) {
      // One byte more than is left, so that a file which grows meanwhile is read to its end.
      const piece = Buffer.allocUnsafe(Math.min(left + 1, PIECE_BYTES));
      const length = readSync(file, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
      left = Math.max(0, left - length);
      if (left === 0 && length < piece.length) return;
      // Others have their turn: the signal that ends a command, for one.
      await setImmediate();
    }
  } finally {
    closeSync(file);
  }
}

/** At most so many bytes of its beginning. */
export function fileHead(path: string, bytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.allocUnsafe(Math.min(bytes, fstatSync(file).size));
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
