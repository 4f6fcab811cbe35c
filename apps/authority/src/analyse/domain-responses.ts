/**
 * From the vault's sittings to one response matrix a domain. Online: complete sequences of pupils who have not left; by
 * entry: whatever cells are keyed. Absent, not taught, not keyed, or scored by no machine: not administered. No answer:
 * omitted. Rows follow pupils; a pupil with no cell in a domain has no row in its matrix. Personal.
 */
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import {
  createResponseMatrix,
  MAX_SCORE,
  NOT_ADMINISTERED,
  OMITTED,
  type ResponseMatrix,
} from '@cloison/measurement';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DomainSpec } from '../campaign/spec.ts';
import { resultPlace } from '../report/read-class-view.ts';
import type { Sitting } from '../score/sitting.ts';
import type { ResultRow } from '../vault/rows.ts';

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
  const collectors = campaign.spec.domains
    .filter((domain) => domain.sequence === sequence)
    .map((domain) => new DomainCollector(domain));
  const rows = campaign.vault.iterate<Pick<ResultRow, 'pupil' | 'sealed'>>(
    `SELECT r.pupil, r.sealed FROM result r JOIN pupil p ON p.id = r.pupil
     WHERE p.campaign = ? AND p.state = 'present' AND r.sequence = ? ORDER BY r.pupil`,
    campaign.name,
    sequence,
  );
  let read = 0;
  for (const { pupil, sealed } of rows) {
    const sitting = campaign.sealer.open<Sitting>('result', 'sealed', resultPlace(pupil, sequence), sealed);
    if (counts(sitting)) {
      for (const collector of collectors) collector.add(pupil, sitting);
    }
    options.onRow?.();
    if (++read % ROWS_A_TURN === 0) await turn();
    options.signal?.throwIfAborted();
  }
  return collectors.map((collector) => collector.finish());
}

function counts(sitting: Sitting): boolean {
  return sitting.mode === 'entry' || sitting.state === 'complete';
}

type Cell = number | 'absent' | 'passed';

function cellOf(sitting: Sitting, id: string): Cell {
  const item = Object.hasOwn(sitting.items, id) ? sitting.items[id] : undefined;
  if (item === undefined || item.score === null) return 'absent';
  if (item.state === 'noAnswer') return 'passed';
  return item.state === 'answered' ? item.score : 'absent';
}

/** Changes whenever what an analysis saw of a pupil's answers in a domain does: an estimate is of these answers only. */
export function answersMark(domain: Pick<DomainSpec, 'items'>, sitting: Sitting): string {
  const cells = counts(sitting) ? domain.items.map((id) => cellOf(sitting, id)) : [];
  return createHash('sha256').update(JSON.stringify(cells)).digest('base64url').slice(0, 8);
}

/** Number of sittings that `readDomainResponses` will read for all sequences. */
export function countSittings({ vault, name }: OpenCampaign): number {
  return vault.count(
    `SELECT count(*) FROM result r JOIN pupil p ON p.id = r.pupil WHERE p.campaign = ? AND p.state = 'present'`,
    name,
  );
}

/** Cells while they come: an index into the domain's list of scores, or a code for missing. */
class DomainCollector {
  readonly #domain: DomainSpec;
  readonly #pupils: number[] = [];
  readonly #marks: string[] = [];
  readonly #scores = new Map<number, number>();
  #cells = new Uint16Array(1024);
  #used = 0;

  constructor(domain: DomainSpec) {
    this.#domain = domain;
  }

  add(pupil: number, sitting: Sitting): void {
    const { items } = this.#domain;
    if (this.#used + items.length > this.#cells.length) {
      const grown = new Uint16Array(this.#cells.length * 2 + items.length);
      grown.set(this.#cells);
      this.#cells = grown;
    }
    let met = false;
    items.forEach((id, j) => {
      const cell = this.#codeOf(cellOf(sitting, id));
      this.#cells[this.#used + j] = cell;
      if (cell !== ABSENT) met = true;
    });
    if (!met) return;
    this.#pupils.push(pupil);
    this.#marks.push(answersMark(this.#domain, sitting));
    this.#used += items.length;
  }

  #codeOf(cell: Cell): number {
    if (cell === 'absent') return ABSENT;
    if (cell === 'passed') return PASSED;
    let index = this.#scores.get(cell);
    if (index === undefined) {
      index = this.#scores.size;
      this.#scores.set(cell, index);
    }
    return index;
  }

  finish(): DomainResponses {
    const { items } = this.#domain;
    const width = items.length;
    const cells = this.#cells.subarray(0, this.#used);
    const scores = [...this.#scores.keys()];
    // What each item shows, then the unit of those that can be used.
    const shown = items.map(() => new Set<number>());
    cells.forEach((cell, at) => {
      if (cell < scores.length) shown[at % width]?.add(scores[cell] ?? 0);
    });
    const sound = items.filter((_, j) => [...(shown[j] ?? [])].every((score) => score >= 0));
    const unit = unitOf(sound.flatMap((id) => [...(shown[items.indexOf(id)] ?? [])]));
    const usable =
      unit === null
        ? []
        : sound.filter((id) =>
            [...(shown[items.indexOf(id)] ?? [])].every((one) => one / unit <= MAX_SCORE + 0.5),
          );
    const domain = this.#domain;
    const unfit = items.filter((id) => !usable.includes(id));
    if (usable.length === 0 || unit === null || this.#pupils.length === 0)
      return {
        domain,
        pupils: this.#pupils,
        marks: this.#marks,
        matrix: null,
        unit: 1,
        unfit: unit === null ? items : unfit,
      };
    const columns = usable.map((id) => items.indexOf(id));
    const steps = new Uint8Array(new SharedArrayBuffer(this.#pupils.length * columns.length));
    for (let i = 0, at = 0; i < this.#pupils.length; i++)
      for (const column of columns) {
        const cell = cells[i * width + column] ?? ABSENT;
        steps[at++] =
          cell === ABSENT
            ? NOT_ADMINISTERED
            : cell === PASSED
              ? OMITTED
              : Math.round((scores[cell] ?? 0) / unit);
      }
    return {
      domain,
      pupils: this.#pupils,
      marks: this.#marks,
      matrix: createResponseMatrix(usable, steps),
      unit,
      unfit,
    };
  }
}

const ABSENT = 0xffff;
const PASSED = 0xfffe;
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
