/** For tests: roster files of any size, drawn from a seed; the people are nobody. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { uaiLetter } from '@cloison/authority';

export interface SamplePupil {
  readonly uai: string;
  readonly classe: string;
  readonly niveau: string;
  readonly ine: string;
  readonly nom: string;
  readonly prenom: string;
  readonly naissance: string;
  readonly sexe: string;
  readonly amenagements: string;
}

const LAST = [
  'Aubrac',
  'Béranger',
  'Cœurjoly',
  "D'Estrée",
  'El Fassi',
  'Nguyễn',
  'Ozanne',
  'Pelle-Tier',
  'Šimić',
];
const FIRST = ['Anaïs', 'Élodie', 'Jean-Noël', 'Maël', 'Noé', 'Ömer', 'Zoé', 'Inès'];

export function sampleUai(number: number): string {
  const digits = String(number).padStart(7, '0');
  return digits + uaiLetter(digits);
}

export function sampleIne(number: number): string {
  return `${String(number).padStart(9, '0')}${'0123456789ABC'[number % 13]}${String.fromCharCode(65 + (number % 26))}`;
}

/** Schools in Paris (075…), one in five in Réunion (974…), each with one CP and one sixième class of `size` pupils. */
export function* samplePupils(schools: number, size: number): Generator<SamplePupil> {
  let number = 1;
  for (let s = 0; s < schools; s++) {
    const uai = sampleUai((s % 5 === 4 ? 9_740_000 : 750_000) + s + 1);
    for (const [classe, niveau, year] of [
      ['CP A', 'CP', 2020],
      ['6e B', '6e', 2015],
    ] as const) {
      for (let p = 0; p < size; p++, number++) {
        yield {
          uai,
          classe,
          niveau,
          ine: sampleIne(number),
          nom: `${LAST[number % LAST.length]} ${number}`,
          prenom: FIRST[number % FIRST.length]!,
          naissance: `${year}-${String(1 + (number % 12)).padStart(2, '0')}-${String(1 + (number % 28)).padStart(2, '0')}`,
          sexe: number % 2 === 0 ? 'F' : 'M',
          amenagements: number % 10 === 0 ? 'tiers-temps|dys' : '',
        };
      }
    }
  }
}

export function schoolsCsv(uais: Iterable<string>): string {
  const lines = [...new Set(uais)].map((uai) => `${uai},"Collège ""${uai}"", bât. A",Ville,PU,HEP`);
  return `uai,nom,commune,secteur,ep\n${lines.join('\n')}\n`;
}

const HEADER = 'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements';

export function pupilsCsv(pupils: Iterable<SamplePupil>): string {
  return `${HEADER}\n${[...pupils].map((pupil) => Object.values(pupil).join(',')).join('\n')}\n`;
}

/** Writes `schools.csv` and `pupils.csv` into the folder. */
export function writeSampleRoster(
  folder: string,
  pupils: Iterable<SamplePupil>,
): { schools: string; pupils: string } {
  mkdirSync(folder, { recursive: true });
  const paths = { schools: join(folder, 'schools.csv'), pupils: join(folder, 'pupils.csv') };
  const uais = new Set<string>();
  const file = openSync(paths.pupils, 'w');
  let block = `${HEADER}\n`;
  for (const pupil of pupils) {
    uais.add(pupil.uai);
    block += `${Object.values(pupil).join(',')}\n`;
    if (block.length > 1 << 20) {
      writeSync(file, block);
      block = '';
    }
  }
  writeSync(file, block);
  closeSync(file);
  writeFileSync(paths.schools, schoolsCsv(uais));
  return paths;
}
