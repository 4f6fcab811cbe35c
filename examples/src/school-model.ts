/** What a roster is made of. */

const levelsByKind = {
  primary: ['cp', 'ce1', 'ce2', 'cm1', 'cm2'],
  college: ['6e', '5e', '4e', '3e'],
  lycee: ['2de', 'cap'],
} as const;

export type SchoolKind = keyof typeof levelsByKind;
export type Level = (typeof levelsByKind)[SchoolKind][number];

export const schoolKinds = Object.keys(levelsByKind) as readonly SchoolKind[];
export const levels: readonly Level[] = Object.values(levelsByKind).flat();

export function isLevelOf(kind: SchoolKind, level: Level): boolean {
  return (levelsByKind[kind] as readonly Level[]).includes(level);
}

export interface School {
  readonly uai: string;
  readonly kind: SchoolKind;
  readonly name: string;
  readonly commune: string;
  /** Public or private. */
  readonly sector: 'PU' | 'PR';
  /** Priority education. */
  readonly priority: 'HEP' | 'REP' | 'REP+';
}

export interface Pupil {
  readonly uai: string;
  readonly className: string;
  readonly level: Level;
  /** National number: 9 digits, a digit or letter, a letter; unique in the roster. */
  readonly ine: string;
  readonly lastName: string;
  readonly firstName: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly sex: 'F' | 'M';
  readonly accommodations: readonly string[];
}

/** A class to be filled. It may hold two levels. */
export interface ClassPlan {
  readonly label: string;
  readonly counts: Readonly<Partial<Record<Level, number>>>;
}
