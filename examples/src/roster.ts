/**
 * Synthetic schools and pupils, for demonstrations, tests and load: `schools.csv` and `pupils.csv` as
 * docs/campaign-format.md describes them. The same options give the same bytes. Nobody in them exists.
 */
import { pupilsOf } from './draw-pupils.ts';
import { drawClasses, drawSchool } from './draw-school.ts';
import { numbersOf } from './numbers.ts';
import { departements } from './places.ts';
import { type Random, randomOf } from './random.ts';
import { pupilLine, pupilsHeader, schoolLine, schoolsHeader } from './roster-csv.ts';
import {
  type ClassPlan,
  isLevelOf,
  type Level,
  levels,
  type Pupil,
  type School,
  type SchoolKind,
  schoolKinds,
} from './school-model.ts';

export { type Level, levels, type Pupil, type School, type SchoolKind } from './school-model.ts';

export interface SchoolRoster {
  readonly school: School;
  readonly pupils: readonly Pupil[];
}

export interface Roster {
  readonly schools: readonly School[];
  readonly pupils: readonly Pupil[];
  readonly schoolsCsv: string;
  readonly pupilsCsv: string;
}

export interface RosterOptions {
  /** How many, from 1; at least one of each kind that the levels need. */
  readonly schools: number;
  readonly seed: number;
  readonly levels: readonly Level[];
  /** Calendar year in which the school year begins; 2026 when not given. */
  readonly year?: number;
  /** Instead of a number drawn for each level of each school. */
  readonly classesPerLevel?: number;
  /** UAI prefixes of the départements to draw from; all of them when not given. */
  readonly departements?: readonly string[];
}

/**
 * Schools one after the other, each with its pupils: nothing is kept, so any number will do. With the other options the
 * same, fewer schools are the first of more. The first school with CP and CE1 has a class of both.
 */
export function* rosterSchools(options: RosterOptions): Generator<SchoolRoster> {
  const kinds = checkedKinds(options);
  const places = departements.filter(({ prefix }) => options.departements?.includes(prefix) ?? true);
  const year = options.year ?? 2026;
  const numbers = numbersOf(options.seed);
  for (let index = 0; index < options.schools; index++) {
    const random = randomOf('roster', options.seed, index);
    const kind = kinds[index] ?? drawKind(kinds, random);
    const { prefix } = random.pickWeighted(places, ({ weight }) => weight);
    const school = drawSchool(kind, numbers.uai(prefix), random);
    const own = options.levels.filter((level) => isLevelOf(kind, level));
    const doubleLevel = kinds.indexOf(kind) === index;
    const classes = { classesPerLevel: options.classesPerLevel ?? null, doubleLevel };
    const plans = drawClasses(kind, own, classes, random);
    yield { school, pupils: pupilsOf(school, plans, { year, nextIne: numbers.ine, random }) };
  }
}

/** The whole roster at once; for a national one, use `rosterChunks`. Throws `RangeError` for options that make none. */
export function generateRoster(options: RosterOptions): Roster {
  return rosterOf([...rosterSchools(options)]);
}

export interface RosterChunk {
  readonly file: 'schools.csv' | 'pupils.csv';
  /** Whole lines. The first chunk of each file begins with its header. */
  readonly text: string;
}

/** The two files in pieces of about 64 KB, made as they are asked for. */
export async function* rosterChunks(options: RosterOptions): AsyncGenerator<RosterChunk> {
  let schools = schoolsHeader;
  let pupils = pupilsHeader;
  for (const { school, pupils: own } of rosterSchools(options)) {
    schools += schoolLine(school);
    for (const pupil of own) pupils += pupilLine(pupil);
    if (pupils.length < 65_536) continue;
    yield { file: 'schools.csv', text: schools };
    yield { file: 'pupils.csv', text: pupils };
    schools = '';
    pupils = '';
  }
  if (schools !== '') yield { file: 'schools.csv', text: schools };
  if (pupils !== '') yield { file: 'pupils.csv', text: pupils };
}

interface DemoSchool {
  readonly kind: SchoolKind;
  readonly departement: string;
  readonly name: string;
  readonly commune: string;
  readonly classes: readonly ClassPlan[];
}

const demoPlan: readonly DemoSchool[] = [
  {
    kind: 'primary',
    departement: '063',
    name: 'École élémentaire du Vieux Moulin',
    commune: 'Montclair-sur-Lierne',
    classes: [
      { label: 'CP A', counts: { cp: 22 } },
      { label: 'CP-CE1', counts: { cp: 11, ce1: 12 } },
      { label: 'CE1 A', counts: { ce1: 24 } },
    ],
  },
  {
    kind: 'primary',
    departement: '974',
    name: 'École primaire Les Hirondelles',
    commune: 'Bras-Fougères',
    classes: [
      { label: 'CP', counts: { cp: 23 } },
      { label: 'CE1', counts: { ce1: 25 } },
    ],
  },
  {
    kind: 'college',
    departement: '063',
    name: 'Collège Marguerite Delorme',
    commune: 'Montclair-sur-Lierne',
    classes: [
      { label: '6A', counts: { '6e': 24 } },
      { label: '6B', counts: { '6e': 25 } },
      { label: '6C', counts: { '6e': 23 } },
    ],
  },
  {
    kind: 'lycee',
    departement: '063',
    name: 'Lycée Hélène Courtois',
    commune: 'Valdombre',
    classes: [
      { label: '2GT1', counts: { '2de': 28 } },
      { label: '2GT2', counts: { '2de': 28 } },
    ],
  },
];

/**
 * The demonstration: two primary schools (CP and CE1; one class holds both; one school is in Réunion), a collège (6e) and
 * a lycée (2de), 245 pupils. `forLevels` takes from it what one campaign imports.
 */
export function demoSchools(seed = 2026): Roster {
  const numbers = numbersOf(seed);
  return rosterOf(
    demoPlan.map(({ kind, departement, name, commune, classes }, index) => {
      const random = randomOf('demo', seed, index);
      const uai = numbers.uai(departement);
      const school: School = { uai, kind, name, commune, sector: 'PU', priority: 'HEP' };
      return { school, pupils: pupilsOf(school, classes, { year: 2026, nextIne: numbers.ine, random }) };
    }),
  );
}

/** The pupils of these levels and their schools: what a campaign of these levels imports. */
export function forLevels(roster: Roster, wanted: readonly Level[]): Roster {
  const parts = roster.schools.map((school) => ({
    school,
    pupils: roster.pupils.filter(({ uai, level }) => uai === school.uai && wanted.includes(level)),
  }));
  return rosterOf(parts.filter(({ pupils }) => pupils.length > 0));
}

function rosterOf(parts: readonly SchoolRoster[]): Roster {
  const schools = parts.map(({ school }) => school);
  const pupils = parts.flatMap((part) => part.pupils);
  return {
    schools,
    pupils,
    schoolsCsv: schoolsHeader + schools.map(schoolLine).join(''),
    pupilsCsv: pupilsHeader + pupils.map(pupilLine).join(''),
  };
}

/** The kinds of school that the levels need, in order. */
function checkedKinds(options: RosterOptions): SchoolKind[] {
  const { schools, classesPerLevel } = options;
  const strangers = options.levels.filter((level) => !levels.includes(level));
  if (strangers.length > 0) throw new RangeError(`unknown levels: ${strangers.join(', ')}`);
  if (options.levels.length === 0) throw new RangeError('no level was asked for');
  const kinds = schoolKinds.filter((kind) => options.levels.some((level) => isLevelOf(kind, level)));
  if (!Number.isSafeInteger(schools) || schools < kinds.length) {
    throw new RangeError(`these levels need a whole number of schools, at least ${kinds.length}`);
  }
  if (classesPerLevel !== undefined && !(Number.isSafeInteger(classesPerLevel) && classesPerLevel > 0)) {
    throw new RangeError('the number of classes is a whole number, at least 1');
  }
  const wanted = options.departements ?? ['*'];
  const nowhere = wanted.filter(
    (prefix) => prefix !== '*' && !departements.some((known) => known.prefix === prefix),
  );
  if (nowhere.length > 0) throw new RangeError(`unknown départements: ${nowhere.join(', ')}`);
  if (wanted.length === 0) throw new RangeError('no département was asked for');
  return kinds;
}

/** About as many of each kind as there are in France. */
function drawKind(kinds: readonly SchoolKind[], random: Random): SchoolKind {
  const share: Readonly<Record<SchoolKind, number>> = { primary: 45, college: 7, lycee: 4 };
  return random.pickWeighted(kinds, (kind) => share[kind]);
}
