/** From a file to a response matrix, with the columns that say who, in which group, with which weight. */
import { readFileSync } from 'node:fs';
import type { Lang, ProgressMaker } from '@cloison/command';
import {
  type AnswerKey,
  type BackgroundColumn,
  type Groups,
  MAX_SCORE,
  markNotReached,
  NOT_ADMINISTERED,
  NOT_REACHED,
  OMITTED,
  type OptionMatrix,
  type ResponseMatrix,
  scoreOptions,
} from '@cloison/measurement';
import { parse } from 'csv-parse/sync';
import { cellNumber, cellWeight, columnRange, Problems } from './cell-problems.ts';
import {
  MOST_PROBLEMS,
  NOT_A_SCORE,
  type ReadScoresJob,
  ROW_TOO_LONG,
  ROW_TOO_SHORT,
  SCORE_TOO_LARGE,
} from './csv-lanes.ts';
import type { Pool } from './job.ts';
import { refuseMeasurement } from './refusals.ts';
import { columnFinder, quoteFault, readTable, type Table } from './table.ts';

export interface ReadOptions {
  readonly path: string;
  readonly header: 'auto' | 'yes' | 'no';
  readonly delimiter: string | null;
  /** Names, or numbers from 1. Null: all columns that are nothing else. */
  readonly items: readonly string[] | null;
  readonly id: string | null;
  readonly group: string | null;
  readonly weight: string | null;
  readonly cluster: string | null;
  readonly background: readonly string[];
  /** Background columns whose cells are levels, not numbers. */
  readonly factors: readonly string[];
  readonly omitted: readonly string[];
  readonly notReached: readonly string[];
  /** Omissions at the end of a row are not reached. */
  readonly trailingNotReached: boolean;
  readonly key: string | null;
}

export interface Responses {
  readonly matrix: ResponseMatrix;
  /** Choices before scoring, when there is a key. */
  readonly choices: OptionMatrix | null;
  readonly key: AnswerKey | null;
  readonly ids: readonly string[] | null;
  readonly groups: Groups | null;
  readonly weights: Float64Array | null;
  readonly clusters: Uint32Array | null;
  /** Columns of numbers, then factors. */
  readonly background: readonly BackgroundColumn[] | null;
}

const NA = new Set(['', 'NA', 'N/A', 'null']);

export async function readResponses(
  options: ReadOptions,
  pool: Pool,
  progress: ProgressMaker,
  lang: Lang,
): Promise<Responses> {
  const key = options.key === null ? null : readKey(options.key);
  const scores = new Set([...options.omitted, ...options.notReached]);
  const known = key === null ? null : new Set([...key.values()].flatMap((one) => [...one.keys()]));
  const table = await readTable(options.path, {
    header: options.header,
    delimiter: options.delimiter,
    path: options.path,
    roles: [
      options.id,
      options.group,
      options.weight,
      options.cluster,
      ...options.background,
      ...options.factors,
    ].filter((one) => one !== null),
    isAnswer: (text) =>
      NA.has(text) || scores.has(text) || known?.has(text) === true || /^-?\d+(?:[.,]\d+)?$/.test(text),
  });
  const roles = findColumns(table, options, key);
  const problems = new Problems(options.path, lang);
  const extra = readExtras(table, roles, problems);
  const slow = key !== null || table.bytes === null;
  const bar = slow ? progress(lang === 'fr' ? 'lecture' : 'reading', table.rows) : null;
  let matrix: ResponseMatrix;
  let choices: OptionMatrix | null = null;
  if (key === null) {
    matrix = await readScores(table, roles, options, pool, problems, bar);
  } else {
    choices = readChoices(table, roles, options, problems, bar);
    matrix = scoreOptions(choices, key);
  }
  bar?.stop();
  problems.refuse();
  if (extra.weights?.every((weight) => weight === 0) === true)
    throw refuseMeasurement('weights-zero', { path: options.path, column: options.weight ?? '' });
  return {
    matrix: options.trailingNotReached ? markNotReached(matrix) : matrix,
    choices,
    key,
    ...extra,
  };
}

interface Roles {
  /** Column of each item. */
  readonly items: readonly { readonly id: string; readonly column: number }[];
  readonly id: number | null;
  readonly group: number | null;
  readonly weight: number | null;
  readonly cluster: number | null;
  readonly background: readonly {
    readonly name: string;
    readonly column: number;
    readonly kind: 'number' | 'factor';
  }[];
}

function findColumns(table: Table, options: ReadOptions, key: AnswerKey | null): Roles {
  const { unknown, of: place } = columnFinder(table);
  const id = options.id === null ? null : place(options.id);
  const group = options.group === null ? null : place(options.group);
  const weight = options.weight === null ? null : place(options.weight);
  const cluster = options.cluster === null ? null : place(options.cluster);
  const background = [
    ...options.background.map((name) => ({ name, column: place(name), kind: 'number' as const })),
    ...options.factors.map((name) => ({ name, column: place(name), kind: 'factor' as const })),
  ];
  const taken = new Set([id, group, weight, cluster, ...background.map(({ column }) => column)]);
  // Without a header the first item is I1 whatever columns come before it.
  let number = 0;
  const all = Array.from({ length: table.width }, (_, column) => column)
    .filter((column) => !taken.has(column))
    .map((column) => ({ id: table.header?.[column] ?? `I${++number}`, column }));
  const itemPlace = (name: string) =>
    (table.header === null ? all.find((one) => one.id === name)?.column : undefined) ?? place(name);
  const named = options.items?.flatMap((name) => columnRange(name, itemPlace));
  const items =
    named?.map((column) => all.find((one) => one.column === column) ?? { id: `I${column + 1}`, column }) ??
    all.filter((one) => key === null || key.has(one.id));
  if (key !== null && options.items === null)
    unknown.push(...[...key.keys()].filter((one) => !all.some(({ id: itemId }) => itemId === one)));
  if (unknown.length > 0)
    throw refuseMeasurement(
      'column-unknown',
      {
        columns: unknown.slice(0, 20).join(', '),
        known: (table.header ?? [`1–${table.width}`]).slice(0, 40).join(', '),
      },
      { columns: unknown },
    );
  return { items, id, group, weight, cluster, background };
}

function readExtras(table: Table, roles: Roles, problems: Problems) {
  if (
    roles.id === null &&
    roles.group === null &&
    roles.weight === null &&
    roles.cluster === null &&
    roles.background.length === 0
  )
    return { ids: null, groups: null, weights: null, clusters: null, background: null };
  const n = table.rows;
  const ids: string[] = [];
  const labels = new Map<string, number>();
  const of = new Uint16Array(n);
  const weights = new Float64Array(n);
  const clusterLabels = new Map<string, number>();
  const clusters = new Uint32Array(n);
  const numbers = roles.background.map(() => new Float64Array(n));
  const levels = roles.background.map((): string[] => []);
  for (let i = 0; i < n; i++) {
    const row = table.row(i);
    if (roles.id !== null) ids.push(row[roles.id] ?? '');
    if (roles.group !== null) {
      const label = row[roles.group] ?? '';
      if (label === '') problems.add(table.line(i), roles.group, table, 'empty');
      if (!labels.has(label)) labels.set(label, labels.size);
      of[i] = labels.get(label)!;
    }
    if (roles.weight !== null) {
      const weight = cellWeight(row[roles.weight]);
      if (weight === null) problems.add(table.line(i), roles.weight, table, 'weight');
      weights[i] = weight ?? 0;
    }
    if (roles.cluster !== null) {
      const label = row[roles.cluster] ?? '';
      if (label === '') problems.add(table.line(i), roles.cluster, table, 'empty');
      if (!clusterLabels.has(label)) clusterLabels.set(label, clusterLabels.size);
      clusters[i] = clusterLabels.get(label)!;
    }
    roles.background.forEach(({ column, kind }, k) => {
      if (kind === 'factor') {
        const level = row[column] ?? '';
        if (level === '') problems.add(table.line(i), column, table, 'empty');
        levels[k]!.push(level);
        return;
      }
      const value = cellNumber(row[column]);
      if (value === null) problems.add(table.line(i), column, table, 'number');
      numbers[k]![i] = value ?? 0;
    });
  }
  // Groups in the order of their labels, not of the rows, so that the reference does not hang on who comes first.
  const sorted = [...labels.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const rank = new Map(sorted.map((label, k) => [label, k]));
  const byFirst = [...labels.keys()].map((label) => rank.get(label)!);
  return {
    ids: roles.id === null ? null : ids,
    groups: roles.group === null ? null : { labels: sorted, of: of.map((group) => byFirst[group]!) },
    weights: roles.weight === null ? null : weights,
    clusters: roles.cluster === null ? null : clusters,
    background:
      roles.background.length === 0
        ? null
        : roles.background.map(
            ({ name, kind }, k): BackgroundColumn =>
              kind === 'factor' ? { kind, name, values: levels[k]! } : { kind, name, values: numbers[k]! },
          ),
  };
}

function missingCodes(options: ReadOptions): ReadonlyMap<string, number> {
  return new Map([
    ...[...NA].map((text) => [text, NOT_ADMINISTERED] as const),
    ...options.omitted.map((text) => [text, OMITTED] as const),
    ...options.notReached.map((text) => [text, NOT_REACHED] as const),
  ]);
}

async function readScores(
  table: Table,
  roles: Roles,
  options: ReadOptions,
  pool: Pool,
  problems: Problems,
  bar: { update(done: number): void } | null,
): Promise<ResponseMatrix> {
  const itemIds = roles.items.map(({ id }) => id);
  if (table.bytes !== null) return readByLanes(table, roles, options, pool, problems, itemIds);
  const codes = missingCodes(options);
  const J = itemIds.length;
  const scores = new Uint8Array(new SharedArrayBuffer(table.rows * J));
  for (let i = 0; i < table.rows; i++) {
    const row = table.row(i);
    if (row.length !== table.width) problems.addRow(table.line(i), row.length, table.width);
    roles.items.forEach(({ column }, j) => {
      const text = row[column] ?? '';
      let code = codes.get(text);
      if (code === undefined) {
        if (!/^\d{1,6}(?:\.0+)?$/.test(text)) problems.add(table.line(i), column, table, 'score');
        else if (Number(text) > MAX_SCORE) problems.add(table.line(i), column, table, 'large');
        code = Math.min(Number(text) || 0, MAX_SCORE);
      }
      scores[i * J + j] = code;
    });
    if (i % 10_000 === 0) bar?.update(i);
  }
  return { persons: table.rows, itemIds, scores };
}

const READ_LANES = 32;

async function readByLanes(
  table: Table,
  roles: Roles,
  options: ReadOptions,
  pool: Pool,
  problems: Problems,
  itemIds: readonly string[],
): Promise<ResponseMatrix> {
  const { bytes, start, delimiter } = table.bytes!;
  const lanes = bytes.length - start < 1 << 20 ? 1 : READ_LANES;
  const starts = new Float64Array(new SharedArrayBuffer(8 * (lanes + 1)));
  for (let lane = 1; lane < lanes; lane++) {
    const after = bytes.indexOf(10, start + Math.floor(((bytes.length - start) * lane) / lanes));
    starts[lane] = after < 0 ? bytes.length : after + 1;
  }
  starts[0] = start;
  starts[lanes] = bytes.length;
  const rows = new Float64Array(new SharedArrayBuffer(8 * lanes));
  await pool.run({ kind: 'countLines', lanes, bytes, starts, rows });
  const firstRow = new Float64Array(new SharedArrayBuffer(8 * lanes));
  for (let lane = 1; lane < lanes; lane++) firstRow[lane] = firstRow[lane - 1]! + rows[lane - 1]!;
  const persons = firstRow[lanes - 1]! + rows[lanes - 1]!;
  const J = itemIds.length;
  const itemOf = new Int32Array(table.width).fill(-1);
  roles.items.forEach(({ column }, j) => {
    itemOf[column] = j;
  });
  const codes = missingCodes(options);
  const single = new Uint8Array(256).fill(252);
  for (let digit = 0; digit < 10; digit++) single[48 + digit] = digit;
  single[32] = NOT_ADMINISTERED;
  for (const [text, code] of codes)
    if (text.length === 1 && text.charCodeAt(0) < 256) single[text.charCodeAt(0)] = code;
  const job: ReadScoresJob = {
    kind: 'readScores',
    lanes,
    bytes,
    starts,
    delimiter,
    firstRow,
    width: table.width,
    itemOf,
    items: J,
    single,
    longer: [...codes].filter(([text]) => text.length > 1).map(([text, code]) => ({ text, code })),
    scores: new Uint8Array(new SharedArrayBuffer(persons * J)),
    problems: new Float64Array(new SharedArrayBuffer(8 * lanes * MOST_PROBLEMS * 3)),
    problemCount: new Float64Array(new SharedArrayBuffer(8 * lanes)),
  };
  await pool.run(job);
  for (let lane = 0; lane < lanes; lane++) {
    const count = job.problemCount[lane]!;
    for (let k = 0; k < Math.min(count, MOST_PROBLEMS); k++) {
      const place = (lane * MOST_PROBLEMS + k) * 3;
      const line = table.line(job.problems[place]!);
      const column = job.problems[place + 1]!;
      switch (job.problems[place + 2]) {
        case NOT_A_SCORE:
          problems.add(line, column, table, 'score');
          break;
        case SCORE_TOO_LARGE:
          problems.add(line, column, table, 'large');
          break;
        case ROW_TOO_SHORT:
        case ROW_TOO_LONG:
          problems.addRow(line, column, table.width);
          break;
      }
    }
    problems.more(count - Math.min(count, MOST_PROBLEMS));
  }
  return { persons, itemIds, scores: job.scores };
}

function readChoices(
  table: Table,
  roles: Roles,
  options: ReadOptions,
  problems: Problems,
  bar: { update(done: number): void } | null,
): OptionMatrix {
  const codes = missingCodes(options);
  const J = roles.items.length;
  const seen = roles.items.map(() => new Map<string, number>());
  const choices = new Uint8Array(table.rows * J);
  for (let i = 0; i < table.rows; i++) {
    const row = table.row(i);
    if (row.length !== table.width) problems.addRow(table.line(i), row.length, table.width);
    for (let j = 0; j < J; j++) {
      const text = row[roles.items[j]!.column] ?? '';
      let code = codes.get(text);
      if (code === undefined) {
        const own = seen[j]!;
        code = own.get(text);
        if (code === undefined) {
          // A free text is no choice: some item has far more answers than options.
          if (own.size >= 200) problems.add(table.line(i), roles.items[j]!.column, table, 'options');
          code = Math.min(own.size, 200);
          own.set(text, code);
        }
      }
      choices[i * J + j] = code;
    }
    if (i % 10_000 === 0) bar?.update(i);
  }
  // Options in the order of their text, so that the order of rows does not show.
  const sorted = seen.map((own) =>
    [...own.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  );
  const renamed = seen.map((own, j) => {
    const table256 = Uint8Array.from({ length: 256 }, (_, code) => code);
    sorted[j]!.forEach((text, k) => {
      table256[own.get(text)!] = k;
    });
    return table256;
  });
  for (let at = 0; at < choices.length; at++) choices[at] = renamed[at % J]![choices[at]!]!;
  return { persons: table.rows, itemIds: roles.items.map(({ id }) => id), choices, options: sorted };
}

function keyRows(path: string): string[][] {
  try {
    return parse(readFileSync(path), {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      delimiter: [',', ';', '\t'],
    }) as string[][];
  } catch (error) {
    throw refuseMeasurement('responses-unreadable', { path, ...quoteFault(error) });
  }
}

/** A key is a CSV with the columns item, option, score (score 1 when left out). */
export function readKey(path: string): AnswerKey {
  const list: string[] = [];
  const rows = keyRows(path);
  const first = rows[0] ?? [];
  const named = first.map((cell) => cell.toLowerCase());
  const hasHeader = named.includes('item') && named.includes('option');
  const place = (name: string, fallback: number) => (hasHeader ? named.indexOf(name) : fallback);
  const [item, option, score] = [place('item', 0), place('option', 1), place('score', 2)];
  const key = new Map<string, Map<string, number>>();
  rows.slice(hasHeader ? 1 : 0).forEach((row, k) => {
    const line = k + (hasHeader ? 2 : 1);
    const points = score < 0 || row[score] === undefined || row[score] === '' ? 1 : Number(row[score]);
    if (!row[item] || !row[option]) list.push(`  ${line}: item, option`);
    else if (!Number.isInteger(points) || points < 0 || points > MAX_SCORE) list.push(`  ${line}: score`);
    else key.set(row[item]!, (key.get(row[item]!) ?? new Map<string, number>()).set(row[option]!, points));
  });
  if (key.size === 0) list.push('  1: item, option, score');
  if (list.length > 0)
    throw refuseMeasurement('key-bad', { path, list: list.slice(0, MOST_PROBLEMS).join('\n') });
  return key;
}
