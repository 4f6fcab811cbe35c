/**
 * From the vault's sittings to one response matrix a domain. Online: complete sequences of pupils who have not left; by
 * entry: whatever cells are keyed. Absent, not taught, not keyed, or scored by no machine: not administered. No answer:
 * omitted, or not reached when nothing but its like comes after it in the sequence (the first of them was seen). Rows follow
 * pupils; a pupil with no cell in a domain has no row in its matrix. Personal.
 *
 * A cell is one byte, in blocks that do not move when more come: at the size of a country nothing is copied but once.
 */

import { setImmediate as turn } from 'node:timers/promises';
import {
  type AnswerKey,
  createResponseMatrix,
  MAX_SCORE,
  NOT_ADMINISTERED,
  NOT_REACHED,
  OMITTED,
  type OptionMatrix,
  type ResponseMatrix,
} from '@cloison/measurement';
import type { AnswerCell } from '../analysis/answers-mark.ts';
import { analysedDomain, answerCell, answersMark, isCounted } from '../analysis/answers-mark.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DomainSpec } from '../campaign/spec.ts';
import { type ScorableItem, scoringModel } from '../score/sequence-scoring.ts';
import type { Sitting } from '../score/sitting.ts';
import { presentSittings } from '../score/sittings.ts';

export interface DomainResponses {
  readonly domain: DomainSpec;
  /** Row of each pupil in the vault, in the order of the matrix. */
  readonly pupils: readonly number[];
  /** Of each pupil: `answersMark`. */
  readonly marks: readonly string[];
  /** In steps: a score is its number of steps times `unit` points. Null when no item has usable scores, or nobody a row. */
  readonly matrix: ResponseMatrix | null;
  /** Points of one step: the largest number of which all scores of the domain are multiples. */
  readonly unit: number;
  /** Items left out because their scores are negative or have too many steps. */
  readonly unfit: readonly string[];
  /** Choices of the items that are one choice among several, on the rows of the matrix; null without such an item. */
  readonly choices: { readonly matrix: OptionMatrix; readonly key: AnswerKey } | null;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onRow?: () => void;
}

const ROWS_A_TURN = 1_000;

/** Sittings of one sequence, opened once for all its domains. */
export async function readDomainResponses(
  campaign: OpenCampaign,
  sequence: string,
  options: ReadOptions = {},
): Promise<DomainResponses[]> {
  const items = scoringModel(campaign).get(sequence)?.items ?? new Map<string, ScorableItem>();
  const all = [...items.keys()];
  const collectors = campaign.spec.domains
    .filter((domain) => domain.sequence === sequence)
    .map((domain) => new DomainCollector(analysedDomain(domain, items), items));
  let read = 0;
  for (const { pupil, sitting } of presentSittings(campaign, sequence)) {
    if (isCounted(sitting)) {
      const unreached = notReachedOf(sitting, sitting.given?.items ?? all);
      for (const collector of collectors) collector.add(pupil, sitting, unreached);
    }
    options.onRow?.();
    if (++read % ROWS_A_TURN === 0) await turn();
    options.signal?.throwIfAborted();
  }
  return collectors.map((collector) => collector.finish());
}

/** Items of those given that the pupil stopped before: none answered from there on. The first of them was seen. */
function notReachedOf(sitting: Sitting, order: readonly string[]): ReadonlySet<string> {
  const unreached: string[] = [];
  for (let k = order.length - 1; k >= 0; k--) {
    const id = order[k] ?? '';
    const cell = answerCell(sitting, id);
    if (cell === 'absent') continue;
    if (cell !== 'passed') break;
    unreached.push(id);
  }
  unreached.pop();
  return new Set(unreached);
}

/** Cells while they come: an index into the domain's list of scores, or a code for missing. */
class DomainCollector {
  readonly #domain: DomainSpec;
  readonly #pupils: number[] = [];
  readonly #marks: string[] = [];
  readonly #scores = new Map<number, number>();
  readonly #cells: ByteRows;
  /** Items of the domain that are one choice among several: position, and index of each choice. */
  readonly #choosing: readonly { readonly j: number; readonly codes: ReadonlyMap<string, number> }[];
  readonly #choices: ByteRows;
  /** Of each choosing item: what each choice scored. */
  readonly #worth: Map<string, number>[];
  /** More different scores than a byte tells apart: no model is of such items. */
  #tooMany = false;

  constructor(domain: DomainSpec, items: ReadonlyMap<string, ScorableItem>) {
    this.#domain = domain;
    this.#cells = new ByteRows(domain.items.length);
    this.#choosing = domain.items.flatMap((id, j) => {
      const options = items.get(id)?.options ?? null;
      if (options === null || options.length > MOST_CODES) return [];
      return [{ j, codes: new Map(options.map((option, code) => [option, code])) }];
    });
    this.#choices = new ByteRows(this.#choosing.length);
    this.#worth = this.#choosing.map(() => new Map());
  }

  add(pupil: number, sitting: Sitting, unreached: ReadonlySet<string>): void {
    const { items } = this.#domain;
    const row = this.#cells.next();
    let met = false;
    items.forEach((id, j) => {
      const cell = answerCell(sitting, id);
      const code = cell === 'passed' && unreached.has(id) ? UNREACHED : this.#codeOf(cell);
      row.bytes[row.at + j] = code;
      if (code !== ABSENT) met = true;
    });
    if (!met) return;
    const chosen = this.#choices.next();
    this.#choosing.forEach(({ j, codes }, k) => {
      chosen.bytes[chosen.at + k] = this.#choiceOf(items[j] ?? '', sitting, row.bytes[row.at + j], codes, k);
    });
    this.#cells.keep();
    this.#choices.keep();
    this.#pupils.push(pupil);
    this.#marks.push(answersMark(this.#domain, sitting));
  }

  #choiceOf(
    id: string,
    sitting: Sitting,
    cell: number | undefined,
    codes: ReadonlyMap<string, number>,
    k: number,
  ): number {
    if (cell === ABSENT) return NOT_ADMINISTERED;
    if (cell === PASSED) return OMITTED;
    if (cell === UNREACHED) return NOT_REACHED;
    const { responses = {}, score = null } = sitting.items[id] ?? {};
    const [value] = Object.values(responses);
    const code = typeof value === 'string' ? codes.get(value) : undefined;
    if (code === undefined || typeof value !== 'string') return NOT_ADMINISTERED;
    if (score !== null) this.#worth[k]?.set(value, score);
    return code;
  }

  #codeOf(cell: AnswerCell): number {
    if (cell === 'absent') return ABSENT;
    if (cell === 'passed') return PASSED;
    let index = this.#scores.get(cell);
    if (index === undefined) {
      index = this.#scores.size;
      if (index >= MOST_CODES) {
        this.#tooMany = true;
        return ABSENT;
      }
      this.#scores.set(cell, index);
    }
    return index;
  }

  finish(): DomainResponses {
    const { items } = this.#domain;
    const scores = [...this.#scores.keys()];
    // What each item shows, then the unit of those that can be used.
    const seen = items.map(() => new Uint8Array(256));
    this.#cells.forEach((cell, column) => {
      const of = seen[column];
      if (of !== undefined) of[cell] = 1;
    });
    const shown = seen.map((codes) => scores.filter((_, code) => codes[code] === 1));
    const sound = items.filter((_, j) => !this.#tooMany && (shown[j] ?? []).every((score) => score >= 0));
    const unit = unitOf(sound.flatMap((id) => shown[items.indexOf(id)] ?? []));
    const usable =
      unit === null
        ? []
        : sound.filter((id) =>
            (shown[items.indexOf(id)] ?? []).every((one) => one / unit <= MAX_SCORE + 0.5),
          );
    const domain = this.#domain;
    const [pupils, marks] = [this.#pupils, this.#marks];
    const unfit = items.filter((id) => !usable.includes(id));
    if (usable.length === 0 || unit === null || pupils.length === 0)
      return {
        domain,
        pupils,
        marks,
        matrix: null,
        unit: 1,
        unfit: unit === null ? items : unfit,
        choices: null,
      };
    const step = new Uint8Array(256).fill(NOT_ADMINISTERED);
    scores.forEach((score, code) => {
      if (score >= 0) step[code] = Math.min(MAX_SCORE, Math.round(score / unit));
    });
    step[PASSED] = OMITTED;
    step[UNREACHED] = NOT_REACHED;
    const position = Int32Array.from(items, (id) => usable.indexOf(id));
    const steps = new Uint8Array(new SharedArrayBuffer(pupils.length * usable.length));
    let at = 0;
    this.#cells.forEach((cell, column) => {
      if ((position[column] ?? -1) >= 0) steps[at++] = step[cell] ?? NOT_ADMINISTERED;
    });
    this.#cells.free();
    return {
      domain,
      pupils,
      marks,
      matrix: createResponseMatrix(usable, steps),
      unit,
      unfit,
      choices: this.#choicesOf(unit, pupils.length),
    };
  }

  #choicesOf(unit: number, persons: number): DomainResponses['choices'] {
    if (this.#choosing.length === 0) return null;
    const { items } = this.#domain;
    const itemIds = this.#choosing.map(({ j }) => items[j] ?? '');
    const choices = new Uint8Array(persons * itemIds.length);
    let at = 0;
    this.#choices.forEach((code) => {
      choices[at++] = code;
    });
    this.#choices.free();
    return {
      matrix: { persons, itemIds, choices, options: this.#choosing.map(({ codes }) => [...codes.keys()]) },
      key: new Map(
        itemIds.map((id, k) => [
          id,
          new Map([...(this.#worth[k] ?? [])].map(([option, score]) => [option, score / unit])),
        ]),
      ),
    };
  }
}

const ROWS_A_BLOCK = 8_192;

/** Rows of bytes in blocks. */
class ByteRows {
  readonly #width: number;
  #blocks: Uint8Array[] = [];
  #rows = 0;
  constructor(width: number) {
    this.#width = width;
  }

  /** Where the next row is written; it counts once kept. */
  next(): { readonly bytes: Uint8Array; readonly at: number } {
    const block = Math.floor(this.#rows / ROWS_A_BLOCK);
    let bytes = this.#blocks[block];
    if (bytes === undefined) {
      bytes = new Uint8Array(ROWS_A_BLOCK * this.#width);
      this.#blocks.push(bytes);
    }
    return { bytes, at: (this.#rows % ROWS_A_BLOCK) * this.#width };
  }

  keep(): void {
    this.#rows += 1;
  }

  forEach(visit: (byte: number, column: number) => void): void {
    const width = this.#width;
    this.#blocks.forEach((bytes, block) => {
      const rows = Math.min(ROWS_A_BLOCK, this.#rows - block * ROWS_A_BLOCK);
      for (let at = 0, column = 0; at < rows * width; at++) {
        visit(bytes[at] ?? 0, column);
        if (++column === width) column = 0;
      }
    });
  }

  free(): void {
    this.#blocks = [];
    this.#rows = 0;
  }
}

const ABSENT = 255;
const PASSED = 254;
const UNREACHED = 253;
/** Scores, or choices of an item, that a byte tells apart. */
const MOST_CODES = 250;
/** Scores are multiples of one over a number up to this, or the domain's scores are not on a common step. */
const MOST_PARTS = 100;

/** The largest number of points of which all are multiples; 1 when all are 0; null when there is none. */
export function unitOf(scores: readonly number[]): number | null {
  const positive = scores.filter((score) => score > 0);
  if (positive.length === 0) return 1;
  for (let parts = 1; parts <= MOST_PARTS; parts++) {
    const whole = positive.map((score) => Math.round(score * parts));
    if (positive.some((score, k) => Math.abs(score * parts - (whole[k] ?? 0)) > 1e-6)) continue;
    return whole.reduce(greatestCommonDivisor) / parts;
  }
  return null;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
