/** A package as its author looks at it: what a pupil gets of each item, and beside it what a pupil never gets. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Problem } from '@cloison/command/problem';
import type { Words } from '@cloison/command/refusal';
import {
  correctResponseOf,
  type Item,
  isCompleted,
  QtiProblems,
  readItem,
  readZip,
  runAttempts,
  score,
  scoreAttempts,
  toDelivery,
  wordsOf,
} from '@cloison/qti';
import { type DeliveryItem, unplayableReasons } from '@cloison/qti/delivery';
import { fromQti, readFiles, readFolder } from '../specify/packages.ts';

export interface PreviewedItem {
  readonly item: DeliveryItem;
  /** Path of its file in the package. */
  readonly path: string;
  /** Modules of portable custom interactions and their files. */
  readonly scripts: Item['scripts'];
  /** Null: no automatic score. */
  readonly maxScore: number | null;
  readonly keys: readonly PreviewedKey[];
  /** Name of the response processing, or what it is. */
  readonly processing: string;
  /** What the player does not show, and what is wrong or wants a look. */
  readonly notPlayed: readonly Words[];
  /** It has several attempts, or something that is shown after one. */
  readonly hasAttempts: boolean;
  readonly remarks: readonly Remark[];
}

export interface PreviewedKey {
  readonly responseId: string;
  readonly type: string;
  /** Null: none is declared. */
  readonly correct: readonly string[] | null;
  readonly mapping: readonly { readonly key: string; readonly points: number }[];
}

export interface Remark {
  readonly severity: 'error' | 'warning';
  readonly place: string;
  readonly fr: string;
  readonly en: string;
}

export interface PreviewedPackage {
  readonly name: string;
  readonly items: readonly PreviewedItem[];
  /** Of files and items that are refused. */
  readonly problems: readonly Remark[];
}

export interface OpenPreview {
  readonly shown: PreviewedPackage;
  /** Pictures, sounds and films, by path. */
  readonly files: ReadonlyMap<string, { readonly type: string; readonly bytes: Uint8Array }>;
  /** What response processing makes of these responses; null: no such item. */
  readonly score: (item: string, responses: unknown) => unknown;
  /** Where these attempts, one after the other, lead; null: no such item, or attempts that no pupil can make. */
  readonly attempt: (item: string, attempts: readonly unknown[]) => Attempted | null;
}

/** An item after some attempts, as its whole response processing leaves it. */
export interface Attempted {
  /** With all feedback that its outcomes show. */
  readonly item: DeliveryItem;
  readonly isOver: boolean;
  readonly scored: unknown;
}

/** Never throws for what an author wrote: everything is in `problems`. `seed`: of the variants that are shown. */
export function readPreview(path: string, seed?: string): OpenPreview {
  const name = basename(path);
  const found: Problem[] = [];
  const problems = {
    push: (problem: Problem) => void found.push(problem),
    add: (_code: string, file: string) =>
      void found.push({
        code: 'package-large',
        file,
        line: 0,
        column: 0,
        words: { fr: 'fichier trop gros', en: 'file too large' },
      }),
  };
  const files = filesOf(path, name, problems);
  // An author looks at modules before any campaign names them.
  const read = readFiles(files, name, problems, 'any', seed);
  const items = [...read.items.values()];
  const byId = new Map(items.map(({ item }) => [item.identifier, item]));
  return {
    shown: {
      name,
      items: items.map(({ item, delivery, maxScore, errors, warnings }) => ({
        item: delivery,
        path: item.path,
        scripts: item.scripts,
        maxScore,
        keys: keysOf(item),
        processing: item.template ?? (item.processing === null ? '—' : 'qti-response-processing'),
        notPlayed: unplayableReasons(delivery).map(wordsOf),
        hasAttempts: item.adaptive || item.steps !== null || item.feedback.length > 0,
        remarks: [
          ...errors.map((problem) => remarkOf(problem, 'error')),
          ...warnings.map((problem) => remarkOf(problem, 'warning')),
        ],
      })),
      problems: found.map((problem) => remarkOf(problem, 'error')),
    },
    files: new Map([
      ...[...read.assets].map(([at, { mediaType, bytes }]) => [at, { type: mediaType, bytes }] as const),
      ...items
        .flatMap(({ item }) => item.scripts)
        .map(({ path: at }) => [at, { type: 'application/octet-stream', bytes: files.get(at)! }] as const),
    ]),
    score: (id, responses) => {
      const item = byId.get(id);
      return item === undefined ? null : score(item, responses, { validity: 'player' });
    },
    attempt: (id, attempts) => {
      const item = byId.get(id);
      const bytes = item === undefined ? undefined : files.get(item.path);
      if (item === undefined || bytes === undefined) return null;
      const run = runAttempts(item, attempts);
      if (run.kind === 'invalid') return null;
      const shown = readItem(bytes, {
        path: item.path,
        file: (name) => files.get(name) ?? null,
        modules: 'any',
        outcomes: run.outcomes,
        ...(seed === undefined ? {} : { seed }),
      });
      const isOver = item.adaptive && isCompleted(run.outcomes);
      return { item: toDelivery(shown), isOver, scored: scoreAttempts(item, attempts) };
    },
  };
}

type Problems = Parameters<typeof readFolder>[2] & Parameters<typeof readFiles>[2];

function filesOf(path: string, name: string, problems: Problems): ReadonlyMap<string, Uint8Array> {
  try {
    if (statSync(path).isDirectory()) return readFolder(path, name, problems);
    return readZip(new Uint8Array(readFileSync(path)), name);
  } catch (error) {
    // Half written, or gone for a moment, while the author saves.
    if (error instanceof QtiProblems)
      for (const problem of error.problems) problems.push(fromQti(problem, null));
    else problems.push({ code: 'package-missing', file: name, line: 0, column: 0, words: MISSING });
    return new Map();
  }
}

const MISSING = { fr: 'le paquet ne peut pas être lu', en: 'the package cannot be read' };

function keysOf({ responses }: Item): PreviewedKey[] {
  return responses.map((declaration): PreviewedKey => {
    const { id, cardinality, baseType, mapping } = declaration;
    const correct = correctResponseOf(declaration);
    return {
      responseId: id,
      type: `${cardinality} ${baseType}`,
      correct: correct === null ? null : typeof correct === 'string' ? [correct] : [...correct],
      mapping: (mapping?.entries ?? []).map(({ key, points }) => ({ key, points })),
    };
  });
}

function remarkOf({ file, line, column, words }: Problem, severity: Remark['severity']): Remark {
  return { severity, place: line === 0 ? file : `${file}:${line}:${column}`, ...words };
}
