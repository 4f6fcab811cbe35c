/**
 * From pseudonymous rows to the rows of the research file: background hidden until k pupils of enough schools share each combination and
 * are not all of one group (`background-secrecy.ts`), rare texts suppressed (`rare-texts.ts`), times dropped to the second or left out, new
 * ids, order shuffled, and the risk that is left measured (`research-risk.ts`).
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
import { protectBackground, type SecrecyRow } from './background-secrecy.ts';
import { freshResearchId } from './pseudonymise.ts';
import { TextCounter, type TextResponses } from './rare-texts.ts';
import { refuseResearch } from './refusals.ts';
import type { Background, ResearchItem, ResearchRecord } from './research-record.ts';
import { answerVector, type LevelRisk, type RiskRow, researchRisk, secondsVector } from './research-risk.ts';

export interface AnonymiseOutcome {
  readonly rows: number;
  /** Rows of levels with fewer than k pupils. */
  readonly droppedRows: number;
  readonly k: number;
  /** Cells made coarser or suppressed, by variable. */
  readonly suppressed: Readonly<Record<keyof Background, number>>;
  readonly suppressedTexts: number;
  /** Schools behind each place that is released; null where the closing kept no school. Missing in what an earlier version made. */
  readonly minSchools?: number | null;
  /** Domains where a whole level is in one group. */
  readonly uniformDomains?: readonly string[];
  readonly released?: ReleasedAnswers;
  readonly risk?: readonly LevelRisk[];
}

/** What leaves of each answer, as the statistician decides. */
export interface ReleasedAnswers {
  /** Responses and scores, scores alone, or nothing of single items. */
  readonly items: (typeof RELEASED_ITEMS)[number];
  readonly seconds: boolean;
}

export const RELEASED_ITEMS = ['responses', 'scores', 'none'] as const;
export const ALL_ANSWERS: ReleasedAnswers = { items: 'responses', seconds: true };

/** `k` defaults to the campaign's `secrecy.minPupils`, and is never below it. Throws `research-not-distilled`, `research-k`. */
export async function anonymise(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name: string,
  options: { readonly k?: number; readonly released?: ReleasedAnswers } = {},
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
    const released = options.released ?? ALL_ANSWERS;
    const rows: (SecrecyRow & { readonly id: number })[] = [];
    for (const row of vault.iterate<ResearchRow>(
      'SELECT * FROM research WHERE campaign = ? ORDER BY id',
      name,
    )) {
      const record = openRow(sealer, row);
      texts.count(record);
      const { level, background, school = null } = record;
      rows.push({ id: row.id, level, background, school, groups: groupsOf(record) });
    }
    const { minSchools } = spec.secrecy;
    const result = protectBackground(rows, { k, minSchools });
    const before = new Map(rows.map(({ id, background }) => [id, background]));
    const kept = shuffle(result.rows);
    vault.run('DELETE FROM anonymised WHERE campaign = ?', name);
    let suppressedTexts = 0;
    const risks: RiskRow[] = [];
    for (const [i, { id, background }] of kept.entries()) {
      const row = vault.get<ResearchRow>('SELECT * FROM research WHERE campaign = ? AND id = ?', name, id);
      if (row === undefined) throw new Error('a research row is gone');
      const { record, suppressed } = texts.withoutRare(openRow(sealer, row), k);
      suppressedTexts += suppressed;
      const { school: _school, ...rest } = record;
      const anonymous: ResearchRecord = {
        ...rest,
        id: freshResearchId(),
        background,
        items: releasedItems(record.items, released),
      };
      risks.push({
        level: record.level,
        before: before.get(id)!,
        after: background,
        answers: answerVector(anonymous),
        seconds: secondsVector(anonymous),
      });
      vault.run(
        'INSERT INTO anonymised VALUES (?, ?, ?)',
        name,
        i + 1,
        sealer.seal('anonymised', 'sealed', i + 1, anonymous),
      );
    }
    const risk = researchRisk(risks, k);
    const outcome: AnonymiseOutcome = {
      rows: kept.length,
      droppedRows: result.droppedRows,
      k,
      suppressed: result.suppressed,
      suppressedTexts,
      minSchools: rows.some(({ school }) => school !== null) ? minSchools : null,
      uniformDomains: result.uniformDomains,
      released,
      risk,
    };
    vault.setMeta(`anonymised:${name}`, JSON.stringify(outcome));
    appendJournal(vault, actor, 'campaign.anonymise', name, {
      rows: outcome.rows,
      droppedRows: outcome.droppedRows,
      k,
      suppressedCells: Object.values(result.suppressed).reduce((sum, count) => sum + count, 0),
      suppressedTexts,
      items: released.items,
      seconds: released.seconds,
      uniqueByAnswers: risk.reduce((sum, { answers }) => sum + answers.unique, 0),
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

function groupsOf({ domains }: ResearchRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(domains).flatMap(([domain, result]) => (result === null ? [] : [[domain, result.group]])),
  );
}

function releasedItems(
  items: ResearchRecord['items'],
  { items: kept, seconds }: ReleasedAnswers,
): ResearchRecord['items'] {
  if (kept === 'none') return {};
  return Object.fromEntries(
    Object.entries(items).map(([id, item]) => {
      const timed = seconds ? coarseTime(item) : { ...item, ms: null };
      return [id, kept === 'scores' ? { ...timed, responses: {} } : timed];
    }),
  );
}

/** Milliseconds are a fingerprint; whole seconds serve research as well. */
function coarseTime(item: ResearchItem): ResearchItem {
  return item.ms === null ? item : { ...item, ms: Math.round(item.ms / 1000) * 1000 };
}
