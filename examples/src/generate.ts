/** Writes a synthetic roster: `npm run roster -- --help`. */
import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import {
  demoSchools,
  forLevels,
  generateRoster,
  type Level,
  levels,
  type Roster,
  type RosterOptions,
  rosterChunks,
} from './roster.ts';
import { accommodationsCsv, type ExportFormat, exportFormats, exportRoster } from './roster-exports.ts';

const help = `Writes schools.csv and pupils.csv with synthetic schools and pupils. The same options give the same files.

  npm run roster -- --out DIR [options]

  --out DIR         folder to write into; made when it is not there (required)
  --schools N       number of schools (default 4)
  --levels A,B      among ${levels.join(', ')} (default cp,ce1)
  --seed N          a whole number; another seed gives other people (default 1)
  --year N          year in which the school year begins (default 2026)
  --classes N       classes per level in each school (default: drawn for each school)
  --departements P  only these UAI prefixes, such as 063,974 (default: all)
  --format F        also writes the pupils as exports of another program, into DIR/F: onde (primary schools),
                    siecle (secondary schools) or oneroster; with accommodations.csv, which exports do not have
  --demo            the four schools of the demonstration; only --levels and --seed count
  --help            this text

Examples
  npm run roster -- --schools 4 --levels cp,ce1 --seed 7 --out roster
  npm run roster -- --schools 7000 --levels 6e --out roster-6e
  npm run roster -- --demo --levels 2de --out roster-2de
  npm run roster -- --demo --levels cp,ce1 --format onde --out roster-onde
`;

/** Returns the exit code. */
export async function main(argv: readonly string[], print: (text: string) => void): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        out: { type: 'string' },
        schools: { type: 'string', default: '4' },
        levels: { type: 'string' },
        seed: { type: 'string' },
        year: { type: 'string', default: '2026' },
        classes: { type: 'string' },
        departements: { type: 'string' },
        format: { type: 'string' },
        demo: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      print(help);
      return 0;
    }
    if (values.out === undefined) throw new RangeError('--out is missing');
    const wanted = values.levels?.split(',').map((level) => level.trim().toLowerCase() as Level);
    const unknown = wanted?.filter((level) => !levels.includes(level)) ?? [];
    if (unknown.length > 0) throw new RangeError(`unknown levels: ${unknown.join(', ')}`);
    const format = exportFormats.find((one) => one === values.format);
    if (values.format !== undefined && format === undefined) {
      throw new RangeError(
        `unknown format: ${values.format}; --format is one of ${exportFormats.join(', ')}`,
      );
    }
    const seed = values.seed === undefined ? undefined : whole('--seed', values.seed);
    const options: RosterOptions = {
      schools: whole('--schools', values.schools),
      seed: seed ?? 1,
      levels: wanted ?? ['cp', 'ce1'],
      year: whole('--year', values.year),
      ...(values.classes === undefined ? {} : { classesPerLevel: whole('--classes', values.classes) }),
      ...(values.departements === undefined ? {} : { departements: values.departements.split(',') }),
    };
    const exported = () =>
      values.demo ? forLevels(demoSchools(seed), wanted ?? levels) : generateRoster(options);
    const summary = values.demo
      ? writeDemo(values.out, wanted ?? levels, seed)
      : await writeRoster(values.out, options);
    if (format !== undefined) writeExports(values.out, format, exported());
    const s = (count: number) => (count === 1 ? '' : 's');
    const { schools, pupils } = summary;
    print(`${schools} school${s(schools)} and ${pupils} pupil${s(pupils)} in ${values.out}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    print(`${error.message}\n\n--help shows the options.\n`);
    return 2;
  }
}

interface Summary {
  readonly schools: number;
  readonly pupils: number;
}

function writeDemo(folder: string, wanted: readonly Level[], seed: number | undefined): Summary {
  const roster = forLevels(demoSchools(seed), wanted);
  if (roster.schools.length === 0) throw new RangeError('the demonstration has levels cp, ce1, 6e and 2de');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'schools.csv'), roster.schoolsCsv);
  writeFileSync(join(folder, 'pupils.csv'), roster.pupilsCsv);
  return { schools: roster.schools.length, pupils: roster.pupils.length };
}

/** All at once in memory: for samples, and for a city's worth of schools. */
function writeExports(folder: string, format: ExportFormat, roster: Roster): void {
  mkdirSync(join(folder, format), { recursive: true });
  for (const { name, bytes } of exportRoster(format, roster))
    writeFileSync(join(folder, format, name), bytes);
  writeFileSync(join(folder, 'accommodations.csv'), accommodationsCsv(roster));
}

/** A chunk at a time: a national roster needs no more memory than a small one. */
async function writeRoster(folder: string, options: RosterOptions): Promise<Summary> {
  const lines = { 'schools.csv': -1, 'pupils.csv': -1 };
  const chunks = rosterChunks(options);
  // The first step checks the options, before anything is written.
  let step = await chunks.next();
  mkdirSync(folder, { recursive: true });
  const files = {
    'schools.csv': createWriteStream(join(folder, 'schools.csv')),
    'pupils.csv': createWriteStream(join(folder, 'pupils.csv')),
  };
  for (; !step.done; step = await chunks.next()) {
    const { file, text } = step.value;
    lines[file] += text.split('\r\n').length - 1;
    if (!files[file].write(text)) await once(files[file], 'drain');
  }
  for (const file of Object.values(files)) file.end();
  await Promise.all(Object.values(files).map((file) => finished(file)));
  return { schools: lines['schools.csv'], pupils: lines['pupils.csv'] };
}

function whole(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new RangeError(`${name} is a whole number, not "${text}"`);
  return Number(text);
}

if (import.meta.main)
  process.exitCode = await main(process.argv.slice(2), (text) => process.stdout.write(text));
