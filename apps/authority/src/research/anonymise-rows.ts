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

/** What a thread needs to read and make rows. Holds a key: it never leaves the process. */
export interface RowsGiven {
  readonly folder: string;
  readonly name: string;
  readonly spec: CampaignSpec;
  readonly key: Uint8Array;
  readonly released: ReleasedAnswers;
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

export type RowTask =
  | { readonly kind: 'look'; readonly range: RowRange }
  | { readonly kind: 'write'; readonly rows: readonly RowToWrite[]; readonly common: SharedTexts };

export type RowResult = ({ readonly kind: 'look' } & LookedAt) | ({ readonly kind: 'write' } & WrittenRows);

/** JSON of `CommonTexts`, the same in all tasks of one anonymisation: threads share its bytes. */
export type SharedTexts = SharedArrayBuffer;

export function shareTexts(common: CommonTexts): SharedTexts {
  const json = Buffer.from(JSON.stringify([...common]));
  const shared = new SharedArrayBuffer(json.length);
  new Uint8Array(shared).set(json);
  return shared;
}

export interface RowThreads {
  /** How many tasks may be begun at a time. */
  readonly ahead: number;
  readonly look: (range: RowRange) => Promise<LookedAt>;
  readonly write: (rows: readonly RowToWrite[], common: SharedTexts) => Promise<WrittenRows>;
  readonly close: () => Promise<void>;
}

/** Fewer rows than these are made on this thread, unless threads are asked for: others would take longer to start. */
const THREADS_FROM = 1_000;

/** A task that fails in a thread is done again here, so that its error is the true one. */
export function rowThreads(vault: Vault, given: RowsGiven, rows: number, threads?: number): RowThreads {
  let work: ReturnType<typeof rowWork> | null = null;
  const here = async (task: RowTask) => {
    work ??= rowWork(vault, given);
    return work(task);
  };
  if (threads === undefined && rows < THREADS_FROM) return asked(1, here, async () => {});
  const pool = createTaskPool<RowTask, RowResult>(
    new URL('./anonymise-worker.ts', import.meta.url),
    given,
    threads,
  );
  const inThread = (task: RowTask) =>
    pool.run(task).catch((error: unknown) => {
      if (error instanceof TaskError) return here(task);
      throw error;
    });
  return asked(2 * pool.threads, inThread, () => pool.close());
}

function asked(
  ahead: number,
  run: (task: RowTask) => Promise<RowResult>,
  close: () => Promise<void>,
): RowThreads {
  return {
    ahead,
    close,
    look: async (range) => resultOf('look', await run({ kind: 'look', range })),
    write: async (rows, common) => resultOf('write', await run({ kind: 'write', rows, common })),
  };
}

function resultOf<Kind extends RowResult['kind']>(
  kind: Kind,
  result: RowResult,
): Extract<RowResult, { readonly kind: Kind }> {
  if (result.kind !== kind) throw new Error(`a thread answered ${result.kind}`);
  return result as Extract<RowResult, { readonly kind: Kind }>;
}

/** What one thread does, one task after the other. */
export function rowWork(
  vault: Vault,
  { name, spec, key, released }: RowsGiven,
): (task: RowTask) => RowResult {
  const sealer = new Sealer(name, key);
  const responses = textResponses(scoringModel({ vault, name, spec }));
  let common: CommonTexts | null = null;
  return (task) => {
    switch (task.kind) {
      case 'look':
        return { kind: 'look', ...lookAtRows({ vault, sealer, responses }, task.range) };
      case 'write':
        common ??= new Set(JSON.parse(Buffer.from(new Uint8Array(task.common)).toString('utf8')) as string[]);
        return { kind: 'write', ...writeRows({ vault, sealer, responses, released, common }, task.rows) };
    }
  };
}

interface Reading {
  readonly vault: Vault;
  readonly sealer: Sealer;
  readonly responses: TextResponses;
}

function lookAtRows({ vault, sealer, responses }: Reading, { after, to }: RowRange): LookedAt {
  const texts = new TextCounter(responses);
  const rows = vault
    .all<ResearchRow>(
      'SELECT * FROM research WHERE campaign = ? AND id > ? AND id <= ? ORDER BY id',
      sealer.campaign,
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
}

function writeRows(
  {
    vault,
    sealer,
    responses,
    released,
    common,
  }: Reading & { readonly released: ReleasedAnswers; readonly common: CommonTexts },
  task: readonly RowToWrite[],
): WrittenRows {
  let suppressedTexts = 0;
  const rows = task.map(({ id, row: number, background }) => {
    const row = vault.get<ResearchRow>(
      'SELECT * FROM research WHERE campaign = ? AND id = ?',
      sealer.campaign,
      id,
    );
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
