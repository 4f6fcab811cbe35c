/** Argon2id for Node, by `@node-rs/argon2` (native, about 10 ms with the protocol's parameters). */
import { hashRaw, hashRawSync } from '@node-rs/argon2';
import type { Argon2id } from './keys.ts';
import type { Bytes } from './primitives/bytes.ts';

/** Values of the library's `Algorithm.Argon2id` and `Version.V0x13`, whose const enums can't be imported as types are stripped. */
const ARGON2ID = 2;
const VERSION_0X13 = 1;

export const argon2id: Argon2id = async (password, salt, { memoryKiB, passes, lanes, length }) => {
  const root = await hashRaw(password, {
    algorithm: ARGON2ID,
    version: VERSION_0X13,
    salt,
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: lanes,
    outputLen: length,
  });
  return new Uint8Array(root) as Bytes;
};

/** The same, computed on the calling thread: for workers, one for each core, which leave the main thread free. */
export const argon2idOnThisThread: Argon2id = async (
  password,
  salt,
  { memoryKiB, passes, lanes, length },
) => {
  const root = hashRawSync(password, {
    algorithm: ARGON2ID,
    version: VERSION_0X13,
    salt,
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: lanes,
    outputLen: length,
  });
  return new Uint8Array(root) as Bytes;
};
