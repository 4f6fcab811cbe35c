/**
 * After a vault was put back from a backup: a code that it counts as nobody's yet may have been given to somebody since. Given
 * out again it would open one child's work to another. So none of them is given: reserves are revoked, and codes in stock, which
 * the platform was never told of by this vault, are forgotten. `codes mint` and `codes assign` make new ones.
 */

import type { Actor } from '../journal/journal.ts';
import { appendJournal } from '../journal/journal.ts';
import type { Vault } from '../vault/vault.ts';

export interface WithdrawnCodes {
  readonly reserves: number;
  readonly stock: number;
}

/** `of`: when the backup was made, ISO 8601; `line`: the last line of its journal. */
export function withdrawUngiven(
  vault: Vault,
  actor: Actor,
  { of, line }: { readonly of: string; readonly line: number },
): WithdrawnCodes {
  return vault.transaction(() => {
    const reserves = vault.run(
      "UPDATE holder SET state = 'revoked', reason = 'revoked' WHERE state = 'reserve'",
    );
    const stock = vault.run("DELETE FROM holder WHERE state = 'minted'");
    appendJournal(vault, actor, 'vault.restore', null, { of, line, reserves, stock });
    return { reserves, stock };
  });
}
