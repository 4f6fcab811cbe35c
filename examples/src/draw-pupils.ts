/** The pupils of a school's classes. */
import { boys, girls, surnames } from './names.ts';
import type { Random } from './random.ts';
import type { ClassPlan, Level, Pupil, School } from './school-model.ts';

/** Share of pupils with an accommodation, and which they have. */
const accommodatedShare = 0.06;
const accommodationSets: readonly (readonly string[])[] = [
  ['tiers-temps'],
  ['tiers-temps', 'dys'],
  ['dys'],
  ['grands-caracteres'],
  ['tiers-temps', 'grands-caracteres', 'contraste'],
];

/** The birthday that most pupils of a level have in the year in which the school year begins. */
const ageAtLevel: Readonly<Record<Level, number>> = {
  ...{ cp: 6, ce1: 7, ce2: 8, cm1: 9, cm2: 10 },
  ...{ '6e': 11, '5e': 12, '4e': 13, '3e': 14, '2de': 15, cap: 15 },
};

export interface Filling {
  /** In which the school year begins. */
  readonly year: number;
  readonly nextIne: (random: Random) => string;
  readonly random: Random;
}

export function pupilsOf(school: School, plans: readonly ClassPlan[], filling: Filling): Pupil[] {
  return plans.flatMap(({ label, counts }) =>
    Object.entries(counts).flatMap(([level, count]) =>
      drawPupils(school.uai, label, level as Level, count, filling),
    ),
  );
}

function drawPupils(
  uai: string,
  className: string,
  level: Level,
  count: number,
  { random, year, nextIne }: Filling,
): Pupil[] {
  const pupils: Pupil[] = [];
  let elder: Pupil | null = null;
  while (pupils.length < count) {
    const sex = random.chance(0.49) ? 'F' : 'M';
    const lastName = drawLastName(random);
    const birthDate = drawBirthDate(year - ageAtLevel[level], random);
    const firstName = drawFirstName(sex, elder?.firstName ?? null, random);
    const pupil: Pupil = {
      ...{ uai, className, level, ine: nextIne(random), lastName, firstName, birthDate, sex },
      accommodations: random.chance(accommodatedShare) ? random.pick(accommodationSets) : [],
      ...(elder === null ? {} : { lastName: elder.lastName, birthDate: elder.birthDate }),
    };
    // Now and then the next pupil is a twin: same last name, same birthday.
    elder = elder === null && random.chance(0.012) ? pupil : null;
    pupils.push(pupil);
  }
  return pupils;
}

function drawLastName(random: Random): string {
  const first = random.pickEarly(surnames);
  const second = random.chance(0.06) ? random.pickEarly(surnames) : first;
  return second === first ? first : `${first}-${second}`;
}

function drawFirstName(sex: Pupil['sex'], taken: string | null, random: Random): string {
  const name = random.pickEarly(sex === 'F' ? girls : boys);
  return name === taken ? drawFirstName(sex, taken, random) : name;
}

/** Nine in ten are born in the expected year; some a year before, a few a year after. */
function drawBirthDate(expectedYear: number, random: Random): string {
  const draw = random.next();
  const year = draw < 0.08 ? expectedYear - 1 : draw > 0.985 ? expectedYear + 1 : expectedYear;
  const start = Date.UTC(year, 0, 1);
  const days = (Date.UTC(year + 1, 0, 1) - start) / 86_400_000;
  return new Date(start + random.below(days) * 86_400_000).toISOString().slice(0, 10);
}
