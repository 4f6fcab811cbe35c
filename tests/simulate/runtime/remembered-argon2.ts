/** Argon2id with the real parameters, on this thread; what was computed once in this process is remembered. */
import type { Argon2id } from '@cloison/protocol';
import { argon2idOnThisThread } from '@cloison/protocol/argon2-node';
import { toBase64Url } from '@cloison/protocol/public';

const known = new Map<string, Awaited<ReturnType<Argon2id>>>();
const MAX_KNOWN = 2_000;

export const argon2id: Argon2id = async (password, salt, parameters) => {
  const key = `${toBase64Url(password)} ${toBase64Url(salt)} ${JSON.stringify(parameters)}`;
  const held = known.get(key);
  if (held !== undefined) return held.slice();
  const computed = await argon2idOnThisThread(password, salt, parameters);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, computed);
  return computed.slice();
};

export { argon2idOnThisThread };
