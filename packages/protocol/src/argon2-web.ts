/** Argon2id for browsers, by `hash-wasm` (WebAssembly, about 60 ms with the protocol's parameters). */
import { argon2id as hash } from 'hash-wasm';
import type { Argon2id } from './keys.ts';
import type { Bytes } from './primitives/bytes.ts';

export const argon2id: Argon2id = async (password, salt, { memoryKiB, passes, lanes, length }) => {
  const root = await hash({
    password,
    salt,
    memorySize: memoryKiB,
    iterations: passes,
    parallelism: lanes,
    hashLength: length,
    outputType: 'binary',
  });
  return root as Bytes;
};
