/**
 * The part of `npm run bench -- disclosure` that is about tables: counted, protected and attacked, beside what
 * GaussSuppression takes of tables of the same size. Processor time is given too, since wall time on a shared machine
 * tells of its neighbours. The floor is one read, sort and write of the same file by sort(1).
 */
import { createMicrodata, simulatePupils } from '@cloison/disclosure';
import { loadSolver } from '@cloison/disclosure/solver';
import {
  attackRelease,
  ownerFacts,
  parseTabulation,
  type Tabulation,
  tabulate,
} from '@cloison/disclosure/tables';
import { uniformAt } from '@cloison/measurement';

export interface TableTask {
  readonly rows: number;
  readonly by: readonly string[];
  readonly minUnits: number;
  readonly reference: string;
}

/**
 * The references' file is not at hand: rows and limits are such that tables of their 3,332 and 9,996 cells have about as
 * many sensitive cells as theirs, and persons alone.
 */
export const TABLE_TASKS: readonly TableTask[] = [
  {
    rows: 250_000,
    by: ['departement', 'groupe', 'ep'],
    minUnits: 5,
    reference: 'GaussSuppression 1.0.0: 3.4 s, 33 + 123 hidden (164 with singletons mended)',
  },
  {
    rows: 300_000,
    by: ['departement', 'groupe', 'ep', 'sexe'],
    minUnits: 5,
    reference: 'GaussSuppression 1.0.0: 29.6 s, 183 + 618 hidden (857 with singletons mended)',
  },
  {
    rows: 200_000,
    by: ['departement', 'groupe', 'ep', 'sexe'],
    minUnits: 3,
    reference: 'the same table with three times as many persons alone in a cell',
  },
];

export interface TableResult {
  readonly cells: number;
  readonly primary: number;
  readonly secondary: number;
  readonly insiders: number;
  readonly wholeS: number;
  readonly processorS: number;
  readonly attackS: number;
  readonly findings: number;
  readonly reference: string;
}

/** Each task `runs` times; times are the median, of counting, rules and suppression together. */
export async function measureTables(seed: number, runs = 5): Promise<readonly TableResult[]> {
  const solver = await loadSolver();
  return TABLE_TASKS.map(({ rows, by, minUnits, reference }) => {
    const columns = simulatePupils(rows, (stream, counter) => uniformAt(seed, stream, counter));
    const regions = Array.from({ length: 17 }, (_, region) => `R${region}`);
    const { labels, codes } = columns.find(({ name }) => name === 'departement')!;
    const regionOf = (departement: number) => Math.floor((departement * regions.length) / labels.length);
    const data = createMicrodata([
      ...columns,
      { kind: 'categorical', name: 'region', labels: regions, codes: codes.map(regionOf) },
    ]);
    const tabulation = specification(by, minUnits);
    const wholeS: number[] = [];
    const processorS: number[] = [];
    const run = () => {
      const [began, processor] = [performance.now(), process.cpuUsage()];
      const result = tabulate({ data, tabulation, earlier: [], solver });
      const { user, system } = process.cpuUsage(processor);
      wholeS.push((performance.now() - began) / 1000);
      processorS.push((user + system) / 1e6);
      return result;
    };
    let result = run();
    for (let again = 1; again < runs; again++) result = run();
    const facts = ownerFacts(result);
    const began = performance.now();
    const attack = attackRelease({ releases: [result.release], facts, solver });
    const { primary, secondary } = result.suppression!;
    return {
      cells: result.tables[0]!.rows.length,
      primary,
      secondary,
      insiders: facts.insiders.length,
      wholeS: median(wholeS),
      processorS: median(processorS),
      attackS: (performance.now() - began) / 1000,
      findings: attack.findings.length,
      reference,
    };
  });
}

function specification(by: readonly string[], minUnits: number): Tabulation {
  const parsed = parseTabulation({
    name: 'bench',
    variables: Object.fromEntries(
      by.map((name) => [name, name === 'departement' ? { hierarchies: [[{ column: 'region' }]] } : {}]),
    ),
    tables: [{ name: 'bench', by }],
    rules: { minUnits },
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.tabulation;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

export function tablesTable(results: readonly TableResult[], floorS: number): string {
  const whole = new Intl.NumberFormat('en');
  return [
    '| cells | sensitive + beside them | persons alone | counted and protected | processor | attack, its findings | floor | reference |',
    '|---|---|---|---|---|---|---|---|',
    ...results
      .map((one) =>
        [
          whole.format(one.cells),
          `${one.primary} + ${one.secondary} = ${one.primary + one.secondary}`,
          String(one.insiders),
          `${one.wholeS.toFixed(2)} s`,
          `${one.processorS.toFixed(2)} s`,
          `${one.attackS.toFixed(1)} s, ${one.findings}`,
          `${floorS.toFixed(2)} s`,
          one.reference,
        ].join(' | '),
      )
      .map((row) => `| ${row} |`),
  ].join('\n');
}
