/** `cloison measurement standards`: thresholds from a panel's table, and how surely they would part pupils. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  alignedTable,
  apart,
  choice,
  file,
  fileToWrite,
  folder,
  list,
  needs,
  optional,
  refuseUsage,
  type Terminal,
  text,
  type ValuesOf,
  withDefault,
} from '@cloison/command';
import { Problems, problemsAsData, renderProblems } from '@cloison/command/problem';
import { classify, classifyBySums, fromScale, type Scale } from '@cloison/measurement';
import {
  type BookletPage,
  bookletOf,
  bookletReport,
  type CalibrationFile,
  proposeStandard,
  readStandardTable,
  type StandardBasis,
  type StandardProposal,
  type StandardRemark,
  type StandardTable,
  sayStandardRemark,
  TABLE_PROBLEMS,
  type TableProblemCode,
  words,
} from '@cloison/study-files';
import { reportingScale, SCALE_OPTION } from '../frame/reporting-scale.ts';
import { CALIBRATION, REPORT_OPTION, WEIGHT_OPTION } from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeJson, writeReport } from '../frame/write-results.ts';
import { readCalibration } from '../read/read-calibration.ts';
import { columnNames, readColumns } from '../read/read-columns.ts';
import { type ItemFolder, readItemFolder } from '../read/read-items.ts';
import { refuseMeasurement } from '../read/refusals.ts';
import { type Sureness, standardsReport } from '../report/standards-report.ts';

const ARGUMENTS = CALIBRATION;
const OPTIONS = {
  bookmark: optional(file(), {
    fr: 'table des signets : juge, seuil1, seuil2',
    en: 'table of bookmarks: judge, threshold1, threshold2',
  }),
  angoff: optional(file(), {
    fr: 'table d’Angoff : juge, seuil, un item par colonne',
    en: 'Angoff table: judge, threshold, one item a column',
  }),
  items: optional(list(), {
    fr: 'items de la commission (défaut : tous)',
    en: 'items of the panel (default: all)',
  }),
  ...SCALE_OPTION,
  scores: optional(file(), {
    fr: 'scores des élèves avec leurs erreurs, de « scores » : groupes et leur sûreté',
    en: 'scores of pupils with their errors, from "scores": groups and how sure they are',
  }),
  estimate: optional(text(), {
    fr: 'colonne de l’estimation (défaut : wle, eap, map ou ml)',
    en: 'column of the estimate (default: wle, eap, map or ml)',
  }),
  error: withDefault(text(), 'se', { fr: 'colonne de l’erreur type', en: 'column of the standard error' }),
  scoresOn: optional(choice(['scale', 'theta']), {
    fr: 'les scores sont sur l’échelle de publication ou en θ (défaut : l’échelle s’il y en a une)',
    en: 'scores are on the reporting scale or in θ (default: the scale where there is one)',
  }),
  ...WEIGHT_OPTION,
  booklet: optional(fileToWrite(), {
    fr: 'livret ordonné à imprimer pour la commission, sans aucun seuil',
    en: 'ordered item booklet to print for the panel, without any threshold',
  }),
  content: optional(folder(), {
    fr: 'dossier des items en QTI : le livret les montre',
    en: 'folder of the items as QTI: the booklet shows them',
  }),
  out: optional(fileToWrite(), { fr: 'tout, en JSON', en: 'everything, as JSON' }),
  ...REPORT_OPTION,
} as const;
type Options = ValuesOf<typeof ARGUMENTS & typeof OPTIONS>;

export const standardsVerb = verb({
  name: 'standards',
  summary: {
    fr: 'livret ordonné, seuils d’une commission (signets ou Angoff), groupes et leur sûreté',
    en: 'ordered item booklet, thresholds of a panel (bookmark or Angoff), groups and how sure they are',
  },
  arguments: ARGUMENTS,
  options: OPTIONS,
  examples: [
    'cloison measurement standards calibration.json --booklet booklet.html --content campaign/maths',
    'cloison measurement standards calibration.json --bookmark bookmarks.csv --scale 250,50 --report standards.html',
    'cloison measurement standards calibration.json --angoff angoff.csv --scores wle.csv --weight w',
  ],
  rules: [
    apart('bookmark', 'angoff'),
    needs('scores', 'bookmark', 'angoff'),
    needs('report', 'bookmark', 'angoff'),
    needs('content', 'booklet'),
  ],
  run,
});

async function run(session: Terminal, options: Options) {
  const path = options.calibration;
  const file = readCalibration(path);
  const scale = reportingScale(file, options.scale);
  const basis = basisOf(file, path, options.items ?? null, scale);
  const booklet = bookletOf(basis);
  const table = options.bookmark ?? options.angoff;
  const proposal =
    table === undefined
      ? null
      : propose(session, basis, options.bookmark === undefined ? 'angoff' : 'bookmark', table);
  const sureness = proposal === null ? null : await surenessOf(session, file, basis, proposal, options);
  const described = { booklet, proposal, sureness, scale };
  const content = options.content === undefined ? null : contentOf(options.content, booklet);
  writeReport(session, options.booklet, () => bookletReport(session.lang, basename(path), booklet, content));
  writeJson(session, options.out, described);
  if (proposal !== null && sureness !== null)
    writeReport(session, options.report, () =>
      standardsReport(session.lang, path, basis, booklet, proposal, sureness),
    );
  print(session, booklet, proposal, sureness, scale);
  return { ...described, out: options.out ?? null };
}

/** Throws `items-unknown` with the items of the booklet that the folder does not have. */
function contentOf(path: string, booklet: readonly { readonly id: string }[]): ItemFolder {
  const content = readItemFolder(path);
  const missing = [...new Set(booklet.map(({ id }) => id))].filter((id) => !content.items.has(id));
  if (missing.length > 0)
    throw refuseMeasurement('items-unknown', { path, items: missing.join(', ') }, { items: missing });
  return content;
}

function basisOf(
  file: CalibrationFile,
  path: string,
  wanted: readonly string[] | null,
  scale: Scale | null,
): StandardBasis {
  const unknown = (wanted ?? []).filter((id) => !file.items.some((item) => item.id === id));
  if (unknown.length > 0)
    throw refuseMeasurement('items-unknown', { path, items: unknown.join(', ') }, { items: unknown });
  const items = wanted === null ? file.items : file.items.filter(({ id }) => wanted.includes(id));
  const maxScore = items.reduce((sum, { parameters }) => sum + parameters.scores.at(-1)!, 0);
  return { items, setAside: [], unfit: [], unit: 1, maxScore, scale };
}

function propose(
  session: Terminal,
  basis: StandardBasis,
  method: StandardTable['method'],
  path: string,
): StandardProposal {
  const table = readPanel(session, basis, method, path);
  const remarks: StandardRemark[] = [];
  const proposal = proposeStandard(basis, table, remarks);
  if (proposal !== null) return proposal;
  const said = (lang: 'fr' | 'en') => remarks.map((remark) => sayStandardRemark(remark, lang)).join(' ');
  throw refuseMeasurement(
    'standard-impossible',
    { path, fr: said('fr'), en: said('en') },
    { remarks: remarks.map(({ code }) => code) },
  );
}

function readPanel(
  session: Terminal,
  { items }: StandardBasis,
  method: StandardTable['method'],
  path: string,
): StandardTable {
  const problems = new Problems<TableProblemCode>(TABLE_PROBLEMS);
  const most = new Map(items.map(({ id, parameters }) => [id, parameters.scores.at(-1)!]));
  const table = readStandardTable(readFileSync(path), path, method, { items: most }, problems);
  if (table !== null) return table;
  const found = problems.sorted();
  throw refuseMeasurement(
    'table-bad',
    { path, count: problems.count, list: renderProblems(found.slice(0, 40), session.lang) },
    { count: problems.count, problems: problemsAsData(found, session.lang) },
  );
}

const ESTIMATES = ['wle', 'eap', 'map', 'ml'];

async function surenessOf(
  session: Terminal,
  file: CalibrationFile,
  basis: StandardBasis,
  proposal: StandardProposal,
  options: Options,
): Promise<Sureness> {
  const { scores: path, weight } = options;
  const cuts = proposal.cuts.map(({ theta }) => theta);
  if (path === undefined) {
    if (file.regression.length > 0)
      throw refuseMeasurement('population-conditional', {
        names: file.regression.map(({ name }) => name).join(', '),
      });
    const found = classifyBySums(
      basis.items.map(({ parameters }) => parameters),
      proposal.cuts.map(({ theta, points }) => ({ theta, sum: points })),
      file.groups.map(({ mean, sd, persons }) => ({ mean, sd, share: persons ?? 1 })),
    );
    return { from: 'population', ...found };
  }
  const place = { path, header: 'auto', delimiter: null } as const;
  const guessed =
    options.estimate ?? (await columnNames(place))?.find((name) => ESTIMATES.includes(name)) ?? null;
  if (guessed === null) throw refuseUsage('options-together', { option: '--scores', needed: '--estimate' });
  const columns = await readColumns(
    {
      ...place,
      estimates: [guessed, options.error],
      weights: weight === undefined ? [] : [weight],
      labels: [],
    },
    session.progress,
    session.lang,
  );
  const onScale = basis.scale !== null && options.scoresOn !== 'theta' ? basis.scale : null;
  const [estimate, error] = columns.estimates.map((one) => Float64Array.from(one));
  if (onScale !== null) {
    for (let i = 0; i < estimate!.length; i++) estimate![i] = fromScale(onScale, estimate![i]!);
    for (let i = 0; i < error!.length; i++) error![i]! *= onScale.referenceSd / onScale.sd;
  }
  const { groupOf, ...found } = classify(estimate!, error!, cuts, columns.weights[0] ?? null);
  return { from: 'scores', persons: groupOf.reduce((sum, one) => sum + (one < 0 ? 0 : 1), 0), ...found };
}

function print(
  session: Terminal,
  booklet: readonly BookletPage[],
  proposal: StandardProposal | null,
  sureness: Sureness | null,
  scale: Scale | null,
): void {
  const { say, lang } = session;
  if (proposal === null || sureness === null) {
    session.print(
      alignedTable(
        lang,
        [say(words.page), say(words.item), say(words.points), 'θ'],
        booklet.map(({ page, id, points, theta }) => [String(page), id, points, theta]),
      ),
    );
    return;
  }
  session.print(
    alignedTable(
      lang,
      [
        say(words.cut),
        'θ',
        say(words.panelError),
        ...(scale === null ? [] : [say(words.scaleReported), say(words.panelError)]),
        say(words.expectedSum),
        say(words.points),
      ],
      proposal.cuts.map((cut, k) => [
        String(k + 1),
        cut.theta,
        cut.standardError,
        ...(scale === null ? [] : [cut.scale, cut.scaleError]),
        cut.expected,
        cut.points,
      ]),
    ),
  );
  session.print(
    alignedTable(
      lang,
      [say(words.group), say(words.share)],
      sureness.shares.map((share, k) => [String(k + 1), share]),
    ),
  );
  const percent = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 1 });
  const shown = (value: number | null) => (value === null ? '–' : percent.format(value));
  session.print(
    `${say(words.accuracy)} ${shown(sureness.accuracy)} · ${say(words.consistency)} ${shown(sureness.consistency)} · ${say(sureness.from === 'scores' ? words.fromScores : words.fromPopulation)} · ${say(words.judges, { judges: proposal.judges })}`,
  );
}
