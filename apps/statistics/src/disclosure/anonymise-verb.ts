/** `cloison disclosure anonymise`: a file that may leave, by a specification, with its report. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { alignedTable, fileToWrite, optional, required, type Terminal } from '@cloison/command';
import { anonymise, type ReleaseReport } from '@cloison/disclosure';
import { words } from '@cloison/study-files';
import { stopwatch } from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeJson, writeReport } from '../frame/write-results.ts';
import { DISCLOSURE_OPTIONS, MICRODATA, randomOf, withDisclosurePool } from './options.ts';
import { readForSpecification } from './read-for-specification.ts';
import { readSpecification } from './read-specification.ts';
import { refuseDisclosure } from './refusals.ts';
import { releaseReport } from './secrecy-report.ts';
import { stepProgress } from './step-progress.ts';
import { codebookPaths, writeFileCodebook } from './write-file-codebook.ts';
import { writeMicrodata } from './write-microdata.ts';

export const anonymiseVerb = verb({
  name: 'anonymise',
  summary: {
    fr: 'rendre anonyme un fichier de personnes, selon une spécification',
    en: 'anonymise a file of persons, by a specification',
  },
  about: {
    fr: 'Une variable que la spécification ne déclare pas arrête tout. Le fichier écrit est recompté tel qu’il sera lu.',
    en: 'A variable that the specification does not declare stops everything. The written file is counted again as it will be read.',
  },
  arguments: MICRODATA,
  options: {
    ...DISCLOSURE_OPTIONS,
    out: required(fileToWrite(), {
      fr: 'fichier diffusé : CSV, ou Parquet par son nom ; son dictionnaire (JSON, HTML, DDI) et un script pour R à côté',
      en: 'released file: CSV, or Parquet by its name; its codebook (JSON, HTML, DDI) and a script for R beside it',
    }),
    report: optional(fileToWrite(), {
      fr: 'dossier pour le comité du secret, en HTML, lisible sans réseau',
      en: 'file for the secrecy committee, HTML that opens without a network',
    }),
    measures: optional(fileToWrite(), {
      fr: 'tout ce qui est mesuré, en JSON',
      en: 'all that is measured, as JSON',
    }),
  },
  examples: [
    'cloison disclosure anonymise pupils.csv --spec release.yaml --out released.csv --report secrecy.html',
    'cloison disclosure anonymise pupils.csv --spec release.yaml --out released.csv --seed 7 --json',
  ],
  run: (terminal, options) =>
    withDisclosurePool(terminal, options.threads, async (pool) => {
      const clock = stopwatch();
      const { microdata: path, spec: specPath, out } = options;
      requireOthers(
        [out, options.report, options.measures, ...Object.values(codebookPaths(out))],
        [path, specPath],
      );
      const file = readSpecification(specPath, terminal.lang);
      const read = await readForSpecification(terminal, path, file, pool, options.delimiter ?? null);
      const readS = clock();
      const steps = stepProgress(terminal);
      const release = await anonymise(read.data, file.specification, {
        uniformAt: randomOf(options.seed),
        pool,
        population: read.population,
        specialSize: options.suda ?? 3,
        progress: steps.update,
      });
      steps.stop();
      const protectS = clock();
      writeMicrodata(out, release.columns, read.delimiter, file.hiddenAs);
      const writeS = clock();
      const sha256 = await sha256Of(out);
      terminal.note(terminal.say(words.written, { path: out }));
      for (const path of writeFileCodebook(out, release, file, read.delimiter))
        terminal.note(terminal.say(words.written, { path }));
      const { report } = release;
      const context = {
        lang: terminal.lang,
        title: file.title,
        file: basename(path),
        specification: basename(specPath),
        sha256,
        date: new Date().toISOString().slice(0, 10),
      };
      writeReport(terminal, options.report, () => releaseReport(context, report));
      writeJson(terminal, options.measures, {
        format: 'cloison-disclosure-report/1',
        file: context.file,
        sha256,
        ...plain(report),
      });
      print(terminal, report);
      return {
        out,
        sha256,
        ...summary(report),
        seconds: {
          read: readS,
          protect: protectS,
          write: writeS,
          rest: clock(),
          processor: processorSeconds(),
        },
      };
    }),
});

/** Throws `would-overwrite` when a file to write is one of those that are read. */
function requireOthers(written: readonly (string | undefined)[], read: readonly string[]): void {
  for (const path of written)
    if (path !== undefined && existsSync(path) && read.some((one) => isSameFile(path, one)))
      throw refuseDisclosure('would-overwrite', { path });
}

function isSameFile(a: string, b: string): boolean {
  const [one, other] = [statSync(a), statSync(b)];
  return one.ino === other.ino && one.dev === other.dev;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}

/** Of all threads, to the millisecond. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000) / 1000;
}

/** What `--json` prints: counts, without the tables of utility. */
function summary(report: ReleaseReport) {
  const {
    rowsRead,
    rowsReleased,
    missing,
    criteria,
    variables,
    recoding,
    suppression,
    before,
    after,
    responses,
    uniques,
  } = report;
  return {
    rowsRead,
    rowsReleased,
    rowsDropped: rowsRead - rowsReleased,
    missing,
    criteria,
    variables,
    recoding,
    suppression,
    before,
    after,
    attackBefore: report.attackBefore,
    attackAfter: report.attackAfter,
    loss: report.utility.loss,
    responses,
    uniques,
  };
}

/** Typed arrays as lists. */
function plain(report: ReleaseReport): object {
  return JSON.parse(
    JSON.stringify(report, (_key, value: unknown) => (value instanceof Float64Array ? [...value] : value)),
  ) as object;
}

function print(terminal: Terminal, report: ReleaseReport): void {
  const fr = terminal.lang === 'fr';
  const { before, after, attackBefore, attackAfter, suppression, recoding } = report;
  terminal.print(
    alignedTable(
      terminal.lang,
      ['', fr ? 'avant' : 'before', fr ? 'après' : 'after'],
      [
        [fr ? 'enregistrements' : 'records', before.category.records, after.category.records],
        [fr ? 'classes' : 'classes', before.category.classes, after.category.classes],
        [
          fr ? 'plus petite classe (catégorie)' : 'smallest class (category)',
          before.category.smallestClass,
          after.category.smallestClass,
        ],
        [
          fr ? 'plus petite classe (quelconque)' : 'smallest class (any)',
          before.matching.smallestClass,
          after.matching.smallestClass,
        ],
        [fr ? 'uniques' : 'uniques', before.category.sampleUniques, after.category.sampleUniques],
        [
          fr ? 'appariés à une seule personne' : 'linked to one person',
          attackBefore.uniqueLinks,
          attackAfter.uniqueLinks,
        ],
        [
          fr ? 'personnes par enregistrement, le moins' : 'persons a record fits, fewest',
          attackBefore.fewestPersons,
          attackAfter.fewestPersons,
        ],
      ],
    ),
  );
  const { loss } = report.utility;
  const count = (value: number) => new Intl.NumberFormat(terminal.lang).format(value);
  const lossText = (value: number) =>
    new Intl.NumberFormat(terminal.lang, { maximumFractionDigits: 4 }).format(value);
  terminal.print(
    fr
      ? `perte normalisée ${lossText(loss.arithmetic)} · moyenne géométrique ${lossText(loss.geometric)}`
      : `normalised loss ${lossText(loss.arithmetic)} · geometric mean ${lossText(loss.geometric)}`,
  );
  if (recoding !== null)
    terminal.print(
      `${fr ? 'niveaux' : 'levels'} ${report.variables.flatMap(({ name, level }) => (level === null ? [] : [`${name} ${level}`])).join(', ')} · ${fr ? 'perte' : 'loss'} ${new Intl.NumberFormat(terminal.lang, { maximumSignificantDigits: 5 }).format(recoding.loss)}${recoding.optimal ? '' : fr ? ' (optimum non garanti)' : ' (not certainly the optimum)'}`,
    );
  for (const { name, unique } of report.uniques.byVariable) {
    const { role } = report.variables.find((one) => one.name === name)!;
    if (unique > 0 && role !== 'quasi-identifier')
      terminal.print(
        fr
          ? `▲ ${name} : ${count(unique)} enregistrements sont seuls à avoir leur valeur`
          : `▲ ${name}: ${count(unique)} records are alone with their value`,
      );
  }
  for (const { name, role, hidden } of report.variables)
    if (role === 'sensitive' && hidden > 0)
      terminal.print(
        fr
          ? `${name} : ${count(hidden)} valeurs masquées, celles des classes qui manquaient à son critère`
          : `${name}: ${count(hidden)} values hidden, those of the classes that failed its criterion`,
      );
  if (suppression !== null)
    terminal.print(
      `${count(suppression.cells)} ${fr ? 'cellules masquées' : 'cells hidden'} (${suppression.byVariable.map(({ name, cells }) => `${name} ${count(cells)}`).join(' · ')})`,
    );
}
