/** A vault whose disk is full at the end of each transaction: nothing of it is kept, and the caller gets an error. */
import type { Vault } from '../../../../apps/authority/src/vault/vault.ts';

/** Returns what gives the vault its room again. The error's message is "full". */
export function fullAtCommit(vault: Vault): () => void {
  const own = vault.transaction;
  let isInside = false;
  vault.transaction = (work) => {
    if (isInside) return own.call(vault, work) as ReturnType<typeof work>;
    isInside = true;
    try {
      return own.call(vault, () => {
        work();
        throw new Error('full');
      }) as ReturnType<typeof work>;
    } finally {
      isInside = false;
    }
  };
  return () => {
    vault.transaction = own;
  };
}
