/** What the committee reads: which rules, how many cells each of them hides, what is lost, and what the attack found. Not for publication. */
import type { ReleaseAttack } from '../attack/attack-release.ts';
import { PRIMARY_RULES, type PrimaryRule } from '../tables/primary-rules.ts';
import { PRIMARY, SECONDARY } from '../tables/suppress.ts';
import type { Tabulated } from '../tables/tabulate.ts';

export interface SecrecySummary {
  readonly format: 'cloison-secrecy/1';
  readonly release: string;
  readonly method: Tabulated['release']['method'];
  readonly rules: Tabulated['release']['rules'];
  readonly tables: readonly TableSecrecy[];
  /** Cells hidden because an earlier release has shown another value, by a few persons. */
  readonly differing: number;
  /** Cells that an earlier release shows too, with the same value. */
  readonly shownBefore: number;
  readonly largestChange: number;
  readonly attack: {
    readonly hidden: number;
    readonly targets: number;
    readonly insiders: number;
    readonly programs: number;
    readonly findings: number;
    /** Width of the interval that is left to an outsider for sensitive counts, at least: quartiles. */
    readonly widths: readonly [number, number, number] | null;
  };
}

export interface TableSecrecy {
  readonly table: string;
  readonly cells: number;
  readonly shown: number;
  readonly primary: number;
  readonly secondary: number;
  readonly byRule: Readonly<Partial<Record<PrimaryRule, number>>>;
  /** Of the persons that the table's finest cells hold, those whose cell is shown, in percent. */
  readonly personsShownPercent: number | null;
}

export function secrecySummary(
  tabulated: Tabulated,
  attack: ReleaseAttack,
  insiders: number,
): SecrecySummary {
  const { release, tables, values, sensitive, suppression, differing, fixed, largestChange, space } =
    tabulated;
  const widths: number[] = [];
  attack.most.forEach((most, cell) => {
    const width = most - attack.least[cell]!;
    if (Number.isFinite(width)) widths.push(width);
  });
  widths.sort((a, b) => a - b);
  const quartile = (share: number) => widths[Math.min(widths.length - 1, Math.floor(widths.length * share))]!;
  return {
    format: 'cloison-secrecy/1',
    release: release.name,
    method: release.method,
    rules: release.rules,
    tables: tables.map(({ name, rows }, t) => {
      const state = (cell: number) => suppression?.hidden[cell] ?? 0;
      const count = (wanted: number) => rows.filter(({ cell }) => state(cell) === wanted).length;
      const byRule: Partial<Record<PrimaryRule, number>> = {};
      PRIMARY_RULES.forEach((rule, bit) => {
        const flagged = rows.filter(({ cell }) => (sensitive.rules[cell]! & (1 << bit)) !== 0).length;
        if (flagged > 0) byRule[rule] = flagged;
      });
      const { by } = release.tables[t]!;
      const finest = rows.filter(({ codes }) =>
        codes.every((code, at) =>
          release.variables
            .find((one) => one.name === by[at])!
            .categories.some((category) => category.code === code),
        ),
      );
      const persons = (list: typeof rows) => list.reduce((sum, { cell }) => sum + values.counts[cell]!, 0);
      const all = persons(finest);
      return {
        table: name,
        cells: rows.length,
        shown: rows.filter(({ shown }) => shown !== null).length,
        primary: count(PRIMARY),
        secondary: count(SECONDARY),
        byRule,
        personsShownPercent:
          all === 0 ? null : (100 * persons(finest.filter(({ shown }) => shown !== null))) / all,
      };
    }),
    differing: differing.filter((cell) => space.space.shown[cell] === 1).length,
    shownBefore: fixed.reduce((sum, flag) => sum + flag, 0),
    largestChange,
    attack: {
      hidden: attack.hidden,
      targets: attack.targets,
      insiders,
      programs: attack.programs,
      findings: attack.findings.length,
      widths: widths.length === 0 ? null : [quartile(0.25), quartile(0.5), quartile(0.75)],
    },
  };
}
