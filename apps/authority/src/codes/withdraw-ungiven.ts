/**
 * After a vault was put back from a backup: a code that it counts as nobody's yet may have been given to somebody since. Given
 * out again it would open one child's work to another. So none of them is given: reserves are revoked, and codes in stock, which
 * the platform was never told of by this vault, are forgotten. `codes mint` and `codes assign` make new ones.
 */

import { forgetKnownPublications } from '../campaign/last-publication.ts';
import type { Actor } from '../journal/journal.ts';
import { appendJournal } from '../journal/journal.ts';
import type { Vault } from '../vault/vault.ts';

export interface WithdrawnCodes {
  readonly reserves: number;
  readonly stock: number;
}

/**
 * `of`: when the backup was made, ISO 8601; `line`: the last line of its journal. `isNothingGiven`: somebody answers for it that
 * no code was given since, and none is withdrawn: a country's stock takes hours to be made again.
 */
export function withdrawUngiven(
  vault: Vault,
  actor: Actor,
  {
    of,
    line,
    isNothingGiven = false,
  }: { readonly of: string; readonly line: number; readonly isNothingGiven?: boolean },
): WithdrawnCodes {
  return vault.transaction(() => {
    forgetKnownPublications(vault);
    if (isNothingGiven) {
      appendJournal(vault, actor, 'vault.restore', null, { of, line, nothingGiven: true });
      return { reserves: 0, stock: 0 };
    }
    const reserves = vault.run(
      "UPDATE holder SET state = 'revoked', reason = 'revoked' WHERE state = 'reserve'",
    );
    const stock = vault.run("DELETE FROM holder WHERE state = 'minted'");
    appendJournal(vault, actor, 'vault.restore', null, { of, line, reserves, stock });
    return { reserves, stock };
  });
}
