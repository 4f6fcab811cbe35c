/** `ine,amenagements`: accommodations for pupils of exports, which have none. Few enough to be kept in memory. */
import type { CampaignSpec } from '../campaign/spec.ts';
import { readCsv } from './csv-file.ts';
import { type RosterFile, readAccommodations } from './read-roster.ts';
import { Cells, readIne } from './roster-cells.ts';
import type { RosterProblems } from './roster-problems.ts';

const COLUMNS = ['ine', 'amenagements'] as const;
type Column = (typeof COLUMNS)[number];

export async function readAccommodationsFile(
  file: RosterFile,
  spec: CampaignSpec,
  problems: RosterProblems,
): Promise<Map<string, readonly string[]>> {
  const known = new Set(spec.accommodations.map(({ id }) => id));
  const given = new Map<string, readonly string[]>();
  const lines = new Map<string, number>();
  await readCsv<Column>(file.path, file.name, file.encoding, COLUMNS, problems, (row) => {
    const cells = new Cells<Column>(row, file.name, problems);
    const ine = readIne(cells, 'ine');
    const list = readAccommodations(cells, 'amenagements', known);
    if (ine === null || list === null) return;
    const before = lines.get(ine);
    if (before !== undefined) cells.fault('ine-twice', 'ine', { first: before });
    lines.set(ine, row.line);
    given.set(ine, list);
  });
  return given;
}
