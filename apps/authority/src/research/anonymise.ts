/**
 * From pseudonymous rows to the rows of the research file: background hidden until k pupils of enough schools share each combination and
 * are not all of one group (`background-secrecy.ts`), rare texts suppressed (`rare-texts.ts`), times dropped to the second or left out, new
 * ids, order shuffled, and the risk that is left measured (`research-risk.ts`).
 * All rows in one transaction. Done again, it starts from the pseudonymous rows, hides the same cells, and gives the same rows under other
 * ids and in another order: the bytes of two files differ by design, so that no row is found again by its id or place.
 */

import { resultsInOrder } from '@cloison/threads';
import { campaignRow, specOf } from '../campaign/campaign-row.ts';
import { stepDetail } from '../campaign/closing-steps.ts';
import { shuffle } from '../codes/shuffle.ts';
import { type Actor, appendJournal } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import type { Vault } from '../vault/vault.ts';
import {
  ALL_ANSWERS,
  type ReleasedAnswers,
  type RowRange,
  type RowsGiven,
  type RowToWrite,
  rowThreads,
  shareTexts,
  textResponses,
} from './anonymise-rows.ts';
import { protectBackground, type SecrecyResult, type SecrecyRow } from './background-secrecy.ts';
import { requireResearchKept } from './destroy-research.ts';
import { TextCounter } from './rare-texts.ts';
import { refuseResearch } from './refusals.ts';
import type { Background } from './research-record.ts';
import { type LevelRisk, type RiskRow, researchRisk, sharedBackgrounds } from './research-risk.ts';

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

/** `k` defaults to the campaign's `secrecy.minPupils`, and is never below it. Throws `research-not-distilled`, `research-k`. */
export async function anonymise(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name: string,
  options: {
    readonly k?: number;
    readonly released?: ReleasedAnswers;
    /** What the machine has, unless given. */
    readonly threads?: number;
  } = {},
): Promise<AnonymiseOutcome> {
  const spec = specOf(campaignRow(vault, name));
  const k = options.k ?? spec.secrecy.minPupils;
  if (!Number.isInteger(k) || k < 2 || k < spec.secrecy.minPupils) {
    throw refuseResearch('research-k', { k, least: Math.max(2, spec.secrecy.minPupils) });
  }
  requireResearchKept(vault, name);
  requireDistilled(vault, name);
  const { key } = await keys.openKey('research', name);
  const released = options.released ?? ALL_ANSWERS;
  const count = vault.count('SELECT max(id) FROM research WHERE campaign = ?', name);
  return vault.exclusive(async () => {
    const rows: (SecrecyRow & { readonly id: number })[] = [];
    const shared = sharedBackgrounds();
    const sharedGroups = sharedTexts();
    const texts = new TextCounter(textResponses(scoringModel({ vault, name, spec })));
    const given: RowsGiven = { folder: vault.folder, name, spec, key, released };
    const threads = rowThreads(vault, given, count, options.threads);
    const { minSchools } = spec.secrecy;
    let suppressedTexts = 0;
    const risks: RiskRow[] = [];
    let result: SecrecyResult<(typeof rows)[number]>;
    try {
      for await (const { result: seen } of resultsInOrder(rangesTo(count), threads.look, threads.ahead)) {
        texts.add(seen.texts);
        for (const { id, level, background, school, groups } of seen.rows)
          rows.push({ id, level, background: shared(background), school, groups: sharedGroups(groups) });
      }
      result = protectBackground(rows, { k, minSchools });
      const before = new Map(rows.map(({ id, background }) => [id, background]));
      const common = shareTexts(texts.common(k));
      vault.run('DELETE FROM anonymised WHERE campaign = ?', name);
      const write = (task: readonly RowToWrite[]) => threads.write(task, common);
      for await (const { task, result: written } of resultsInOrder(
        tasksOf(shuffle(result.rows)),
        write,
        threads.ahead,
      )) {
        suppressedTexts += written.suppressedTexts;
        for (const [i, { level, sealed, answers, seconds }] of written.rows.entries()) {
          const { id, row, background } = task[i]!;
          risks.push({ level, before: before.get(id)!, after: shared(background), answers, seconds });
          vault.run('INSERT INTO anonymised VALUES (?, ?, ?)', name, row, sealed);
        }
      }
    } finally {
      await threads.close();
    }
    const risk = researchRisk(risks, k);
    const outcome: AnonymiseOutcome = {
      rows: result.rows.length,
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

/** The same object for equal groups. */
function sharedTexts(): (groups: Readonly<Record<string, string>>) => Readonly<Record<string, string>> {
  const known = new Map<string, Readonly<Record<string, string>>>();
  return (groups) => {
    const key = JSON.stringify(groups);
    const before = known.get(key);
    if (before === undefined) known.set(key, groups);
    return before ?? groups;
  };
}

/** Rows in a task of a thread. */
const TOGETHER = 200;

function* rangesTo(count: number): Generator<RowRange> {
  for (let after = 0; after < count; after += TOGETHER) yield { after, to: after + TOGETHER };
}

function* tasksOf(rows: readonly (SecrecyRow & { readonly id: number })[]): Generator<readonly RowToWrite[]> {
  for (let at = 0; at < rows.length; at += TOGETHER)
    yield rows.slice(at, at + TOGETHER).map(({ id, background }, i) => ({ id, row: at + i + 1, background }));
}
