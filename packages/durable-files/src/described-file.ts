/** A file as a manifest describes it, and a copy that is compared with the description. Both in constant memory. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const PART_BYTES = 1024 * 1024;

export interface DescribedFile {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export async function describeFile(path: string): Promise<DescribedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of createReadStream(path, { highWaterMark: PART_BYTES })) {
    bytes += (part as Buffer).length;
    hash.update(part as Buffer);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * Copies a file, for its owner alone to read. Throws what `differs` makes when it is not there, or not as described; what was
 * copied by then is left to the caller.
 */
export async function copyCompared(
  from: string,
  to: string,
  described: DescribedFile,
  differs: () => Error,
): Promise<void> {
  if (!existsSync(from)) throw differs();
  const hash = createHash('sha256');
  let bytes = 0;
  const hashing = new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part);
      bytes += part.length;
      done(null, part);
    },
  });
  await pipeline(
    createReadStream(from, { highWaterMark: PART_BYTES }),
    hashing,
    createWriteStream(to, { mode: 0o600 }),
  );
  if (bytes !== described.bytes || hash.digest('hex') !== described.sha256) throw differs();
}
