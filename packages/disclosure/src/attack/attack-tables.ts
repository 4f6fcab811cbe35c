/**
 * The attack on published tables: what an outsider computes exactly, how closely he can narrow a hidden value, and
 * what those who are alone in a cell compute with their own value. It knows what is published and nothing of how the
 * hidden cells were chosen.
 */

import type { LinearSolver } from '../solver/linear-solver.ts';
import { type SolvedSystem, solveSystem } from './exact-recovery.ts';
import { type HiddenSystem, hiddenSystems, type PublishedCells } from './published-cells.ts';
import { witnesses } from './witnesses.ts';

export const FINDING_KINDS = [
  'exact',
  'narrow',
  'insider-exact',
  'insider-narrow',
  'small-shown',
  'inconsistent',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly kind: FindingKind;
  readonly cell: number;
  /** 0: persons; then sums in order. */
  readonly quantity: number;
  /** Everything that agrees with what is shown lies between these; equal where the value is known. */
  readonly least: number;
  readonly most: number;
  /** Who found it, for insiders: the cells that he knew. */
  readonly knowing: readonly number[];
}

/** Somebody who knows the values of some hidden cells, being alone in them. One value for each quantity. */
export interface Insider {
  readonly cells: Int32Array;
  readonly values: readonly Float64Array[];
}

export interface AttackGoals {
  /** What the attack is after: 1 every way, 2 by exact recovery alone, 0 not. All hidden cells if absent. */
  readonly targets?: Uint8Array;
  /**
   * How uncertain each cell must stay, for each quantity: nothing below `least` and above `most` may be excluded.
   * Without it, an interval narrower than `width` is a finding.
   */
  readonly required?: readonly { readonly least: Float64Array; readonly most: Float64Array }[];
  readonly width: number;
  readonly insiders: readonly Insider[];
  /**
   * Cells that are known to hold somebody: 1. Where all hidden cells of a part do, every value can move a little if it is
   * not exactly determined, so that linear programs tell insiders no more than linear algebra has.
   */
  readonly positive?: Uint8Array;
  /** True values of each quantity, NaN where not known: what the owner has, to prove intervals wide without a program. */
  readonly truth?: readonly Float64Array[];
  /** Solves for every target's interval, also where others' solutions show already that it is wide enough. */
  readonly everyInterval?: boolean;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface AttackResult {
  readonly findings: readonly Finding[];
  readonly hidden: number;
  readonly targets: number;
  /** Linear programs solved. */
  readonly programs: number;
  /**
   * Values of each hidden cell's persons that are proved possible, the least and the most; NaN where none was asked. The
   * whole interval with `everyInterval`.
   */
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** `solver` null leaves intervals out and keeps to exact recovery. */
export function attackTables(
  published: PublishedCells,
  goals: AttackGoals,
  solver: LinearSolver | null,
): AttackResult {
  const findings: Finding[] = [];
  const cells = published.names.length;
  const least = new Float64Array(cells).fill(Number.NaN);
  const most = new Float64Array(cells).fill(Number.NaN);
  let programs = 0;
  const isTarget = (cell: number) => goals.targets?.[cell] !== 0;
  published.values.forEach((values, quantity) => {
    const systems = hiddenSystems(published, values);
    systems.forEach((system, at) => {
      const targets = [...system.cells].filter(isTarget);
      const solved = solveSystem(system);
      const known = new Set<number>();
      for (const { cell, value } of solved.recovered) {
        known.add(cell);
        if (isTarget(cell))
          findings.push({ kind: 'exact', cell, quantity, least: value, most: value, knowing: [] });
      }
      if (quantity === 0)
        findings.push(
          ...insidersExactly(
            solved,
            goals.insiders,
            targets.filter((cell) => !known.has(cell)),
          ),
        );
      if (solver !== null) {
        const intervals = narrow(
          system,
          solved,
          targets.filter((cell) => !known.has(cell) && goals.targets?.[cell] !== 2),
          quantity,
          goals,
          solver,
        );
        programs += intervals.programs;
        findings.push(...intervals.findings);
        if (quantity === 0)
          for (const cell of targets) {
            least[cell] = intervals.least.get(cell) ?? Number.NaN;
            most[cell] = intervals.most.get(cell) ?? Number.NaN;
          }
      }
      goals.onProgress?.(at + 1, systems.length);
    });
  });
  const hidden = published.values[0]!.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  const targets = published.values[0]!.reduce(
    (sum, value, cell) => sum + (Number.isNaN(value) && isTarget(cell) ? 1 : 0),
    0,
  );
  return { findings, hidden, targets, programs, least, most };
}

function insidersExactly(
  solved: SolvedSystem,
  insiders: readonly Insider[],
  targets: readonly number[],
): Finding[] {
  return insiders.flatMap(({ cells }) =>
    solved.recoveredBy([...cells], targets).map(
      (cell): Finding => ({
        kind: 'insider-exact',
        cell,
        quantity: 0,
        least: Number.NaN,
        most: Number.NaN,
        knowing: [...cells],
      }),
    ),
  );
}

/** Values agree with what is shown to within this; solvers work with tolerances of 1e-7. */
const SLACK = 1e-5;

/** From this many targets on, random sums are tried first. */
const MANY_TARGETS = 40;
const RANDOM_SUMS = 40;

/** Whether what is shown adds up with what is true, as far as that is known. */
function agrees({ cells, rows }: HiddenSystem, truth: Float64Array): boolean {
  return rows.every(({ unknowns, coefficients, value }) => {
    const sum = unknowns.reduce((total, at, k) => total + coefficients[k]! * truth[cells[at]!]!, 0);
    return !(Math.abs(sum - value) > SLACK * Math.max(1, Math.abs(value)));
  });
}

function narrow(
  system: HiddenSystem,
  solved: SolvedSystem,
  targets: readonly number[],
  quantity: number,
  goals: AttackGoals,
  solver: LinearSolver,
) {
  const findings: Finding[] = [];
  const least = new Map<number, number>();
  const most = new Map<number, number>();
  const place = new Map(Array.from(system.cells, (cell, at) => [cell, at]));
  let programs = 0;
  if (targets.length === 0) return { findings, least, most, programs };
  const truth = goals.everyInterval === true ? undefined : goals.truth?.[quantity];
  const proved = truth === undefined || !agrees(system, truth) ? null : witnesses(solved, truth);
  if (proved !== null)
    for (const cell of targets) {
      const { above, below } = proved.room(cell);
      if (Number.isNaN(truth![cell]!)) continue;
      least.set(cell, truth![cell]! - below);
      most.set(cell, truth![cell]! + above);
    }
  const program = solver.open({ columns: system.cells.length, rows: system.rows });
  try {
    const widen = (solution: Float64Array, low: Map<number, number>, high: Map<number, number>) => {
      for (const target of targets) {
        const value = solution[place.get(target)!]!;
        if (!(value >= (low.get(target) ?? Number.POSITIVE_INFINITY))) low.set(target, value);
        if (!(value <= (high.get(target) ?? Number.NEGATIVE_INFINITY))) high.set(target, value);
      }
    };
    /** False where nothing agrees with what is shown. */
    const solve = (
      cell: number,
      sense: 'least' | 'most',
      low: Map<number, number>,
      high: Map<number, number>,
    ): boolean => {
      programs++;
      const solution = program.extreme(new Map([[place.get(cell)!, 1]]), sense);
      if (solution === 'infeasible') return false;
      if (solution === 'unbounded') {
        high.set(cell, Number.POSITIVE_INFINITY);
        if (!low.has(cell)) low.set(cell, 0);
        return true;
      }
      widen(solution, low, high);
      return true;
    };
    const bounds = goals.required?.[quantity];
    const lowEnough = (cell: number) =>
      bounds === undefined
        ? most.get(cell)! - least.get(cell)! >= goals.width
        : least.get(cell)! <= bounds.least[cell]! + SLACK;
    const highEnough = (cell: number) =>
      bounds === undefined
        ? most.get(cell)! - least.get(cell)! >= goals.width
        : most.get(cell)! >= bounds.most[cell]! - SLACK;
    const isWide = (cell: number) => least.has(cell) && lowEnough(cell) && highEnough(cell);
    const open = goals.everyInterval === true ? targets : targets.filter((cell) => !isWide(cell));
    if (open.length >= MANY_TARGETS && goals.everyInterval !== true) {
      // Extremes of random sums widen many intervals at once.
      let state = 1;
      for (let round = 0; round < RANDOM_SUMS; round++) {
        const weights = new Map(
          open.map((cell) => {
            state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
            return [place.get(cell)!, state / 2 ** 31 - 1] as const;
          }),
        );
        programs++;
        const solution = program.extreme(weights, 'most');
        if (typeof solution === 'string') break;
        widen(solution, least, most);
      }
    }
    for (const cell of open) {
      const ask = (sense: 'least' | 'most') => solve(cell, sense, least, most);
      const askLeast = goals.everyInterval === true || !least.has(cell) || !lowEnough(cell);
      if (askLeast && !ask('least')) {
        findings.push({
          kind: 'inconsistent',
          cell,
          quantity,
          least: Number.NaN,
          most: Number.NaN,
          knowing: [],
        });
        return { findings, least, most, programs };
      }
      if (goals.everyInterval === true || !highEnough(cell)) ask('most');
      if (!lowEnough(cell) || !highEnough(cell))
        findings.push({
          kind: most.get(cell)! - least.get(cell)! < SLACK ? 'exact' : 'narrow',
          cell,
          quantity,
          least: least.get(cell)!,
          most: most.get(cell)!,
          knowing: [],
        });
    }
    const allPositive =
      goals.positive !== undefined && system.cells.every((cell) => goals.positive![cell] === 1);
    for (const insider of allPositive ? [] : goals.insiders) {
      const inside = [...insider.cells].filter((cell) => place.has(cell));
      if (inside.length === 0) continue;
      inside.forEach((cell) => {
        program.hold(place.get(cell)!, insider.values[quantity]![insider.cells.indexOf(cell)]!);
      });
      const low = new Map<number, number>();
      const high = new Map<number, number>();
      for (const cell of targets) {
        if (inside.includes(cell) || proved?.movesWithout(cell, inside, 2 * SLACK)) continue;
        const wide = () => high.get(cell)! - low.get(cell)! > SLACK;
        if (low.has(cell) && wide()) continue;
        if (!solve(cell, 'least', low, high)) continue;
        if (!wide() && !solve(cell, 'most', low, high)) continue;
        if (!wide())
          findings.push({
            kind: 'insider-narrow',
            cell,
            quantity,
            least: low.get(cell)!,
            most: high.get(cell)!,
            knowing: inside,
          });
      }
      for (const cell of inside) program.hold(place.get(cell)!, null);
    }
  } finally {
    program.close();
  }
  return { findings, least, most, programs };
}
