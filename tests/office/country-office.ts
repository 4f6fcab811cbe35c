/**
 * An office for looking at: a few hundred schools all over France in the middle of a campaign, with participation, incidents
 * and arrivals as a pass of `serve` leaves them. Everybody in it is invented.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uaiLetter } from '@cloison/authority';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { sampleIne } from '@cloison/dev-env/authority/sample-roster.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';

const PREFIXES = [
  ...Array.from({ length: 95 }, (_, i) => String(i + 1).padStart(3, '0')).filter((one) => one !== '020'),
  ...['620', '720', '971', '972', '973', '974', '976'],
];
const TOWNS = ['Villeneuve', 'Saint-Aubin', 'Montclair', 'Beaulieu', 'Les Ormes', 'Fontaine', 'Rochefort'];
const KINDS = ['Collège du Parc', 'Collège des Tilleuls', 'Groupe scolaire Jeanne-Barret', 'École du Lavoir'];

/** `schools` in each département, each with a class of CP and one of sixième. */
export async function countryOffice(now: Date, schools = 3, size = 4): Promise<SampleOffice> {
  const office = await sampleOffice('campaign');
  await fillCountry(office, now, schools, size);
  office.vault.transaction(() => arrivals(office.vault, now.getTime()));
  // Others open it from here on.
  office.vault.close();
  return office;
}

/** Schools and pupils all over France, with participation and incidents, into an office that has none. */
export async function fillCountry(
  office: SampleOffice,
  now: Date,
  schools: number,
  size: number,
): Promise<void> {
  const folder = join(office.folder, 'country');
  mkdirSync(folder);
  const paths = { schools: join(folder, 'schools.csv'), pupils: join(folder, 'pupils.csv') };
  const rows: string[] = [];
  const pupils: string[] = [];
  let number = 1;
  for (const prefix of PREFIXES) {
    for (let i = 1; i <= schools; i++) {
      const digits = `${prefix}${String(1000 + i * 7)}`;
      const uai = `${digits}${uaiLetter(digits)}`;
      const town = TOWNS[(number + i) % TOWNS.length];
      rows.push(
        `${uai},${KINDS[number % KINDS.length]},${town},${i % 3 === 0 ? 'PR' : 'PU'},${i % 4 === 0 ? 'REP' : 'HEP'}`,
      );
      for (const [classe, niveau, year] of [
        ['CP A', 'CP', 2020],
        ['6e B', '6e', 2015],
      ] as const)
        for (let p = 0; p < size; p++, number++)
          pupils.push(
            `${uai},${classe},${niveau},${sampleIne(number)},NOM${number},Prénom${number % 97},${year}-0${1 + (number % 9)}-1${number % 10},${number % 2 === 0 ? 'F' : 'M'},`,
          );
    }
  }
  writeFileSync(paths.schools, `uai,nom,commune,secteur,ep\n${rows.join('\n')}\n`);
  writeFileSync(
    paths.pupils,
    `uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements\n${pupils.join('\n')}\n`,
  );
  const campaign = await office.campaign();
  await importRoster(campaign, paths);
  participate(office, now.getTime());
}

/** A draw from 0 to 1 that is the same at each run. */
function drawn(seed: string): number {
  return createHash('sha256').update(seed).digest().readUInt32BE(0) / 2 ** 32;
}

function participate({ vault }: SampleOffice, at: number): void {
  const classes = vault.all<{ id: number; level: string; uai: string; pupils: number }>(
    `SELECT cl.id, cl.level, s.uai, count(p.id) AS pupils FROM class_level cl JOIN class c ON c.id = cl.class
     JOIN school s ON s.id = c.school JOIN pupil p ON p.class_level = cl.id GROUP BY cl.id`,
  );
  vault.transaction(() => {
    for (const { id, level, uai, pupils } of classes) {
      const pace = drawn(uai.slice(0, 3)) * 0.6 + drawn(uai) * 0.4;
      const complete = pace < 0.2 ? 0 : Math.round(pupils * Math.min(1, pace * 1.3));
      const absent = drawn(`${uai}a`) < 0.2 ? Math.min(1, pupils - complete) : 0;
      const begun = pace < 0.2 ? 0 : Math.min(pupils - complete - absent, drawn(`${uai}b`) < 0.4 ? 1 : 0);
      const sequence = level === 'cp' ? 'francais-cp' : 'francais';
      vault.run(
        'INSERT OR REPLACE INTO participation VALUES (?, ?, ?, ?, ?, ?, ?)',
        id,
        sequence,
        pupils,
        pupils - complete - absent - begun,
        begun,
        complete,
        absent,
      );
    }
    for (const [code, times] of [
      ['audit-silent', 2],
      ['impossible-time', 11],
    ] as const)
      vault.run(
        'INSERT INTO incident VALUES (?, ?, ?, ?, ?, ?)',
        'essai-2026',
        code,
        randomBytes(16),
        'francais',
        times,
        new Date(at - 3_600_000).toISOString(),
      );
    for (const code of ['unknown-holder', 'unknown-manifest', 'unknown-manifest'])
      vault.run(
        'INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?)',
        'essai-2026',
        randomBytes(16),
        'francais',
        randomBytes(32),
        code,
        new Date(at - 7_200_000).toISOString(),
      );
  });
}

/** Finals of yesterday and of today until now, most of them in the morning. */
function arrivals(vault: SampleOffice['vault'], at: number): void {
  const day = new Date(at);
  day.setUTCHours(6, 0, 0, 0);
  for (const [start, share] of [
    [day.getTime() - 86_400_000, 1],
    [day.getTime(), 0.85],
  ] as const) {
    for (let i = 0; i < 900 * share; i++) {
      const hour = (drawn(`${start}${i}`) + drawn(`${start}x${i}`) + drawn(`${start}y${i}`)) / 3;
      const when = start + hour * 9 * 3_600_000;
      if (when > at) continue;
      const holder = randomBytes(16);
      vault.run(
        `INSERT INTO holder (holder_id, campaign, kind, state, access_hash, sealed, pushed, used)
         VALUES (?, 'essai-2026', 'pupil', 'assigned', ?, ?, 1, 1)`,
        holder,
        randomBytes(32),
        randomBytes(8),
      );
      vault.run(
        'INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, NULL)',
        holder,
        'francais',
        3,
        randomBytes(32),
        1,
        new Date(when).toISOString(),
      );
    }
  }
}
