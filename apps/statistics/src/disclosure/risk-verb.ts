/** `cloison disclosure risk`: the risk of a file as it is, by the roles and criteria of a specification. */
import { basename } from 'node:path';
import { alignedTable, fileToWrite, optional } from '@cloison/command';
import { measureRiskOfFile } from '@cloison/disclosure';
import { stopwatch } from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeReport } from '../frame/write-results.ts';
import { DISCLOSURE_OPTIONS, MICRODATA, randomOf, withDisclosurePool } from './options.ts';
import { readForSpecification } from './read-for-specification.ts';
import { readSpecification } from './read-specification.ts';
import { riskReport } from './secrecy-report.ts';
import { stepProgress } from './step-progress.ts';

export const riskVerb = verb({
  name: 'risk',
  summary: {
    fr: 'mesurer le risque d’un fichier de personnes tel qu’il est',
    en: 'measure the risk of a file of persons as it is',
  },
  arguments: MICRODATA,
  options: {
    ...DISCLOSURE_OPTIONS,
    report: optional(fileToWrite(), {
      fr: 'rapport HTML, lisible sans réseau',
      en: 'HTML report that opens without a network',
    }),
  },
  examples: ['cloison disclosure risk pupils.csv --spec release.yaml --report risk.html'],
  run: (terminal, options) =>
    withDisclosurePool(terminal, options.threads, async (pool) => {
      const clock = stopwatch();
      const { microdata: path, spec: specPath } = options;
      const file = readSpecification(specPath, terminal.lang);
      const read = await readForSpecification(terminal, path, file, pool, options.delimiter ?? null);
      const readS = clock();
      const steps = stepProgress(terminal);
      const report = measureRiskOfFile(read.data, file.specification, {
        uniformAt: randomOf(options.seed),
        population: read.population,
        specialSize: options.suda ?? 3,
        progress: steps.update,
      });
      steps.stop();
      const measureS = clock();
      const quasi = read.data.columns
        .map(({ name }) => name)
        .filter((name) => file.specification.variables[name]?.role === 'quasi-identifier');
      writeReport(terminal, options.report, () =>
        riskReport(
          {
            lang: terminal.lang,
            title: file.title,
            file: basename(path),
            specification: basename(specPath),
            sha256: null,
            date: new Date().toISOString().slice(0, 10),
          },
          report,
          quasi,
        ),
      );
      const fr = terminal.lang === 'fr';
      const { category, matching } = report.risk;
      terminal.print(
        alignedTable(
          terminal.lang,
          ['', fr ? 'catégorie' : 'category', fr ? 'quelconque' : 'any'],
          [
            [fr ? 'classes' : 'classes', category.classes, matching.classes],
            [fr ? 'plus petite classe' : 'smallest class', category.smallestClass, matching.smallestClass],
            ...category.below.map(({ size, records }, at) => [
              fr ? `enregistrements en classe < ${size}` : `records in classes < ${size}`,
              records,
              matching.below[at]!.records,
            ]),
            [
              fr ? 'procureur, moyen' : 'prosecutor, mean',
              category.prosecutor.mean,
              matching.prosecutor.mean,
            ],
          ],
        ),
      );
      return { ...report, seconds: { read: readS, measure: measureS, rest: clock() } };
    }),
});
