/** What the files of a table hold: for programs (JSON), for people (HTML), for data archives (DDI-Codebook). */
import type { DescribedFile, Words } from '../codebook/described-file.ts';
import type { ReleasedTable, ReleaseRecord } from '../tables/release-record.ts';
import { codesOf, releaseColumns, STATUS_WORDS } from './release-columns.ts';
import { sdmxCodes } from './table-sdmx-csv.ts';

export interface TableCodebook {
  readonly format: 'cloison-table-codebook/1';
  readonly release: string;
  readonly table: string;
  readonly title: Words;
  readonly period: string | null;
  readonly producer: string | null;
  readonly unit: Words;
  readonly files: readonly string[];
  readonly rows: number;
  readonly hiddenRows: number;
  /** Columns and codes of the rows that count; none: all. */
  readonly where: Readonly<Record<string, readonly string[]>>;
  readonly protection: readonly Words[];
  readonly columns: readonly CodebookColumn[];
}

export interface CodebookColumn {
  readonly name: string;
  readonly label: Words;
  readonly type: 'code' | 'number';
  readonly decimals: number | null;
  readonly codes: readonly {
    readonly code: string;
    readonly sdmx: string | null;
    readonly label: Words;
    readonly level: string;
    readonly rows: number;
  }[];
}

export function tableCodebook(
  release: ReleaseRecord,
  table: ReleasedTable,
  files: readonly string[],
): TableCodebook {
  return {
    format: 'cloison-table-codebook/1',
    release: release.name,
    table: table.name,
    title: table.title,
    period: release.period,
    producer: release.producer,
    unit: release.unit,
    files,
    rows: table.rows.length,
    hiddenRows: table.rows.filter(([, shown]) => shown === null).length,
    where: release.where,
    protection: protectionWords(release),
    columns: releaseColumns(release, table).map((column): CodebookColumn => {
      const { name, label } = column;
      if (column.kind === 'figures')
        return { name, label, type: 'number', decimals: column.decimals, codes: [] };
      const count = (code: string) => column.values.filter((value) => value === code).length;
      if (column.kind === 'status')
        return {
          name,
          label,
          type: 'code',
          decimals: null,
          codes: Object.entries(STATUS_WORDS).map(([code, words]) => ({
            code,
            sdmx: null,
            label: words,
            level: '',
            rows: count(code),
          })),
        };
      const all = codesOf(column.variable);
      const ids = sdmxCodes(all.map(({ code }) => code));
      return {
        name,
        label,
        type: 'code',
        decimals: null,
        codes: all.map(({ code, label: words, level }) => ({
          code,
          sdmx: ids.get(code)!,
          label: words,
          level,
          rows: count(code),
        })),
      };
    }),
  };
}

/** The table as data archives describe it. */
export function describedTable(codebook: TableCodebook): DescribedFile {
  return {
    ...codebook,
    id: `${codebook.release}/${codebook.table}`,
    dataKind: { fr: 'données agrégées', en: 'aggregate data' },
  };
}

/** The rules in words that a reader may have. They tell no reason for any one cell. */
export function protectionWords({ method, rules }: ReleaseRecord): readonly Words[] {
  const words: Words[] = [];
  const say = (fr: string, en: string) => words.push({ fr, en });
  switch (method) {
    case 'suppression':
      if (rules.minUnits !== null)
        say(
          `Une case de moins de ${rules.minUnits} personnes n’est pas diffusée.`,
          `A cell of fewer than ${rules.minUnits} persons is not released.`,
        );
      if (rules.minGroups !== null)
        say(
          `Une case qui vient de moins de ${rules.minGroups} groupes (écoles) n’est pas diffusée.`,
          `A cell from fewer than ${rules.minGroups} groups (schools) is not released.`,
        );
      if (rules.dominance !== null)
        say(
          `Une case dont ${rules.dominance.n} contributeurs font plus de ${rules.dominance.percent.toLocaleString('fr')} % n’est pas diffusée.`,
          `A cell of which ${rules.dominance.n} contributors make more than ${rules.dominance.percent} % is not released.`,
        );
      if (rules.pPercent !== null)
        say(
          `Une case dont un contributeur peut estimer un autre à ${rules.pPercent.toLocaleString('fr')} % près n’est pas diffusée.`,
          `A cell of which one contributor can tell another to within ${rules.pPercent} % is not released.`,
        );
      if (rules.concentration !== null)
        say(
          `Une ligne dont une catégorie tient ${Math.round(rules.concentration.share * 100)} % ou plus (variable ${rules.concentration.variable}) n’est pas diffusée.`,
          `A row of which one category holds ${Math.round(rules.concentration.share * 100)} % or more (variable ${rules.concentration.variable}) is not released.`,
        );
      if (rules.zeros === 'protected')
        say('Une case vide est traitée comme une petite case.', 'An empty cell is treated as a small one.');
      say(
        'D’autres cases sont masquées pour qu’aucune de celles-là ne se calcule. Rien ne dit lesquelles.',
        'Other cells are hidden so that none of these can be computed. Nothing tells which.',
      );
      break;
    case 'rounding':
      say(
        `Toutes les valeurs sont des multiples de ${rules.change} ; les sommes restent justes.`,
        `All values are multiples of ${rules.change}; sums still add up.`,
      );
      break;
    case 'cell-key':
      say(
        `Les effectifs sont modifiés au hasard de ${rules.change} au plus, toujours de même pour les mêmes personnes ; les sommes ne tombent pas juste.`,
        `Counts are changed at random by at most ${rules.change}, always alike for the same persons; sums do not add up.`,
      );
      break;
    default:
      method satisfies never;
  }
  return words;
}
