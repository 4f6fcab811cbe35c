/** One pupil of the sixième is offered all that the catalogs of the items hold: words explained and translated, plainer sentences, sign language. */
import { demoSchools, forLevels, type Roster } from '../../examples/src/roster.ts';
import { pupilLine, pupilsHeader } from '../../examples/src/roster-csv.ts';
import type { Pupil } from '../../examples/src/school-model.ts';
import { FREE_CLASSES } from './free-classes.ts';

const EXAMPLE = '6e';
/** Of examples/6e/campaign.yaml. */
const ACCOMMODATIONS = ['allophone', 'signes'];

/** The last one on the list of a class that nobody sits for. */
export function helpedPupil({ pupils }: Roster = forLevels(demoSchools(), ['6e'])): Pupil {
  const found = pupils.findLast(({ className }) => FREE_CLASSES.has(className));
  if (found === undefined) throw new Error('the demonstration has no class to sit in');
  return found;
}

/** The pupils of a campaign as the demonstration imports them. */
export function demoPupilsCsv(example: string, roster: Roster): string {
  if (example !== EXAMPLE) return roster.pupilsCsv;
  const helped = helpedPupil(roster);
  return (
    pupilsHeader +
    roster.pupils
      .map((pupil) => pupilLine(pupil === helped ? { ...pupil, accommodations: ACCOMMODATIONS } : pupil))
      .join('')
  );
}
