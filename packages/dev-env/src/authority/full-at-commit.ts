/** A vault whose disk is full at the end of each transaction: nothing of it is kept, and the caller gets an error. */
import type { Vault } from '../../../../apps/authority/src/vault/vault.ts';

/** `kept`: so many are kept before. Returns what gives the vault its room again. The error's message is "full". */
export function fullAtCommit(vault: Vault, kept = 0): () => void {
  const own = vault.transaction;
  let isInside = false;
  let left = kept;
  vault.transaction = (work) => {
    if (isInside) return own.call(vault, work) as ReturnType<typeof work>;
    isInside = true;
    try {
      return own.call(vault, () => {
        const done = work();
        left -= 1;
        if (left < 0) throw new Error('full');
        return done;
      }) as ReturnType<typeof work>;
    } finally {
      isInside = false;
    }
  };
  return () => {
    vault.transaction = own;
  };
}
