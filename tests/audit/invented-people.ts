/** Two collèges and a school, with pupils whose names are nobody's and occur nowhere else. */
import { uaiLetter } from '@cloison/authority';

const uai = (digits: string) => digits + uaiLetter(digits);
const SCHOOLS = ['0750001', '0770002', '0910003'] as const;

/** `schools.csv`. */
export const SCHOOLS_CSV = `uai,nom,commune,secteur,ep
${uai(SCHOOLS[0])},École Zyrkavoline,Quimbrévelle,PU,HEP
${uai(SCHOOLS[1])},Collège Wexandrine,Ploumbazac,PU,REP
${uai(SCHOOLS[2])},Collège Hapsvigourel,Xertigny-Brûlé,PU,HEP
`;
/** What those schools are called. */
export const SCHOOL_NAMES = ['École Zyrkavoline', 'Collège Wexandrine', 'Collège Hapsvigourel'];

/** `areas.csv`: an area of inspectors of two of them, one of the third. */
export const AREAS_CSV = `territoire,type,nom,uai
nord,circonscription,Circonscription Vlixembourque,${uai(SCHOOLS[0])}
nord,circonscription,Circonscription Vlixembourque,${uai(SCHOOLS[1])}
sud,circonscription,Circonscription Mawzélienne,${uai(SCHOOLS[2])}
`;
/** What those areas are called. */
export const AREA_NAMES = ['Circonscription Vlixembourque', 'Circonscription Mawzélienne'];

const SYLLABLES = ['vrax', 'quil', 'zomb', 'thix', 'jurk', 'pwel', 'ghob', 'xant', 'bvor', 'dzik'];
const ENDINGS = ['ouïne', 'éraque', 'ôlbec', 'unzhe', 'yvraz', 'ègnof'];
const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);
/** One of 600 by number. */
function word(number: number, middle: string): string {
  const [a, b, c] = [number % 10, Math.floor(number / 10) % 10, number % 6];
  return capital(`${SYLLABLES[a]}${middle}${SYLLABLES[b]}${ENDINGS[c]}`);
}

export interface InventedPupil {
  readonly school: string;
  readonly classLabel: string;
  readonly level: '6e' | 'cp';
  readonly ine: string;
  readonly lastName: string;
  readonly firstName: string;
  /** What this pupil types where a text is asked for. */
  readonly typed: string;
  /** A row of `pupils.csv`, the school by its digits. */
  readonly row: readonly string[];
}

/** Pupils by class: the first class of each level is at work, the others are for those who lie. */
const CLASSES = [
  [SCHOOLS[1], '6e Quartz', '6e', 10],
  [SCHOOLS[1], '6e Basalte', '6e', 14],
  [SCHOOLS[2], '6e Silex', '6e', 14],
  [SCHOOLS[0], 'CP Mésange', 'cp', 6],
  [SCHOOLS[0], 'CP Fauvette', 'cp', 6],
] as const;

export const PUPILS: readonly InventedPupil[] = CLASSES.flatMap(([school, classLabel, level, size], c) =>
  Array.from({ length: size }, (_, i) => {
    const number = c * 20 + i;
    const ine = `${String(700_000_000 + number * 7_919_317).slice(0, 9)}ZQ`;
    const [lastName, firstName] = [word(number * 3 + 1, 'ol'), word(number * 3 + 2, 'ab')];
    const year = level === '6e' ? 2015 : 2020;
    const birth = `${year}-0${1 + (number % 6)}-1${number % 10}`;
    const accommodation = number % 8 === 3 ? 'tiers-temps' : '';
    const row = [
      school,
      classLabel,
      level,
      ine,
      lastName,
      firstName,
      birth,
      'FM'[number % 2]!,
      accommodation,
    ];
    const typed = `${word(number * 3, 'if').toLowerCase()} ${number}`;
    return { school: uai(school), classLabel, level, ine, lastName, firstName, typed, row };
  }),
);
