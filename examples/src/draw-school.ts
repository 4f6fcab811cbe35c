/** One school and the classes it has. */
import { communes, schoolNames } from './places.ts';
import type { Random } from './random.ts';
import type { ClassPlan, Level, School, SchoolKind } from './school-model.ts';

export function drawSchool(kind: SchoolKind, uai: string, random: Random): School {
  const isPrivate = random.chance(0.15);
  const names: readonly string[] = schoolNames[isPrivate ? 'private' : 'public'][kind];
  const draw = random.next();
  const priority = isPrivate || kind === 'lycee' || draw > 0.18 ? 'HEP' : draw > 0.06 ? 'REP' : 'REP+';
  const name = random.pick(names);
  const commune = random.pick(communes);
  return { uai, kind, name, commune, sector: isPrivate ? 'PR' : 'PU', priority };
}

/** How many classes a level has: drawn from here. */
const typicalClasses: Readonly<Record<SchoolKind, readonly number[]>> = {
  primary: [1, 1, 1, 2, 2, 3],
  college: [3, 4, 5, 6],
  lycee: [4, 6, 8, 9],
};

export interface ClassOptions {
  /** Instead of a number drawn for each level. */
  readonly classesPerLevel: number | null;
  /** Whether a class with both CP and CE1 has to be there; otherwise one school in three or so has one. */
  readonly doubleLevel: boolean;
}

export function drawClasses(
  kind: SchoolKind,
  own: readonly Level[],
  { classesPerLevel, doubleLevel }: ClassOptions,
  random: Random,
): ClassPlan[] {
  const plans = own.flatMap((level) => {
    const count = classesPerLevel ?? random.pick(typicalClasses[kind]);
    return Array.from({ length: count }, (_, i): ClassPlan => {
      const size = kind === 'lycee' ? 26 + random.below(3) : 20 + random.below(9);
      return { label: classLabel(kind, level, i, count), counts: { [level]: size } };
    });
  });
  if (own.includes('cp') && own.includes('ce1') && (doubleLevel || random.chance(0.35))) {
    const cp = 8 + random.below(7);
    plans.push({ label: 'CP-CE1', counts: { cp, ce1: 22 - cp + random.below(4) } });
  }
  return plans;
}

function classLabel(kind: SchoolKind, level: Level, index: number, count: number): string {
  const letter = index < 26 ? String.fromCharCode(65 + index) : String(index + 1);
  switch (kind) {
    case 'primary':
      return count === 1 ? level.toUpperCase() : `${level.toUpperCase()} ${letter}`;
    case 'college':
      return `${level.charAt(0)}${letter}`;
    case 'lycee':
      return `${level === '2de' ? '2GT' : 'CAP'}${index + 1}`;
  }
}
