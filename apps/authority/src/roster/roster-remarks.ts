/**
 * What is legal in a roster and looks like a mistake: classes of a school whose names differ only in capitals, spaces or
 * accents, and pupils of a class with the same names and the same birthday. Told after an import, which goes on. A remark
 * names a school and a class, never a pupil.
 */
import { hash } from 'node:crypto';
import type { RosterPupil } from './pupil-reading.ts';

export type RosterRemark =
  | {
      readonly kind: 'classes-alike';
      readonly count: number;
      /** The first. */
      readonly uai: string;
      readonly one: string;
      readonly other: string;
    }
  /** A class that is gone, of which many pupils are under a new label: renamed, perhaps. */
  | {
      readonly kind: 'class-gone';
      readonly uai: string;
      readonly from: string;
      readonly to: string;
      readonly pupils: number;
      readonly of: number;
    }
  /** Of the file of schools. */
  | { readonly kind: 'schools-empty'; readonly count: number; readonly uai: string }
  | { readonly kind: 'homonyms'; readonly count: number; readonly uai: string; readonly label: string };

export class RosterRemarks {
  /** The name by which a class was first called, by its school and name without what is easily mistyped. */
  readonly #labels = new Map<string, string>();
  readonly #alike = new Map<
    string,
    Omit<Extract<RosterRemark, { kind: 'classes-alike' }>, 'kind' | 'count'>
  >();
  /** 52 bits of a hash a pupil: a country in some forty megabytes. Two pupils in 830,000 meet by chance once in ten thousand. */
  readonly #pupils = new Set<number>();
  readonly #schools = new Set<string>();
  #homonyms = 0;
  #firstHomonym: { readonly uai: string; readonly label: string } | null = null;

  add({ uai, label, level, facts }: RosterPupil): void {
    this.#schools.add(uai);
    const plain = `${uai} ${plainOf(label)}`;
    const first = this.#labels.get(plain);
    if (first === undefined) this.#labels.set(plain, label);
    else if (first !== label) this.#alike.set(`${uai} ${label}`, { uai, one: first, other: label });
    const person = [plain, level, plainOf(facts.lastName), plainOf(facts.firstName), facts.birthDate];
    const mark = Number.parseInt(hash('sha256', person.join('\0')).slice(0, 13), 16);
    if (this.#pupils.has(mark)) {
      this.#homonyms += 1;
      this.#firstHomonym ??= { uai, label };
    }
    this.#pupils.add(mark);
  }

  /** `schools`: the UAI of the file of schools, in its order. */
  list(schools: Iterable<string> = []): readonly RosterRemark[] {
    const empty = [...schools].filter((uai) => !this.#schools.has(uai));
    const [alike] = this.#alike.values();
    return [
      ...(alike === undefined ? [] : [{ kind: 'classes-alike' as const, count: this.#alike.size, ...alike }]),
      ...(this.#firstHomonym === null
        ? []
        : [{ kind: 'homonyms' as const, count: this.#homonyms, ...this.#firstHomonym }]),
      ...(empty[0] === undefined
        ? []
        : [{ kind: 'schools-empty' as const, count: empty.length, uai: empty[0] }]),
    ];
  }
}

/** No accents to look for: normalising takes three times the rest. */
const ASCII = /^[ -~]*$/;

/** Without capitals, accents, and spaces or hyphens. */
function plainOf(text: string): string {
  if (ASCII.test(text)) return text.replace(/[\s\-'.]/g, '').toLowerCase();
  return text
    .normalize('NFD')
    .replace(/[\p{M}\s\-‐'’.]/gu, '')
    .toLowerCase();
}
