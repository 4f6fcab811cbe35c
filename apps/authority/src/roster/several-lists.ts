/** Pupils whose number is in the files more than once: on the lists of two schools, or twice on the list of one, a fault. */
import type { PupilAgain, RosterPupil } from './pupil-reading.ts';
import type { PupilSpool } from './pupil-spool.ts';
import type { RosterProblems } from './roster-problems.ts';

/** By INE, in the order of the files: the first row is taken out of `pupils`. Personal. */
export type SeveralLists = ReadonlyMap<string, readonly [RosterPupil, ...RosterPupil[]]>;

/**
 * Reports every row that repeats another of the same school. A file with a school for each pupil says only row by row
 * whose list it is, so that this is known once the pupil's other rows are beside it.
 */
export function bringTogether(
  pupils: PupilSpool,
  again: readonly PupilAgain[],
  problems: RosterProblems,
): SeveralLists {
  const groups = Map.groupBy(again, ({ pupil }) => pupil.facts.ine);
  const firsts = pupils.take([...groups.keys()]);
  const lists = new Map<string, readonly [RosterPupil, ...RosterPupil[]]>();
  for (const [ine, others] of groups) {
    const first = firsts.get(ine);
    // The first row was at fault, and is reported.
    if (first === undefined) continue;
    lists.set(ine, [first, ...others.map(({ pupil }) => pupil)]);
    const placeOf = new Map([[first.uai, { file: others[0]!.first.file, line: others[0]!.first.line }]]);
    for (const { pupil, file, at } of others) {
      const before = placeOf.get(pupil.uai);
      if (before === undefined) placeOf.set(pupil.uai, { file, line: at.line });
      else if (before.file === file) problems.add('ine-twice', file, at, { first: before.line });
      else problems.add('ine-elsewhere', file, at, { first: before.line, file: before.file });
    }
  }
  return lists;
}
