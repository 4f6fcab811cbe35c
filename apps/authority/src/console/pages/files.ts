/** The file of a pupil, by the use cases of `roster find` and `roster sitting`, and of a school, in counts. */
import type { FoundPupils, PupilSittings, SchoolFile } from '@cloison/console-messages';
import { calendarsOf, campaignRow, specOf } from '../../campaign/campaign-row.ts';
import { refuseSchool } from '../../codes/refusals.ts';
import { UNUSED_RESERVE } from '../../codes/reserve.ts';
import { academieOf } from '../../geography/academies.ts';
import { locationOf } from '../../geography/departement.ts';
import { OBSERVATIONS, type ObservationCode } from '../../records/observation.ts';
import { sittingHistory } from '../../records/sitting-history.ts';
import { participationOfSchool } from '../../report/participation-totals.ts';
import { keepSearch, searchPupils } from '../../roster/find-pupils.ts';
import { schoolOfUai } from '../../roster/schools.ts';
import type { Desk } from '../desk/desk.ts';

/**
 * Journaled, whether or not somebody is found. A country's names take a while to be read, and are read without the vault:
 * other commands and pages go on meanwhile.
 */
export async function pupilsFound(
  desk: Desk,
  campaign: string,
  wanted: string,
  uai: string | null,
): Promise<FoundPupils> {
  const result = await searchPupils(await desk.campaignToRead(campaign), wanted, uai === null ? {} : { uai });
  await desk.act('roster find', (vault) =>
    keepSearch({ vault, actor: desk.actor, name: campaign }, wanted, result),
  );
  return { found: result.found, pupils: result.pupils.map(({ id: _row, ...one }) => one) };
}

/** Journaled; refused with `approval-missing` until another person has approved it, once roles are given. */
export function pupilSittings(desk: Desk, campaign: string, order: string): Promise<PupilSittings> {
  return desk.actOn('roster sitting', campaign, (open) => {
    const { codes, sittings, observations } = sittingHistory(open, order);
    return {
      codes,
      sittings,
      observations: observations.map(({ sequence, code }) => ({
        sequence,
        said: OBSERVATIONS[code as ObservationCode],
      })),
    };
  });
}

/** Throws `school-unknown`. */
export function schoolFile({ reader: vault }: Desk, campaign: string, uai: string): SchoolFile {
  const subject = { vault, name: campaign };
  const row = campaignRow(vault, campaign);
  const spec = specOf(row);
  const school = schoolOfUai(subject, uai);
  if (school === null) throw refuseSchool(uai);
  const { departement } = locationOf(uai);
  const area = calendarsOf(row).areas[school.area];
  const counts = vault.all<{ level: string; classes: number; pupils: number }>(
    `SELECT level, count(DISTINCT class) AS classes, count(*) AS pupils FROM pupil_view
     WHERE school = ? AND state = 'present' GROUP BY level`,
    school.id,
  );
  const replaced = vault.all<{ reason: string; count: number }>(
    `SELECT h.reason, count(*) AS count FROM holder_view h WHERE h.state = 'revoked' AND h.reason IS NOT NULL
     AND h.pupil IN (SELECT p.id FROM pupil_view p WHERE p.school = ?) GROUP BY h.reason`,
    school.id,
  );
  return {
    uai,
    name: school.name,
    town: school.town,
    academie: academieOf(departement),
    departement,
    area: area?.title ?? { fr: '', en: '' },
    participation: participationOfSchool(vault, school.id).map(({ sequence, ...totals }) => {
      const own = spec.sequences.find(({ id }) => id === sequence);
      const level = spec.levels.find(({ id }) => id === own?.level);
      return {
        level: own?.level ?? '',
        levelTitle: level?.title ?? { fr: '', en: '' },
        sequence,
        title: own?.title ?? { fr: sequence, en: sequence },
        ...totals,
      };
    }),
    levels: spec.levels.flatMap(({ id, title }) => {
      const own = counts.find(({ level }) => level === id);
      return own === undefined ? [] : [{ ...own, title }];
    }),
    reservesLeft: vault.count(
      `SELECT count(*) FROM holder_view WHERE school = ? AND ${UNUSED_RESERVE}`,
      school.id,
    ),
    replaced: Object.fromEntries(replaced.map(({ reason, count }) => [reason, count])),
  };
}
