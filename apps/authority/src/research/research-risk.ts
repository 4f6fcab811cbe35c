/** The measured risk of a research file: by background, before and after; by answers, alone and with what else is known. */
import { hash } from 'node:crypto';
import {
  alignLabels,
  assessFile,
  categoricalColumn,
  linkageAttack,
  slotsOf,
  vectorRisk,
} from '@cloison/disclosure';
import { BACKGROUND, backgroundColumns } from './background-secrecy.ts';
import type { Background, ResearchRecord } from './research-record.ts';

export interface LevelRisk {
  readonly level: string;
  readonly rows: number;
  readonly background: {
    readonly before: BackgroundRisk;
    readonly after: BackgroundRisk;
  };
  readonly answers: AnswerRisk;
}

export interface BackgroundRisk {
  readonly classes: number;
  readonly smallestClass: number;
  readonly uniques: number;
  /** Somebody with a roster of the level and all its background: fewest persons whom a record fits, and records that fit one only. */
  readonly fewestPersons: number;
  readonly uniqueLinks: number;
}

/** Pupils who are alone in the level by their answers: alone, with the background as it leaves, with their seconds. */
export interface AnswerRisk {
  readonly vectors: number;
  readonly unique: number;
  readonly uniqueWithBackground: number;
  readonly uniqueWithSeconds: number;
}

export interface RiskRow {
  readonly level: string;
  readonly before: Background;
  readonly after: Background;
  /** From `answerVector`. */
  readonly answers: string;
  readonly seconds: string;
}

/** The same object for equal backgrounds: a country has few that differ, and a million rows. */
export function sharedBackgrounds(): (background: Background) => Background {
  const known = new Map<string, Background>();
  return (background) => {
    const key = BACKGROUND.map((name) => background[name]).join('\u0000');
    const before = known.get(key);
    if (before === undefined) known.set(key, background);
    return before ?? background;
  };
}

/** One entry a level, in the order of their names. */
export function researchRisk(rows: readonly RiskRow[], k: number): readonly LevelRisk[] {
  return [...Map.groupBy(rows, ({ level }) => level)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([level, own]) => ({
      level,
      rows: own.length,
      background: backgroundRisk(own, k),
      answers: answerRisk(own),
    }));
}

function backgroundRisk(rows: readonly RiskRow[], k: number): LevelRisk['background'] {
  const before = backgroundColumns(rows.map((row) => ({ background: row.before })));
  const after = backgroundColumns(rows.map((row) => ({ background: row.after })));
  const pairs = before.map((column, j) => alignLabels([column, after[j]!]));
  const roster = { rows: rows.length, columns: pairs.map(([known]) => slotsOf(known!)), sensitive: null };
  const of = (which: 0 | 1): BackgroundRisk => {
    const quasi = pairs.map((pair) => pair[which]!);
    const { category } = assessFile({
      rows: rows.length,
      quasi,
      sensitive: [],
      criteria: { k, kMap: 1, sensitive: [] },
      specialSize: 0,
    });
    const attack = linkageAttack({ rows: rows.length, columns: quasi.map(slotsOf), sensitive: [] }, roster);
    return {
      classes: category.classes,
      smallestClass: category.smallestClass,
      uniques: category.sampleUniques,
      fewestPersons: attack.fewestPersons,
      uniqueLinks: attack.uniqueLinks,
    };
  };
  return { before: of(0), after: of(1) };
}

export function answerRisk(rows: readonly Pick<RiskRow, 'after' | 'answers' | 'seconds'>[]): AnswerRisk {
  const answers = categoricalColumn(
    'answers',
    rows.map((row) => row.answers),
  );
  const seconds = categoricalColumn(
    'seconds',
    rows.map((row) => row.seconds),
  );
  const background = backgroundColumns(rows.map((row) => ({ background: row.after })));
  const alone = vectorRisk([answers], rows.length);
  return {
    vectors: alone.vectors,
    unique: alone.unique,
    uniqueWithBackground: vectorRisk([answers, ...background], rows.length).unique,
    uniqueWithSeconds: vectorRisk([answers, seconds], rows.length).unique,
  };
}

/**
 * Stands for all that was answered; the same for two pupils who answered alike. A hash and not the answers themselves: those of
 * a country would not fit in memory.
 */
export function answerVector({ items }: Pick<ResearchRecord, 'items'>): string {
  return markOf(
    Object.keys(items)
      .sort()
      .map((id) => [id, items[id]!.state, items[id]!.responses, items[id]!.score]),
  );
}

/** As `answerVector`, of the seconds spent. */
export function secondsVector({ items }: Pick<ResearchRecord, 'items'>): string {
  return markOf(
    Object.keys(items)
      .sort()
      .map((id) => {
        const { ms } = items[id]!;
        return ms === null ? null : Math.round(ms / 1000);
      }),
  );
}

/** 128 bits: no two of a million vectors meet by chance. */
function markOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'buffer').toString('base64', 0, 16);
}
