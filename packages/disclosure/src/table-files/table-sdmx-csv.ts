/**
 * SDMX-CSV 2.0 (SDMX 3.0, section 5): one observation a line. Codes that SDMX does not allow in an identifier have their
 * characters replaced; the codebook gives them beside the labels. Hidden figures have OBS_STATUS Q (missing, suppressed)
 * and CONF_STATUS C (confidential), whatever the reason, so that nobody learns which cells were hidden for others' sake.
 */
import type { ReleasedTable, ReleaseRecord } from '../tables/release-record.ts';
import { codesOf, formatFigure, releaseColumns } from './release-columns.ts';
import { csvCell } from './table-csv.ts';

export function tableSdmxCsv(release: ReleaseRecord, table: ReleasedTable): string {
  const columns = releaseColumns(release, table);
  const dimensions = columns.flatMap((column) => (column.kind === 'codes' ? [column] : []));
  const figures = columns.flatMap((column) => (column.kind === 'figures' ? [column] : []));
  const ids = dimensions.map(({ variable }) => sdmxCodes(codesOf(variable).map(({ code }) => code)));
  const structure = `CLOISON:${sdmxId(release.name)}_${sdmxId(table.name)}(1.0)`;
  const header = [
    'STRUCTURE',
    'STRUCTURE_ID',
    'ACTION',
    'FREQ',
    ...dimensions.map(({ name }) => sdmxId(name).toUpperCase()),
    'MEASURE',
    'TIME_PERIOD',
    'OBS_VALUE',
    'OBS_STATUS',
    'CONF_STATUS',
  ];
  const lines = [header.join(',')];
  table.rows.forEach(([, shown], row) => {
    for (const { measure, name, values, decimals } of figures) {
      const value = values[row] ?? null;
      lines.push(
        [
          'dataflow',
          structure,
          'I',
          'A',
          ...dimensions.map(({ values: codes }, at) => ids[at]!.get(codes[row]!)!),
          measure === 'persons' ? 'PERSONS' : sdmxId(name).toUpperCase(),
          csvCell(release.period ?? ''),
          value === null ? '' : formatFigure(value, decimals),
          shown === null ? 'Q' : value === null ? 'M' : 'A',
          shown === null ? 'C' : 'F',
        ].join(','),
      );
    }
  });
  return `${lines.join('\n')}\n`;
}

/** Identifiers of SDMX hold letters, digits, `_`, `-`, `@` and `$`. */
export function sdmxId(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_\-@$]/gu, '_');
}

/** Each code's identifier; two that would be the same are numbered. */
export function sdmxCodes(codes: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    codes.map((code) => {
      const id = sdmxId(code);
      let unique = id;
      for (let number = 2; taken.has(unique); number++) unique = `${id}_${number}`;
      taken.add(unique);
      return [code, unique];
    }),
  );
}
