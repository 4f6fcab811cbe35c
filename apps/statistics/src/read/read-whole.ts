import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The file in shared memory, read in pieces: a country's file may pass what one read gives. */
export function readWhole(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    let at = 0;
    while (at < size) {
      const got = readSync(file, bytes, at, Math.min(size - at, 1 << 28), at);
      if (got === 0) break;
      at += got;
    }
    return bytes.subarray(0, at);
  } finally {
    closeSync(file);
  }
}
