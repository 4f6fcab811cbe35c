/**
 * What threads do of an anonymisation: pseudonymous rows looked at (what is to be protected of each, and which texts are there),
 * then rows of the research file, made and sealed. Each thread reads the vault by itself; no key but that of research is needed.
 */
import { createTaskPool, TaskError } from '@cloison/threads';
import type { CampaignSpec } from '../campaign/spec.ts';
import { type ScoringModel, scoringModel } from '../score/sequence-scoring.ts';
import type { ResearchRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import type { Vault } from '../vault/vault.ts';
import { freshResearchId } from './distil-rows.ts';
import { type CommonTexts, TextCounter, type TextResponses, withoutRareTexts } from './rare-texts.ts';
import type { Background, ResearchItem, ResearchRecord } from './research-record.ts';
import { answerVector, secondsVector } from './research-risk.ts';

/** What leaves of each answer, as the statistician decides. */
export interface ReleasedAnswers {
  /** Responses and scores, scores alone, or nothing of single items. */
  readonly items: (typeof RELEASED_ITEMS)[number];
  readonly seconds: boolean;
}

export const RELEASED_ITEMS = ['responses', 'scores', 'none'] as const;
export const ALL_ANSWERS: ReleasedAnswers = { items: 'responses', seconds: true };

/** What a thread needs to read rows. Holds a key: it never leaves the process. */
export interface RowsGiven {
  readonly folder: string;
  readonly name: string;
  readonly spec: CampaignSpec;
  readonly key: Uint8Array;
}

export interface RowsToWriteGiven extends RowsGiven {
  readonly released: ReleasedAnswers;
  readonly common: CommonTexts;
}

/** Rows above `after`, up to `to`. */
export interface RowRange {
  readonly after: number;
  readonly to: number;
}

export interface LookedAt {
  readonly rows: readonly {
    readonly id: number;
    readonly level: string;
    readonly background: Background;
    readonly school: number | null;
    readonly groups: Readonly<Record<string, string>>;
  }[];
  /** As `TextCounter` counts. */
  readonly texts: ReadonlyMap<string, number>;
}

export interface RowToWrite {
  /** Of the pseudonymous row. */
  readonly id: number;
  /** Number of the row of the file. */
  readonly row: number;
  /** As it leaves. */
  readonly background: Background;
}

export interface WrittenRows {
  /** In the order of the task. */
  readonly rows: readonly {
    readonly level: string;
    readonly sealed: Uint8Array;
    readonly answers: string;
    readonly seconds: string;
  }[];
  readonly suppressedTexts: number;
}

export interface RowTasks<Task, Result> {
  /** How many tasks may be begun at a time. */
  readonly ahead: number;
  readonly run: (task: Task) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/** Fewer rows than these are made on this thread: others would take longer to start. */
const THREADS_FROM = 1_000;

export function lookThreads(
  vault: Vault,
  given: RowsGiven,
  rows: number,
  threads?: number,
): RowTasks<RowRange, LookedAt> {
  return rowTasks(vault, given, rows, new URL('./look-worker.ts', import.meta.url), lookAtRows, threads);
}

export function writeThreads(
  vault: Vault,
  given: RowsToWriteGiven,
  rows: number,
  threads?: number,
): RowTasks<readonly RowToWrite[], WrittenRows> {
  return rowTasks(vault, given, rows, new URL('./write-worker.ts', import.meta.url), writeRows, threads);
}

/** A task that fails in a thread is done again here, so that its error is the true one. */
function rowTasks<Given extends RowsGiven, Task, Result>(
  vault: Vault,
  given: Given,
  rows: number,
  worker: URL,
  prepare: (vault: Vault, given: Given) => (task: Task) => Result,
  threads?: number,
): RowTasks<Task, Result> {
  let prepared: ((task: Task) => Result) | null = null;
  const here = async (task: Task) => {
    prepared ??= prepare(vault, given);
    return prepared(task);
  };
  if (rows < THREADS_FROM) return { ahead: 1, run: here, close: async () => {} };
  const pool = createTaskPool<Task, Result>(worker, given, threads);
  return {
    ahead: 2 * pool.threads,
    run: (task) =>
      pool.run(task).catch((error: unknown) => {
        if (error instanceof TaskError) return here(task);
        throw error;
      }),
    close: () => pool.close(),
  };
}

export function lookAtRows(vault: Vault, { name, spec, key }: RowsGiven): (range: RowRange) => LookedAt {
  const sealer = new Sealer(name, key);
  const responses = textResponses(scoringModel({ vault, name, spec }));
  return ({ after, to }) => {
    const texts = new TextCounter(responses);
    const rows = vault
      .all<ResearchRow>(
        'SELECT * FROM research WHERE campaign = ? AND id > ? AND id <= ? ORDER BY id',
        name,
        after,
        to,
      )
      .map((row) => {
        const record = openRow(sealer, row);
        texts.count(record);
        const { level, background, school = null } = record;
        return { id: row.id, level, background, school, groups: groupsOf(record) };
      });
    return { rows, texts: texts.counts };
  };
}

export function writeRows(
  vault: Vault,
  { name, spec, key, released, common }: RowsToWriteGiven,
): (task: readonly RowToWrite[]) => WrittenRows {
  const sealer = new Sealer(name, key);
  const responses = textResponses(scoringModel({ vault, name, spec }));
  return (task) => {
    let suppressedTexts = 0;
    const rows = task.map(({ id, row: number, background }) => {
      const row = vault.get<ResearchRow>('SELECT * FROM research WHERE campaign = ? AND id = ?', name, id);
      if (row === undefined) throw new Error('a research row is gone');
      const { record, suppressed } = withoutRareTexts(openRow(sealer, row), responses, common);
      suppressedTexts += suppressed;
      const { school: _school, ...rest } = record;
      const anonymous: ResearchRecord = {
        ...rest,
        id: freshResearchId(),
        background,
        items: releasedItems(record.items, released),
      };
      return {
        level: record.level,
        sealed: sealer.seal('anonymised', 'sealed', number, anonymous),
        answers: answerVector(anonymous),
        seconds: secondsVector(anonymous),
      };
    });
    return { rows, suppressedTexts };
  };
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
