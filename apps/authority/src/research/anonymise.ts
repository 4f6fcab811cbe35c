/**
 * From pseudonymous rows to the rows of the research file: place coarsened until k pupils share each combination
 * (`k-anonymity.ts`), rare texts suppressed (`rare-texts.ts`), times dropped to the second, new ids, order shuffled.
 * All rows in one transaction; done again, it starts from the pseudonymous rows.
 */

import { campaignRow, specOf } from '../campaign/campaign-row.ts';
import { stepDetail } from '../campaign/closing-steps.ts';
import { shuffle } from '../codes/shuffle.ts';
import { type Actor, appendJournal } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { type ScoringModel, scoringModel } from '../score/sequence-scoring.ts';
import type { ResearchRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import type { Vault } from '../vault/vault.ts';
import { kAnonymise } from './k-anonymity.ts';
import { freshResearchId } from './pseudonymise.ts';
import { TextCounter, type TextResponses } from './rare-texts.ts';
import { refuseResearch } from './refusals.ts';
import type { Background, ResearchItem, ResearchRecord } from './research-record.ts';

export interface AnonymiseOutcome {
  readonly rows: number;
  /** Rows of levels with fewer than k pupils. */
  readonly droppedRows: number;
  readonly k: number;
  /** Cells made coarser or suppressed, by variable. */
  readonly suppressed: Readonly<Record<keyof Background, number>>;
  readonly suppressedTexts: number;
}

/** `k` defaults to the campaign's `secrecy.minPupils`, and is never below it. Throws `research-not-distilled`, `research-k`. */
export async function anonymise(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name: string,
  options: { readonly k?: number } = {},
): Promise<AnonymiseOutcome> {
  const spec = specOf(campaignRow(vault, name));
  const k = options.k ?? spec.secrecy.minPupils;
  if (!Number.isInteger(k) || k < 2 || k < spec.secrecy.minPupils) {
    throw refuseResearch('research-k', { k, least: Math.max(2, spec.secrecy.minPupils) });
  }
  requireDistilled(vault, name);
  const { key } = await keys.openKey('research', name);
  const sealer = new Sealer(name, key);
  return vault.transaction(() => {
    const texts = new TextCounter(textResponses(scoringModel({ vault, name, spec })));
    const rows: { id: number; level: string; background: Background }[] = [];
    for (const row of vault.iterate<ResearchRow>(
      'SELECT * FROM research WHERE campaign = ? ORDER BY id',
      name,
    )) {
      const record = openRow(sealer, row);
      texts.count(record);
      rows.push({ id: row.id, level: record.level, background: record.background });
    }
    const result = kAnonymise(rows, k);
    const kept = shuffle(result.rows);
    vault.run('DELETE FROM anonymised WHERE campaign = ?', name);
    let suppressedTexts = 0;
    for (const [i, { id, background }] of kept.entries()) {
      const row = vault.get<ResearchRow>('SELECT * FROM research WHERE campaign = ? AND id = ?', name, id);
      if (row === undefined) throw new Error('a research row is gone');
      const { record, suppressed } = texts.withoutRare(openRow(sealer, row), k);
      suppressedTexts += suppressed;
      const anonymous: ResearchRecord = {
        ...record,
        id: freshResearchId(),
        background,
        items: Object.fromEntries(Object.entries(record.items).map(([item, one]) => [item, coarseTime(one)])),
      };
      vault.run(
        'INSERT INTO anonymised VALUES (?, ?, ?)',
        name,
        i + 1,
        sealer.seal('anonymised', 'sealed', i + 1, anonymous),
      );
    }
    const outcome = {
      rows: kept.length,
      droppedRows: result.droppedRows,
      k,
      suppressed: result.suppressed,
      suppressedTexts,
    };
    vault.setMeta(`anonymised:${name}`, JSON.stringify(outcome));
    appendJournal(vault, actor, 'campaign.anonymise', name, {
      rows: outcome.rows,
      droppedRows: outcome.droppedRows,
      k,
      suppressedCells: Object.values(result.suppressed).reduce((sum, count) => sum + count, 0),
      suppressedTexts,
    });
    return outcome;
  });
}

function requireDistilled(vault: Vault, name: string): void {
  if (stepDetail(vault, name, 'distilled') === null)
    throw refuseResearch('research-not-distilled', { campaign: name });
  if (vault.count('SELECT count(*) FROM research WHERE campaign = ?', name) === 0) {
    throw refuseResearch('research-empty', { campaign: name });
  }
}

function openRow(sealer: Sealer, row: ResearchRow): ResearchRecord {
  return sealer.open<ResearchRecord>('research', 'sealed', row.id, row.sealed);
}

/** Item keys are `sequence/item`. */
export function textResponses(model: ScoringModel): TextResponses {
  const texts = new Map<string, Set<string>>();
  for (const sequence of model.values()) {
    for (const item of sequence.items.values()) {
      const ids = item.responses.filter(({ isText }) => isText).map(({ id }) => id);
      if (ids.length > 0) texts.set(`${sequence.id}/${item.id}`, new Set(ids));
    }
  }
  return texts;
}

/** Milliseconds are a fingerprint; whole seconds serve research as well. */
function coarseTime(item: ResearchItem): ResearchItem {
  return item.ms === null ? item : { ...item, ms: Math.round(item.ms / 1000) * 1000 };
}
