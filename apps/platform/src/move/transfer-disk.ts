/** A transfer file and its key on disk. A file is written as `.part`, flushed and renamed, so one with its final name is complete. */
import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeWhole } from '@cloison/durable-files';
import {
  ProtocolError,
  readTransferKey,
  TRANSFER_KEY_BYTES,
  writeTransferKey,
} from '@cloison/protocol/public';
import { SetupError } from '../base/setup-error.ts';

export interface TransferKey {
  /** In groups of four, as people write it. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

export function newTransferKey(): TransferKey {
  const text = writeTransferKey(randomBytes(TRANSFER_KEY_BYTES));
  return { text, bytes: readTransferKey(text) };
}

/** From the file, or from the variable CLOISON_TRANSFER_KEY without one. Throws `bad-transfer-key`. */
export function givenTransferKey(file: string | undefined): TransferKey {
  if (file !== undefined && !existsSync(file)) throw new SetupError('file-missing', { file });
  const text = file === undefined ? process.env.CLOISON_TRANSFER_KEY : readFileSync(file, 'utf8');
  if (text === undefined) {
    throw new SetupError('transfer-key-missing');
  }
  try {
    return { text: text.trim(), bytes: readTransferKey(text) };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new SetupError('transfer-key-form');
  }
}

/** Never replaces a file. */
export function keepTransferKey(file: string, key: TransferKey): void {
  requireNew(file);
  writeWhole(file, `${key.text}\n`, { mode: 0o600, isNew: true });
}

export function requireNew(file: string): void {
  if (existsSync(file)) throw new SetupError('exists-already', { path: file });
}

/** Returns the number of bytes written. `onBytes` is called with the number so far. */
export async function writePieces(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): Promise<number> {
  requireNew(file);
  const part = `${file}.part`;
  const handle = await open(part, 'w', 0o600);
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      await handle.writeFile(piece);
      bytes += piece.length;
      onBytes(bytes);
    }
    await handle.sync();
  } catch (error) {
    await handle.close();
    await rm(part, { force: true });
    if ((error as { code?: unknown }).code === 'ENOSPC') {
      throw new SetupError('no-room', { path: file });
    }
    throw error;
  }
  await handle.close();
  await rename(part, file);
  const folder = await open(dirname(resolve(file)), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return bytes;
}

/** Reads the file in pieces. `onBytes` is called with the number of bytes so far and in total. */
export async function* readPieces(
  file: string,
  onBytes: (bytes: number, total: number) => void,
): AsyncGenerator<Uint8Array> {
  if (!existsSync(file)) throw new SetupError('file-missing', { file });
  const total = statSync(file).size;
  let bytes = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    bytes += (piece as Uint8Array).length;
    onBytes(bytes, total);
    yield piece as Uint8Array;
  }
}
