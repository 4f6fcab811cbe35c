/**
 * The samples of `examples/rosters` are the demonstration's schools as ONDE, SIECLE and OneRoster export them: imported after
 * our own files they change nobody.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCampaign, importRoster, type OpenCampaign, openCampaign } from '@cloison/authority';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { demoSchools, forLevels, type Level, type Pupil } from '@cloison/examples/roster';
import { accommodationsCsv, type ExportFormat, exportRoster } from '@cloison/examples/roster-exports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const EXAMPLES = join(import.meta.dirname, '../../examples');

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('vault');
});
afterEach(() => office.remove());

async function campaignOf(example: '6e' | 'cp-ce1'): Promise<OpenCampaign> {
  await createCampaign(office.vault, office.keys, office.actor, join(EXAMPLES, example));
  return openCampaign(office.vault, office.keys, office.actor, `2026-${example}`);
}

/** Paths of our own files, with accommodations apart as well. */
function ownFiles(
  levels: readonly Level[],
  change: (pupils: readonly Pupil[]) => readonly Pupil[] = (p) => p,
) {
  const roster = forLevels(demoSchools(), levels);
  const paths = {
    schools: join(office.folder, 'ecoles.csv'),
    pupils: join(office.folder, 'eleves.csv'),
    accommodations: join(office.folder, 'amenagements.csv'),
  };
  writeFileSync(paths.schools, roster.schoolsCsv);
  writeFileSync(paths.pupils, roster.pupilsCsv);
  writeFileSync(paths.accommodations, accommodationsCsv(roster));
  return { paths, roster: { ...roster, pupils: change(roster.pupils) } };
}

function exported(
  format: ExportFormat,
  roster: Parameters<typeof exportRoster>[1],
  name: string = format,
): string {
  const folder = join(office.folder, name);
  mkdirSync(folder);
  for (const { name, bytes } of exportRoster(format, roster)) writeFileSync(join(folder, name), bytes);
  return folder;
}

const FORMATS = [
  ['onde', 'cp-ce1', ['cp', 'ce1']],
  ['siecle', '6e', ['6e']],
  ['oneroster', 'cp-ce1', ['cp', 'ce1']],
] as const;

describe('the samples of examples/rosters', () => {
  it.each(FORMATS)('%s: is what the generator writes', (format) => {
    const levels: readonly Level[] = {
      onde: ['cp', 'ce1'],
      siecle: ['6e', '2de'],
      oneroster: ['cp', 'ce1', '6e', '2de'],
    }[format] as Level[];
    const folder = join(EXAMPLES, 'rosters', format);
    const files = exportRoster(format, forLevels(demoSchools(), levels));
    expect(readdirSync(folder).sort()).toEqual(files.map(({ name }) => name).sort());
    for (const { name, bytes } of files)
      expect(readFileSync(join(folder, name)).equals(bytes), name).toBe(true);
  });

  it.each(FORMATS)(
    '%s: imported after our own files, changes no pupil and no class',
    async (format, example, levels) => {
      const campaign = await campaignOf(example);
      const { paths, roster } = ownFiles(levels);
      await importRoster(campaign, { schools: paths.schools, pupils: paths.pupils });
      // OneRoster's set names schools of other levels too.
      if (format === 'oneroster') writeFileSync(paths.schools, demoSchools().schoolsCsv);
      const done = await importRoster(campaign, { ...paths, pupils: join(EXAMPLES, 'rosters', format) });
      expect(done.pupils).toMatchObject({ total: roster.pupils.length, unchanged: roster.pupils.length });
      expect(done.classes.added).toBe(0);
      expect(done.formats).toEqual([format]);
      const leftOut = done.leftOut.map(({ reason, value, count }) => [reason, value, count]);
      expect(leftOut).toEqual(
        {
          onde: [],
          siecle: [['level', '20010018110', 56]],
          oneroster: [
            ['level', '06', 72],
            ['level', '10', 56],
          ],
        }[format],
      );
    },
  );
});

describe('a nightly update from exports', () => {
  it('moves a pupil who changes school once the former school has let go, and makes no duplicate meanwhile', async () => {
    const campaign = await campaignOf('cp-ce1');
    const { paths, roster } = ownFiles(['cp', 'ce1']);
    await importRoster(campaign, { ...paths, pupils: exported('onde', roster, 'onde') });
    const [former, next] = roster.schools;
    const mover = roster.pupils.find(({ uai, level }) => uai === former!.uai && level === 'cp')!;
    const moved = { ...mover, uai: next!.uai, className: 'CP' };

    const both = exported('onde', { ...roster, pupils: [...roster.pupils, moved] }, 'both');
    const night = await importRoster(campaign, { ...paths, pupils: both });
    expect(night.pupils).toMatchObject({ total: 245 - 128, moves: 0, arrivals: 0, unchanged: 117 });
    expect(night.leftOut).toMatchObject([{ reason: 'two-schools', count: 1 }]);

    const others = roster.pupils.filter((pupil) => pupil !== mover);
    const gone = exported('onde', { ...roster, pupils: [...others, moved] }, 'gone');
    const after = await importRoster(campaign, { ...paths, pupils: gone });
    expect(after.pupils).toMatchObject({ total: 117, moves: 1, arrivals: 0, departures: 0 });
    expect(after.leftOut).toEqual([]);
  });
});
