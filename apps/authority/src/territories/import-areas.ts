/** `cloison areas import`: the file is read and checked whole; then, in one transaction, its areas are the declared ones. */
import { stat } from 'node:fs/promises';
import { problemsAsData } from '@cloison/command/problem';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import { checkEncoding } from '../roster/encoding.ts';
import { rosterProblems } from '../roster/roster-problems.ts';
import { allSchools } from '../roster/schools.ts';
import { type DeclaredArea, readAreas } from './area-file.ts';
import { refuseAreas } from './refusals.ts';
import { declaredUais, territoriesOf, territoryOfCode } from './territories.ts';

export interface AreaImport {
  readonly areas: number;
  readonly added: number;
  /** Other schools, another kind or another name than before. */
  readonly changed: number;
  readonly unchanged: number;
  /** Lines whose school is not of this campaign: the file may be that of the whole country. */
  readonly elsewhere: number;
  /** Areas with no school of this campaign. */
  readonly empty: readonly string[];
  readonly applied: boolean;
}

export interface AreaImportOptions {
  readonly file: string;
  /** Checks and counts, and keeps nothing. */
  readonly dryRun?: boolean;
}

/**
 * Throws `areas-invalid` (its data has `problems`), `areas-left` (an area with a code is not in the file), `areas-released`,
 * `campaign-closed`. Nothing is declared then.
 */
export async function importAreas(
  campaign: OpenCampaign,
  { file, dryRun = false }: AreaImportOptions,
): Promise<AreaImport> {
  requireOpen(campaign);
  const areas = await readFile(file);
  const known = new Set(allSchools(campaign).map(({ uai }) => uai));
  const before = new Map(
    territoriesOf(campaign)
      .filter(({ declared }) => declared === 1)
      .map((row) => [row.code, { ...row, uais: declaredUais(campaign, row.id) }]),
  );
  const isSame = (area: DeclaredArea) => {
    const old = before.get(area.code);
    return (
      old !== undefined &&
      old.kind === area.kind &&
      old.label === area.label &&
      old.uais.join() === area.uais.join()
    );
  };
  const added = areas.filter(({ code }) => !before.has(code)).length;
  const changed = areas.filter((area) => before.has(area.code) && !isSame(area)).length;
  const dropped = [...before.keys()].filter((code) => !areas.some((area) => area.code === code));
  const isNew = added + changed + dropped.length > 0;
  if (isNew) checkReleased(campaign);
  checkDropped(campaign, dropped);
  const lines = areas.flatMap(({ uais }) => uais);
  if (isNew && !dryRun) keep(campaign, areas, dropped);
  return {
    areas: areas.length,
    added,
    changed,
    unchanged: areas.length - added - changed,
    elsewhere: lines.filter((uai) => !known.has(uai)).length,
    empty: areas.filter(({ uais }) => !uais.some((uai) => known.has(uai))).map(({ code }) => code),
    applied: isNew && !dryRun,
  };
}

/** Set while areas have changed since their last documents. */
export function areasChangedMark(campaign: string): string {
  return `areas-changed:${campaign}`;
}

async function readFile(path: string): Promise<readonly DeclaredArea[]> {
  const problems = rosterProblems();
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) problems.add('file-missing', path, { line: 0, column: 0 });
  const areas =
    problems.count > 0
      ? []
      : await readAreas({ path, name: path, encoding: await checkEncoding(path, path, problems) }, problems);
  if (problems.count === 0) return areas;
  const list = problems.sorted();
  throw refuseAreas(
    'areas-invalid',
    { count: problems.count },
    { problems: problemsAsData(list, 'fr'), list, count: problems.count },
  );
}

/** Figures of an area as it was and as it is would tell, one beside the other, of the schools that came or went. */
function checkReleased({ vault, name }: OpenCampaign): void {
  if (vault.count('SELECT count(*) FROM figures_view WHERE campaign = ?', name) > 0) {
    throw refuseAreas('areas-released');
  }
}

function checkDropped({ vault, name }: OpenCampaign, dropped: readonly string[]): void {
  const held = dropped.filter(
    (code) =>
      vault.count(
        `SELECT count(*) FROM holder_view h JOIN territory t ON t.id = h.territory WHERE t.campaign = ? AND t.code = ?`,
        name,
        code,
      ) > 0,
  );
  if (held.length > 0) throw refuseAreas('areas-left', { list: held.join(', ') });
}

function keep(campaign: OpenCampaign, areas: readonly DeclaredArea[], dropped: readonly string[]): void {
  const { vault, actor, name } = campaign;
  vault.transaction(() => {
    for (const code of dropped) {
      const id = territoryOfCode(campaign, code)!.id;
      vault.run('DELETE FROM territory_school WHERE territory = ?', id);
      vault.run('DELETE FROM territory WHERE id = ?', id);
    }
    for (const { code, kind, label, uais } of areas) {
      vault.run(
        `INSERT INTO territory (campaign, code, kind, label, declared) VALUES (?, ?, ?, ?, 1)
         ON CONFLICT (campaign, code) DO UPDATE SET kind = excluded.kind, label = excluded.label`,
        name,
        code,
        kind,
        label,
      );
      const { id } = territoryOfCode(campaign, code)!;
      vault.run('DELETE FROM territory_school WHERE territory = ?', id);
      for (const uai of uais) vault.run('INSERT INTO territory_school VALUES (?, ?)', id, uai);
    }
    vault.setMeta(areasChangedMark(name), actor.now().toISOString());
    appendJournal(vault, actor, 'areas.import', name, {
      areas: areas.length,
      dropped: dropped.length,
      schools: areas.reduce((sum, { uais }) => sum + uais.length, 0),
    });
  });
}
