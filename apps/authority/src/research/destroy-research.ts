/**
 * After the export: destroys the research key with its registered copies, then the pseudonymous and anonymised rows and a cohort's
 * identifiers. Killed
 * in between, the same command goes on.
 */
import { campaignRow } from '../campaign/campaign-row.ts';
import { forgetIdentifiers } from '../cohort/cohort-rows.ts';
import { type Actor, appendJournal } from '../journal/journal.ts';
import { lastJournalLine } from '../journal/last-line.ts';
import { copiesAway, destroyKeys, destructionOutcomes, registerOwn } from '../keys/copies.ts';
import type { DestroyedCopy } from '../keys/destroy-file.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { requireApproval } from '../roles/approvals.ts';
import { sayIso } from '../time/format-time.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseResearch } from './refusals.ts';

export interface DestroyedResearch {
  readonly copies: readonly DestroyedCopy[];
  /** Pseudonymous and anonymised rows. */
  readonly rows: number;
}

/**
 * Throws `research-open` before the campaign is closed, `research-copies` while a copy of the key is out of reach,
 * `approval-missing`, before anything is destroyed.
 */
export function destroyResearch(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name: string,
  { leaveCopies = false }: { readonly leaveCopies?: boolean } = {},
): DestroyedResearch {
  if (campaignRow(vault, name).state !== 'closed') throw refuseResearch('research-open', { name });
  const away = copiesAway(vault, 'research', name);
  if (away.length > 0 && !leaveCopies) throw refuseResearch('research-copies', { list: away.join(', ') });
  requireApproval(vault, actor, 'destroy-research', name);
  registerOwn(vault, actor, keys.folder, 'research', name);
  destroyKeys(vault, actor, 'research', name);
  // By the journal: it may have taken several runs.
  const copies = [...destructionOutcomes(vault, 'research', name)].map(([path, outcome]) => ({
    path,
    outcome,
  }));
  const rows = vault.erase(() => {
    const count =
      vault.run('DELETE FROM research WHERE campaign = ?', name) +
      vault.run('DELETE FROM anonymised WHERE campaign = ?', name);
    forgetIdentifiers(vault, name);
    appendJournal(vault, actor, 'campaign.destroy-research', name, { rows: count, outOfReach: away.length });
    return count;
  });
  // Overwrites what was deleted and gives its pages back.
  vault.compact();
  return { copies, rows };
}

/** Throws `research-destroyed`, which says when and by whom. */
export function requireResearchKept(vault: Vault, name: string): void {
  const line = lastJournalLine(vault, name, 'campaign.destroy-research');
  if (line === null) return;
  throw refuseResearch('research-destroyed', { campaign: name, who: line.who, ...sayIso(line.at) });
}
