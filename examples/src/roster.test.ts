import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoSchools, forLevels, generateRoster, levels, type Roster, rosterChunks } from './roster.ts';
import { controlLetter, uaiOf } from './uai.ts';

const options = { schools: 40, seed: 7, levels: ['cp', 'ce1', '6e', '2de'] } as const;
const roster = generateRoster(options);

const rows = (csv: string) =>
  parse(csv, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];

function checkWhole({ schools, pupils, schoolsCsv, pupilsCsv }: Roster): void {
  const schoolRows = rows(schoolsCsv);
  const pupilRows = rows(pupilsCsv);
  expect(schoolRows.map((row) => [row.uai, row.nom, row.commune, row.secteur, row.ep])).toEqual(
    schools.map((school) => [school.uai, school.name, school.commune, school.sector, school.priority]),
  );
  expect(
    pupilRows.map((row) => [
      row.uai,
      row.classe,
      row.niveau,
      row.ine,
      row.nom,
      row.prenom,
      row.naissance,
      row.sexe,
    ]),
  ).toEqual(
    pupils.map((pupil) => [
      ...[pupil.uai, pupil.className, pupil.level, pupil.ine, pupil.lastName, pupil.firstName],
      ...[pupil.birthDate, pupil.sex],
    ]),
  );
  expect(pupilRows.map((row) => row.amenagements)).toEqual(
    pupils.map((pupil) => pupil.accommodations.join('|')),
  );
  expect(new Set(schools.map(({ uai }) => uai)).size).toBe(schools.length);
  expect(new Set(pupils.map(({ ine }) => ine)).size).toBe(pupils.length);
  const known = new Set(schools.map(({ uai }) => uai));
  expect(pupils.filter(({ uai }) => !known.has(uai))).toEqual([]);
}

describe('uaiOf', () => {
  it('ends with the letter of its digits modulo 23', () => {
    // 0750711 = 32639 × 23 + 14, and the fifteenth letter of the list without I, O and Q is R.
    expect(controlLetter('0750711')).toBe('R');
    expect(uaiOf('075', 711)).toBe('0750711R');
    expect(() => uaiOf('75', 711)).toThrow(RangeError);
    expect(() => uaiOf('075', 10_000)).toThrow(RangeError);
  });
});

describe('generateRoster', () => {
  it('gives the same bytes for the same options, and other people for another seed', () => {
    expect(generateRoster(options)).toEqual(roster);
    const other = generateRoster({ ...options, seed: 8 });
    expect(other.pupilsCsv).not.toBe(roster.pupilsCsv);
    expect(other.schoolsCsv).not.toBe(roster.schoolsCsv);
  });

  it('begins with the schools of a smaller roster', () => {
    const few = generateRoster({ ...options, schools: 5 });
    expect(roster.schoolsCsv.startsWith(few.schoolsCsv)).toBe(true);
    expect(roster.pupilsCsv.startsWith(few.pupilsCsv)).toBe(true);
  });

  it('makes files that read back whole, with unique UAI and INE, for any options', () => {
    const level = fc.uniqueArray(fc.constantFrom(...levels), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), fc.nat(), level, (schools, seed, wanted) => {
        const made = generateRoster({ schools, seed, levels: wanted, classesPerLevel: 1 });
        expect(made.schools.length).toBe(schools);
        expect(new Set(made.pupils.map((pupil) => pupil.level))).toEqual(new Set(wanted));
        checkWhole(made);
      }),
      { numRuns: 25 },
    );
  });

  it('writes UAI, INE, dates and sexes in their shapes', () => {
    for (const { uai } of roster.schools) expect(controlLetter(uai.slice(0, 7))).toBe(uai.slice(7));
    for (const pupil of roster.pupils) {
      expect(pupil.ine).toMatch(/^\d{9}[0-9A-Z][A-Z]$/);
      expect(pupil.birthDate).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(['F', 'M']).toContain(pupil.sex);
    }
  });

  it('gives ages that fit the level', () => {
    const expected = { cp: 2020, ce1: 2019, '6e': 2015, '2de': 2011 } as const;
    for (const [level, year] of Object.entries(expected)) {
      const years = roster.pupils
        .filter((p) => p.level === level)
        .map((p) => Number(p.birthDate.slice(0, 4)));
      expect(years.every((born) => Math.abs(born - year) <= 1)).toBe(true);
      expect(years.filter((born) => born === year).length / years.length).toBeGreaterThan(0.8);
    }
  });

  it('gives about six pupils in a hundred an accommodation, and some of them several', () => {
    const accommodated = roster.pupils.filter(({ accommodations }) => accommodations.length > 0);
    expect(accommodated.length / roster.pupils.length).toBeGreaterThan(0.04);
    expect(accommodated.length / roster.pupils.length).toBeLessThan(0.08);
    expect(accommodated.some(({ accommodations }) => accommodations.length > 1)).toBe(true);
  });

  it('has classes of 20 to 28, and double-level classes that may be uneven', () => {
    const sizes = new Map<string, number>();
    for (const { uai, className } of roster.pupils) {
      const key = `${uai} ${className}`;
      sizes.set(key, (sizes.get(key) ?? 0) + 1);
    }
    for (const [key, size] of sizes) {
      expect(size, key).toBeGreaterThanOrEqual(20);
      expect(size, key).toBeLessThanOrEqual(28);
    }
    const double = roster.pupils.filter(({ className }) => className === 'CP-CE1');
    expect(new Set(double.map(({ level }) => level))).toEqual(new Set(['cp', 'ce1']));
  });

  it('has a class of both CP and CE1 in the first school, whatever the seed', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { schools, pupils } = generateRoster({ schools: 1, seed, levels: ['cp', 'ce1'] });
      const own = pupils.filter(({ uai, className }) => uai === schools[0]?.uai && className === 'CP-CE1');
      expect(new Set(own.map(({ level }) => level)).size, `seed ${seed}`).toBe(2);
    }
  });

  it('has names with accents, hyphens, apostrophes, particles, of one letter and very long', () => {
    const names = generateRoster({ schools: 200, seed: 1, levels: ['6e'] }).pupils.flatMap((pupil) => [
      pupil.lastName,
      pupil.firstName,
    ]);
    for (const wanted of [/[éèêëïôçœ]/i, /-/, /’/, /^(?:de|d’|El|Le|van) ?/, /^.$/u, /.{30,}/, /[łğşđă]/i]) {
      expect(
        names.some((name) => wanted.test(name)),
        String(wanted),
      ).toBe(true);
    }
  });

  it('has schools overseas and on the mainland, public and private, in priority education or not', () => {
    const { schools } = generateRoster({ schools: 400, seed: 3, levels: ['cp'], classesPerLevel: 1 });
    for (const prefix of ['974', '976', '97', '059']) {
      expect(
        schools.some(({ uai }) => uai.startsWith(prefix)),
        prefix,
      ).toBe(true);
    }
    expect(new Set(schools.map(({ sector }) => sector)).size).toBe(2);
    expect(new Set(schools.map(({ priority }) => priority)).size).toBe(3);
  });

  it('draws only from the départements that it is given', () => {
    const made = generateRoster({ schools: 12, seed: 1, levels: ['cp'], departements: ['974', '620'] });
    expect(new Set(made.schools.map(({ uai }) => uai.slice(0, 3)))).toEqual(new Set(['974', '620']));
  });

  it('refuses options that make no roster', () => {
    const refused = (changes: Partial<Parameters<typeof generateRoster>[0]>) => () =>
      generateRoster({ ...options, ...changes });
    expect(refused({ levels: [] })).toThrow('no level');
    expect(refused({ levels: ['cm3' as 'cp'] })).toThrow('cm3');
    expect(refused({ schools: 2 })).toThrow('at least 3');
    expect(refused({ schools: 4.5 })).toThrow(RangeError);
    expect(refused({ classesPerLevel: 0 })).toThrow(RangeError);
    expect(refused({ departements: ['99'] })).toThrow('99');
    expect(refused({ departements: [] })).toThrow(RangeError);
  });
});

describe('rosterChunks', () => {
  it('gives the files of generateRoster piece by piece, each piece of whole lines', async () => {
    const files = { 'schools.csv': '', 'pupils.csv': '' };
    let pieces = 0;
    for await (const { file, text } of rosterChunks(options)) {
      expect(text.endsWith('\r\n')).toBe(true);
      files[file] += text;
      pieces += 1;
    }
    expect(pieces).toBeGreaterThan(3);
    expect(files['schools.csv']).toBe(roster.schoolsCsv);
    expect(files['pupils.csv']).toBe(roster.pupilsCsv);
  });
});

describe('demoSchools', () => {
  const demo = demoSchools();

  it('has two primary schools, one overseas, a collège and a lycée, about 250 pupils and one double-level class', () => {
    expect(demo.schools.map(({ kind }) => kind)).toEqual(['primary', 'primary', 'college', 'lycee']);
    expect(demo.schools.filter(({ uai }) => uai.startsWith('974')).length).toBe(1);
    expect(demo.pupils.length).toBe(245);
    const double = demo.pupils.filter(({ className }) => className === 'CP-CE1');
    expect(new Set(double.map(({ level }) => level)).size).toBe(2);
    checkWhole(demo);
    expect(demoSchools()).toEqual(demo);
  });

  it('gives each campaign its levels and the schools that have them', () => {
    const parts = (['cp', '6e', '2de'] as const).map((level) =>
      forLevels(demo, level === 'cp' ? ['cp', 'ce1'] : [level]),
    );
    expect(parts.map(({ schools }) => schools.length)).toEqual([2, 1, 1]);
    expect(parts.reduce((sum, { pupils }) => sum + pupils.length, 0)).toBe(demo.pupils.length);
    for (const part of parts) checkWhole(part);
  });

  it('has pupils with accommodations at each level by screen', () => {
    for (const level of ['6e', '2de']) {
      const own = demo.pupils.filter((pupil) => pupil.level === level && pupil.accommodations.length > 0);
      expect(own.length, level).toBeGreaterThan(0);
    }
  });
});
