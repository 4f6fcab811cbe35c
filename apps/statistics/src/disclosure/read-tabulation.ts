/** The specification of a tabulation, from YAML, with every fault at its line and column; and the file that it speaks of. */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Lang, Terminal } from '@cloison/command';
import { jsonPlace } from '@cloison/command/json-place';
import {
  type CategoricalColumn,
  createMicrodata,
  DisclosureError,
  MISSING,
  type Microdata,
} from '@cloison/disclosure';
import {
  parseReleaseRecord,
  type ReleaseRecord,
  type Tabulation,
  TabulationSchema,
} from '@cloison/disclosure/tables';
import type { Pool } from './disclosure-job.ts';
import { readMicrodata } from './read-microdata.ts';
import { refuseDisclosure } from './refusals.ts';
import { readYaml } from './yaml-text.ts';

/** Throws `specification-bad`. */
export function readTabulation(path: string, lang: Lang): Tabulation {
  const read = readYaml(readFileSync(path, 'utf8'), TabulationSchema);
  if (read.ok) return read.value;
  const said = lang === 'fr' ? { line: 'ligne', column: 'colonne' } : { line: 'line', column: 'column' };
  const list = read.problems
    .slice(0, 20)
    .map(
      (one) =>
        `  ${said.line} ${one.line}, ${said.column} ${one.column}${one.key === '' ? '' : ` (${one.key})`}: ${one[lang]}`,
    );
  if (read.problems.length > 20) list.push('  …');
  throw refuseDisclosure(
    'specification-bad',
    { path, count: read.problems.length, list: list.join('\n') },
    { problems: read.problems.map(({ line, column, key, en }) => ({ line, column, key, problem: en })) },
  );
}

/** Throws `release-unreadable`. Paths are relative to the specification's folder. */
export function readEarlierReleases(
  specification: string,
  paths: readonly string[],
): readonly ReleaseRecord[] {
  return paths.map((path) => readReleaseFile(resolve(dirname(specification), path)));
}

/** Throws `release-unreadable`. */
export function readReleaseFile(path: string): ReleaseRecord {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
    return parseReleaseRecord(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw refuseDisclosure('release-unreadable', { path: jsonPlace(path, text), detail: 'JSON' });
    // The place alone, or the system's code: the words of libraries are English, and of their grammar.
    const place = error instanceof DisclosureError ? String(error.data.at ?? '') : '';
    const { code = place } = error as NodeJS.ErrnoException;
    const detail = error instanceof DisclosureError ? place : code;
    throw refuseDisclosure('release-unreadable', { path, detail: detail === '' ? 'JSON' : detail });
  }
}

/** Columns that a tabulation asks for, and nothing else of the file. Throws what reading throws, and `numbers-bad`. */
export async function readTabulated(
  terminal: Terminal,
  path: string,
  tabulation: Tabulation,
  earlier: readonly ReleaseRecord[],
  pool: Pool,
  delimiter: string | null,
): Promise<Microdata> {
  const numbers = new Set(tabulation.sums.map(({ column }) => column));
  if (tabulation.method.kind === 'cell-key') numbers.add(tabulation.method.column);
  const wanted = new Set([...numbers, ...codesOf(tabulation), ...earlier.flatMap(columnsOfRelease)]);
  const { data } = await readMicrodata(path, pool, {
    delimiter,
    missing: tabulation.missing,
    skips: (name) => !wanted.has(name),
    checkHeader: (header) => {
      const absent = [...wanted].filter((name) => !header.includes(name));
      if (absent.length > 0)
        throw refuseDisclosure('missing-variables', { columns: absent.join(', ') }, { columns: absent });
    },
    lang: terminal.lang,
    progress: terminal.progress,
  });
  return createMicrodata(
    data.columns.map((column) =>
      column.kind === 'categorical' && numbers.has(column.name) ? numeric(column, path) : column,
    ),
  );
}

function codesOf({ variables, where, rules, tables }: Tabulation): readonly string[] {
  const used = new Set(tables.flatMap(({ by }) => by.map(({ variable }) => variable)));
  if (rules.concentration !== undefined) used.add(rules.concentration.variable);
  return [
    ...Object.entries(variables).flatMap(([name, { column, hierarchies }]) =>
      used.has(name)
        ? [
            column ?? name,
            ...hierarchies.flat().flatMap((level) => ('column' in level ? [level.column] : [])),
          ]
        : [],
    ),
    ...Object.keys(where),
    ...(rules.minGroups === undefined ? [] : [rules.minGroups.column]),
  ];
}

const columnsOfRelease = ({ variables, where }: ReleaseRecord) => [
  ...variables.map(({ column }) => column),
  ...Object.keys(where),
];

/** French decimals are taken too. */
function numeric({ name, labels, codes }: CategoricalColumn, path: string) {
  const values = labels.map((label) =>
    /^-?\d+(?:[.,]\d+)?(?:e-?\d+)?$/iu.test(label) ? Number(label.replace(',', '.')) : Number.NaN,
  );
  const bad = values.findIndex(Number.isNaN);
  // Rows of the file count from 2: the first line names the columns.
  if (bad >= 0) throw refuseDisclosure('numbers-bad', { path, column: name, line: codes.indexOf(bad) + 2 });
  return {
    kind: 'numeric' as const,
    name,
    values: Float64Array.from(codes, (code) => (code === MISSING ? Number.NaN : values[code]!)),
  };
}
