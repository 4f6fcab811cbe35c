/** The file that declares areas: `territoire,type,nom,uai`, a line for each school of each area. Read whole, every fault reported. */
import { readCsv } from '../roster/csv-file.ts';
import type { RosterFile } from '../roster/read-roster.ts';
import { Cells, MAX_TEXT } from '../roster/roster-cells.ts';
import type { RosterProblems } from '../roster/roster-problems.ts';
import type { TerritoryKind } from '../vault/rows.ts';
import { DERIVED_PREFIXES } from './derived-territories.ts';

const COLUMNS = ['territoire', 'type', 'nom', 'uai'] as const;
type Column = (typeof COLUMNS)[number];

/** Words of the file for what an area is. */
export const KIND_WORDS = {
  region: 'region',
  academie: 'academie',
  departement: 'departement',
  circonscription: 'circonscription',
  autre: 'other',
} as const satisfies Readonly<Record<string, TerritoryKind>>;

export interface DeclaredArea {
  readonly code: string;
  readonly kind: TerritoryKind;
  readonly label: string;
  /** Sorted, each once. */
  readonly uais: readonly string[];
}

/** By code. Areas may overlap; a school may not stand twice in one. */
export async function readAreas(
  file: RosterFile,
  problems: RosterProblems,
): Promise<readonly DeclaredArea[]> {
  const areas = new Map<string, Omit<DeclaredArea, 'uais'> & { line: number; uais: Map<string, number> }>();
  await readCsv(file.path, file.name, file.encoding, COLUMNS, problems, (row) => {
    const cells = new Cells<Column>(row, file.name, problems);
    const code = readCode(cells);
    const kind = readKind(cells);
    const label = cells.text('nom', MAX_TEXT);
    const uai = cells.uai('uai');
    if (code === null || kind === null || label === null) return;
    const known = areas.get(code) ?? { code, kind, label, line: row.line, uais: new Map() };
    areas.set(code, known);
    if (known.kind !== kind) cells.fault('area-differs', 'type', { area: code, first: known.line });
    if (known.label !== label) cells.fault('area-differs', 'nom', { area: code, first: known.line });
    if (uai === null) return;
    const first = known.uais.get(uai);
    if (first === undefined) known.uais.set(uai, row.line);
    else cells.fault('area-uai-twice', 'uai', { uai, area: code, first });
  });
  if (areas.size > MOST_AREAS)
    problems.add('areas-many', file.name, { line: 1, column: 1 }, { max: MOST_AREAS });
  return [...areas.values()]
    .map(({ code, kind, label, uais }) => ({ code, kind, label, uais: [...uais.keys()].sort() }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** France has some 1,300 circonscriptions. */
const MOST_AREAS = 5_000;

function readCode(cells: Cells<Column>): string | null {
  const value = cells.text('territoire', MAX_TEXT)?.toLowerCase() ?? null;
  if (value === null) return null;
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(value)) {
    return cells.fault('area-code', 'territoire', { value: value.slice(0, 40) });
  }
  const prefix = DERIVED_PREFIXES.find((one) => value.startsWith(one));
  return prefix === undefined ? value : cells.fault('area-reserved', 'territoire', { prefix });
}

function readKind(cells: Cells<Column>): TerritoryKind | null {
  const value = cells.text('type', MAX_TEXT)?.toLowerCase() ?? null;
  if (value === null) return null;
  return Object.hasOwn(KIND_WORDS, value)
    ? KIND_WORDS[value as keyof typeof KIND_WORDS]
    : cells.fault('area-kind', 'type', {
        value: value.slice(0, 20),
        expected: Object.keys(KIND_WORDS).join(', '),
      });
}
