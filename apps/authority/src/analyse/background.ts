/**
 * What the roster says of the pupils of a level, as small numbers: a code for each value of a column, the school, the class,
 * the weight. One pass over the vault; only what an analysis asks for is opened. Personal.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { AnalysisSpec, BackgroundColumn } from '../campaign/spec.ts';
import { locationOf } from '../geography/departement.ts';
import type { PupilFacts, PupilRow, SchoolRow } from '../vault/rows.ts';

export interface ColumnCodes {
  readonly column: BackgroundColumn;
  /** Values in order of their text. */
  readonly labels: readonly string[];
  /** Of each pupil: position in `labels`. */
  readonly of: Uint16Array;
}

export interface Background {
  /** Rows of the vault, rising. */
  readonly pupils: Uint32Array;
  readonly columns: ReadonlyMap<BackgroundColumn, ColumnCodes>;
  readonly school: Uint32Array;
  readonly class: Uint32Array;
  /** NaN: the roster gives none. Null: not asked for. */
  readonly weight: Float64Array | null;
}

/** Columns that an analysis uses. */
export function columnsOf({ groups, dif, plausible, regression = [] }: AnalysisSpec): BackgroundColumn[] {
  const compared = regression.map(({ column }) => column);
  return [
    ...new Set([...(groups === null ? [] : [groups]), ...dif, ...(plausible?.background ?? []), ...compared]),
  ];
}

const ROWS_A_TURN = 2_000;
/** Whether a column is among what is sealed of a pupil. */
const IS_SEALED: Readonly<Record<BackgroundColumn, boolean>> = {
  sexe: true,
  trimestre: true,
  amenagements: true,
  secteur: false,
  ep: false,
  zone: false,
  departement: false,
  region: false,
};

type Row = Pick<PupilRow, 'id' | 'sealed'> &
  Pick<SchoolRow, 'uai' | 'sector' | 'priority' | 'area'> & {
    readonly school: number;
    readonly class: number;
  };

export async function readBackground(
  campaign: OpenCampaign,
  level: string,
  analysis: AnalysisSpec,
  signal?: AbortSignal,
): Promise<Background> {
  const { vault, sealer, name, calendars } = campaign;
  const wanted = columnsOf(analysis);
  const opens = analysis.weight !== null || wanted.some((column) => IS_SEALED[column]);
  const from = `FROM pupil_view WHERE campaign = ? AND state = 'present' AND level = ?`;
  const size = vault.count(`SELECT count(*) ${from}`, name, level);
  const pupils = new Uint32Array(size);
  const school = new Uint32Array(size);
  const classOf = new Uint32Array(size);
  const weight = analysis.weight === null ? null : new Float64Array(size).fill(Number.NaN);
  const collectors = wanted.map((column) => ({
    column,
    of: new Uint16Array(size),
    known: new Map<string, number>(),
  }));
  let i = 0;
  for (const row of vault.iterate<Row>(
    `SELECT id, sealed, class, school, uai, sector, priority, area ${from} ORDER BY id`,
    name,
    level,
  )) {
    const facts = opens ? sealer.open<PupilFacts>('pupil', 'sealed', row.id, row.sealed) : null;
    pupils[i] = row.id;
    school[i] = row.school;
    classOf[i] = row.class;
    if (weight !== null) weight[i] = facts?.weight ?? Number.NaN;
    for (const { column, of, known } of collectors) {
      const value = labelOf(column, row, facts, calendars.areas[row.area]?.id ?? '');
      let code = known.get(value);
      if (code === undefined) {
        code = known.size;
        known.set(value, code);
      }
      of[i] = code;
    }
    if (++i % ROWS_A_TURN === 0) {
      await turn();
      signal?.throwIfAborted();
    }
  }
  return {
    pupils,
    columns: new Map(
      collectors.map(({ column, of, known }) => [column, inOrder(column, of, [...known.keys()])]),
    ),
    school,
    class: classOf,
    weight,
  };
}

function labelOf(column: BackgroundColumn, row: Row, facts: PupilFacts | null, area: string): string {
  switch (column) {
    case 'secteur':
      return row.sector;
    case 'ep':
      return row.priority;
    case 'zone':
      return area;
    case 'departement':
      return locationOf(row.uai).departement ?? '–';
    case 'region':
      return locationOf(row.uai).region ?? '–';
    case 'sexe':
      return facts?.sex ?? '–';
    case 'trimestre':
      return facts === null ? '–' : `T${Math.ceil(Number(facts.birthDate.slice(5, 7)) / 3)}`;
    case 'amenagements':
      return (facts?.accommodations.length ?? 0) > 0 ? 'avec' : 'sans';
  }
}

/** Codes in the order of their labels, so that they do not depend on who comes first. */
function inOrder(column: BackgroundColumn, of: Uint16Array, seen: readonly string[]): ColumnCodes {
  const labels = seen.toSorted((a, b) => (a < b ? -1 : 1));
  const position = Uint16Array.from(seen, (label) => labels.indexOf(label));
  for (let i = 0; i < of.length; i++) of[i] = position[of[i] ?? 0] ?? 0;
  return { column, labels, of };
}

/** The background of these pupils (rows of the vault, rising), all of whom the level has. */
export function backgroundOf(background: Background, pupils: readonly number[]): Background {
  const at = new Uint32Array(pupils.length);
  let k = 0;
  pupils.forEach((pupil, i) => {
    while (k < background.pupils.length && (background.pupils[k] ?? 0) < pupil) k++;
    if (background.pupils[k] !== pupil) throw new Error('a pupil of the analysis is not of its level');
    at[i] = k;
  });
  const pick = <Values extends Uint16Array | Uint32Array | Float64Array>(values: Values): Values => {
    const picked = values.slice(0, at.length) as Values;
    at.forEach((from, i) => {
      picked[i] = values[from] ?? 0;
    });
    return picked;
  };
  return {
    pupils: Uint32Array.from(pupils),
    columns: new Map(
      [...background.columns].map(([column, codes]) => [column, { ...codes, of: pick(codes.of) }]),
    ),
    school: pick(background.school),
    class: pick(background.class),
    weight: background.weight === null ? null : pick(background.weight),
  };
}

/** How values are called in reports; those that are not listed are codes that speak for themselves. */
export const COLUMN_WORDS: Readonly<Record<BackgroundColumn, { readonly fr: string; readonly en: string }>> =
  {
    sexe: { fr: 'sexe', en: 'sex' },
    trimestre: { fr: 'trimestre de naissance', en: 'quarter of birth' },
    amenagements: { fr: 'aménagements', en: 'accommodations' },
    secteur: { fr: 'secteur', en: 'sector' },
    ep: { fr: 'éducation prioritaire', en: 'priority network' },
    zone: { fr: 'zone', en: 'area' },
    departement: { fr: 'département', en: 'département' },
    region: { fr: 'région', en: 'region' },
  };

const VALUE_WORDS: Readonly<Record<string, { readonly fr: string; readonly en: string }>> = {
  'sexe/F': { fr: 'filles', en: 'girls' },
  'sexe/M': { fr: 'garçons', en: 'boys' },
  'secteur/PU': { fr: 'public', en: 'public' },
  'secteur/PR': { fr: 'privé', en: 'private' },
  'ep/HEP': { fr: 'hors éducation prioritaire', en: 'outside priority networks' },
  'amenagements/avec': { fr: 'avec', en: 'with' },
  'amenagements/sans': { fr: 'sans', en: 'without' },
};

export function sayValue(column: BackgroundColumn, label: string, lang: 'fr' | 'en'): string {
  if (label === OTHERS) return lang === 'fr' ? 'autres' : 'others';
  return VALUE_WORDS[`${column}/${label}`]?.[lang] ?? label;
}

/** Values with few pupils, taken together. */
export const OTHERS = '*';
