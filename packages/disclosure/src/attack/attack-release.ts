/**
 * The attack on a release as its owner runs it before anything leaves: with the true values at hand, so that a finding
 * is a finding. Without them (`facts` null) it is what anybody can do with the published files. Throws
 * `release-differencing` where the releases are not all of one method.
 */

import { DisclosureError } from '../errors.ts';
import type { LinearSolver } from '../solver/linear-solver.ts';
import type { ReleaseRecord } from '../tables/release-record.ts';
import { attackChanged } from './attack-changed.ts';
import { type AttackResult, attackTables, type Finding, type Insider } from './attack-tables.ts';
import type { PublishedCells } from './published-cells.ts';
import { readReleases } from './read-release.ts';

/** What the owner knows of each row of the first release, table by table. */
export interface OwnerFacts {
  readonly rows: readonly (readonly RowFacts[])[];
  /** Who is alone where: sets of rows, each with a table and a row number. */
  readonly insiders: readonly (readonly { readonly table: number; readonly row: number }[])[];
}

export interface RowFacts {
  readonly values: readonly number[];
  readonly isSensitive: boolean;
  /** How far above and below its value each quantity must stay possible. */
  readonly above: readonly number[];
  readonly below: readonly number[];
}

export interface ReleaseAttack extends AttackResult {
  readonly names: readonly string[];
  readonly cellOfRow: readonly (readonly Int32Array[])[];
}

export interface ReleaseAttackArguments {
  /** The release first, then earlier ones. */
  readonly releases: readonly [ReleaseRecord, ...ReleaseRecord[]];
  readonly facts: OwnerFacts | null;
  readonly solver: LinearSolver | null;
  readonly everyInterval?: boolean;
  readonly onProgress?: (done: number, of: number) => void;
}

export function attackRelease({
  releases,
  facts,
  solver,
  everyInterval,
  onProgress,
}: ReleaseAttackArguments): ReleaseAttack {
  const [own] = releases;
  // Intervals from changed values beside exact ones are not solved here, so nothing may be said of both together.
  for (const { name, method } of releases)
    if (method !== own.method) throw new DisclosureError('release-differencing', { release: name, method });
  const { published, cellOfRow, implied } = readReleases(own.method === 'suppression' ? releases : [own]);
  const cells = published.names.length;
  const findings: Finding[] = [];
  const targets = Uint8Array.from(implied, (flag) => (flag === 1 ? 2 : facts === null ? 1 : 0));
  const quantities = published.values.length;
  const required = Array.from({ length: quantities }, () => ({
    least: new Float64Array(cells).fill(Number.NEGATIVE_INFINITY),
    most: new Float64Array(cells).fill(Number.POSITIVE_INFINITY),
  }));
  const positive = new Uint8Array(cells);
  const truth = Array.from({ length: quantities }, () => new Float64Array(cells).fill(Number.NaN));
  facts?.rows.forEach((rows, table) => {
    rows.forEach(({ values, isSensitive, above, below }, row) => {
      const cell = cellOfRow[0]![table]![row]!;
      if (values.every((value) => value > 0)) positive[cell] = 1;
      values.forEach((value, quantity) => {
        if (truth[quantity] !== undefined) truth[quantity][cell] = value;
      });
      if (!isSensitive) return;
      targets[cell] = 1;
      required.forEach(({ least, most }, quantity) => {
        least[cell] = Math.max(0, values[quantity]! - below[quantity]!);
        most[cell] = values[quantity]! + above[quantity]!;
      });
      if (own.method === 'suppression' && !Number.isNaN(published.values[0]![cell]!))
        findings.push(shownFinding(cell, published.values[0]![cell]!));
    });
  });
  const insiders = (facts?.insiders ?? []).map((known): Insider => {
    const places = known.map(({ table, row }) => ({ cell: cellOfRow[0]![table]![row]!, table, row }));
    const unique = [...new Map(places.map((place) => [place.cell, place])).values()];
    return {
      cells: Int32Array.from(unique, ({ cell }) => cell),
      values: Array.from({ length: quantities }, (_, quantity) =>
        Float64Array.from(unique, ({ table, row }) => facts!.rows[table]![row]!.values[quantity]!),
      ),
    };
  });
  const few = own.rules.minUnits ?? 1;
  if (own.method !== 'suppression') {
    const result = changedResult(own, published, targets, solver);
    const small = result.findings.filter(({ least }) => least > 0.5 && least < few - 0.5);
    return { ...result, findings: small, names: published.names, cellOfRow };
  }
  const result = attackTables(
    published,
    {
      targets,
      insiders,
      positive,
      // Everybody sees that a count is whole, so that less than one person's width is no uncertainty.
      width: 1,
      ...(facts === null ? {} : { required, truth }),
      ...(everyInterval === undefined ? {} : { everyInterval }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
    solver,
  );
  const kept = result.findings.filter(
    ({ cell, quantity, least }) =>
      implied[cell] === 0 || (quantity === 0 && least > 0.5 && least < few - 0.5),
  );
  return { ...result, findings: [...findings, ...kept], names: published.names, cellOfRow };
}

/** Totals of a rounded table stray by further multiples where no additive rounding is nearer. */
const STRAYS = [0, 1, 2, 4];

function changedResult(
  { method, rules }: ReleaseRecord,
  published: PublishedCells,
  targets: Uint8Array,
  solver: LinearSolver | null,
): AttackResult {
  const count = targets.reduce((sum, target) => sum + (target === 1 ? 1 : 0), 0);
  const none = new Float64Array(targets.length).fill(Number.NaN);
  const nothing = { findings: [], hidden: 0, targets: count, programs: 0, least: none, most: none };
  if (solver === null || count === 0) return nothing;
  const base = rules.change ?? 0;
  for (const change of method === 'rounding' ? STRAYS.map((stray) => base - 1 + stray * base) : [base]) {
    const result = attackChanged({ published, change, targets }, solver);
    if (result !== null) return { ...nothing, ...result };
  }
  return nothing;
}

function shownFinding(cell: number, value: number): Finding {
  return { kind: 'small-shown', cell, quantity: 0, least: value, most: value, knowing: [] };
}
