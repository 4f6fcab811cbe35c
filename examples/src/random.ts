/**
 * Numbers that look random and are always the same for the same seed, on every machine and version of Node.
 * Generator: sfc32 of Chris Doty-Humphrey's PractRand (public domain): three words of state and a counter. Seeding: FNV-1a
 * of the key's text from three offsets, then 15 steps thrown away. For demonstrations and tests, never for secrets.
 */
export interface Random {
  /** At least 0 and less than 1. */
  next(): number;
  /** A whole number from 0 to `count - 1`. `count` is at least 1. */
  below(count: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of a list that is not empty, all alike. */
  pick<T>(list: readonly T[]): T;
  /** One of a list whose first members are more frequent than its last, as names are. */
  pickEarly<T>(list: readonly T[]): T;
  /** One of a list, in proportion to its weight. */
  pickWeighted<T>(list: readonly T[], weightOf: (member: T) => number): T;
  /** From a normal distribution of mean 0 and standard deviation 1 (Box-Muller). */
  normal(): number;
}

/** The parts of the key make streams that do not depend on each other: `randomOf(7, 'school', 12)`. */
export function randomOf(...key: readonly (string | number)[]): Random {
  const text = key.join('\u0000');
  let a = fnv1a(text, 0x811c9dc5);
  let b = fnv1a(text, 0x9e3779b9);
  let c = fnv1a(text, 0x85ebca6b);
  let counter = 1;
  const word = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) word();

  const next = (): number => (word() * 0x200000 + (word() >>> 11)) / 2 ** 53;
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => at(list, below(list.length)),
    pickEarly: (list) => at(list, Math.floor(next() ** 1.7 * list.length)),
    pickWeighted: (list, weightOf) => {
      let left = next() * list.reduce((sum, member) => sum + weightOf(member), 0);
      for (const member of list) {
        left -= weightOf(member);
        if (left < 0) return member;
      }
      return at(list, list.length - 1);
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

function at<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError('nothing to pick from');
  return list[index] as T;
}

function fnv1a(text: string, offset: number): number {
  let hash = offset;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
