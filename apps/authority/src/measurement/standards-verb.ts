/** `cloison measurement standards`: thresholds from a panel's table, and how surely they would part pupils. */

import { existsSync, readFileSync } from 'node:fs';
import {
  type Classification,
  classify,
  classifyBySums,
  fromScale,
  type Scale,
  type SumClassification,
} from '@cloison/measurement';
import { type Remark, sayRemark } from '../analysis/remarks.ts';
import type { StandardProposal } from '../analysis/studies.ts';
import { addVerb, type OptionValues, type Register, type Session } from '../cli/verb.ts';
import { problemsAsData, renderProblems } from '../feedback/problem.ts';
import { campaignProblems } from '../specify/campaign-problems.ts';
import { readStandardTable, type StandardTable } from '../specify/standard-table.ts';
import { type BookletPage, bookletOf, proposeStandard, type StandardBasis } from '../standards/propose.ts';
import { type CalibrationFile, readCalibration, writeJson } from './calibration-file.ts';
import { list, REPORT_OPTION, text, WEIGHT_OPTION } from './command-options.ts';
import { writeReport } from './html-report.ts';
import { columnNames, readColumns } from './read-columns.ts';
import { asRefusal, refuseMeasurement } from './refusals.ts';
import { reportingScale, SCALE_OPTION } from './reporting-scale.ts';
import { bookletSheet, standardsReport } from './standards-report.ts';
import { alignedTable } from './text-table.ts';
import { words } from './words.ts';

export const registerStandards: Register = (room, context) =>
  addVerb(room, context, {
    name: 'standards',
    onCampaign: false,
    summary: {
      fr: 'livret ordonné, seuils d’une commission (signets ou Angoff), groupes et leur sûreté',
      en: 'ordered item booklet, thresholds of a panel (bookmark or Angoff), groups and how sure they are',
    },
    arguments: [
      [
        '<calibration>',
        { fr: 'fichier écrit par « calibrate » ou « link »', en: 'file written by "calibrate" or "link"' },
      ],
    ],
    options: [
      {
        flags: '--bookmark <file>',
        words: {
          fr: 'table des signets : juge, seuil1, seuil2',
          en: 'table of bookmarks: judge, threshold1, threshold2',
        },
      },
      {
        flags: '--angoff <file>',
        words: {
          fr: 'table d’Angoff : juge, seuil, un item par colonne',
          en: 'Angoff table: judge, threshold, one item a column',
        },
      },
      {
        flags: '--items <names>',
        words: { fr: 'items de la commission (défaut : tous)', en: 'items of the panel (default: all)' },
      },
      SCALE_OPTION,
      {
        flags: '--scores <file>',
        words: {
          fr: 'scores des élèves avec leurs erreurs, de « scores » : groupes et leur sûreté',
          en: 'scores of pupils with their errors, from "scores": groups and how sure they are',
        },
      },
      {
        flags: '--estimate <column>',
        words: {
          fr: 'colonne de l’estimation (défaut : wle, eap, map ou ml)',
          en: 'column of the estimate (default: wle, eap, map or ml)',
        },
      },
      {
        flags: '--error <column>',
        words: { fr: 'colonne de l’erreur type', en: 'column of the standard error' },
        fallback: 'se',
      },
      {
        flags: '--scores-on <scale>',
        words: {
          fr: 'les scores sont sur l’échelle de publication ou en θ (défaut : l’échelle s’il y en a une)',
          en: 'scores are on the reporting scale or in θ (default: the scale where there is one)',
        },
        choices: ['scale', 'theta'],
      },
      WEIGHT_OPTION,
      {
        flags: '--booklet <file>',
        words: {
          fr: 'livret ordonné à imprimer pour la commission, sans aucun seuil',
          en: 'ordered item booklet to print for the panel, without any threshold',
        },
      },
      { flags: '--out <file>', words: { fr: 'tout, en JSON', en: 'everything, as JSON' } },
      REPORT_OPTION,
    ],
    examples: [
      'cloison measurement standards calibration.json --booklet booklet.html',
      'cloison measurement standards calibration.json --bookmark bookmarks.csv --scale 250,50 --report standards.html',
      'cloison measurement standards calibration.json --angoff angoff.csv --scores wle.csv --weight w',
    ],
    run: async (session, options, [path]) => {
      try {
        return await run(session, options, path!);
      } catch (error) {
        throw asRefusal(error);
      }
    },
  });

/** What the population, or pupils' scores, say of the thresholds. */
export type Sureness =
  | ({ readonly from: 'population' } & SumClassification)
  | ({ readonly from: 'scores'; readonly persons: number } & Omit<Classification, 'groupOf'>);

async function run(session: Session, options: OptionValues, path: string) {
  const file = readCalibration(path);
  const scale = reportingScale(file, options);
  const basis = basisOf(file, path, list(options.items), scale);
  const booklet = bookletOf(basis);
  const tablePath = text(options.bookmark) ?? text(options.angoff);
  if (text(options.bookmark) !== null && text(options.angoff) !== null)
    throw refuseMeasurement('options-apart', { options: '--bookmark, --angoff' });
  for (const option of ['scores', 'report'])
    if (tablePath === null && text(options[option]) !== null)
      throw refuseMeasurement('options-together', { option: `--${option}`, needed: '--bookmark / --angoff' });
  const proposal = tablePath === null ? null : propose(session, basis, options, tablePath);
  const sureness = proposal === null ? null : await surenessOf(session, file, basis, proposal, options);
  const described = { booklet, proposal, sureness, scale };
  const say = (written: string) => session.note(session.say(words.written, { path: written }));
  const sheet = text(options.booklet);
  if (sheet !== null) {
    writeReport(sheet, session.lang, bookletSheet(session.lang, path, booklet));
    say(sheet);
  }
  const out = text(options.out);
  if (out !== null) {
    writeJson(out, described);
    say(out);
  }
  const report = text(options.report);
  if (report !== null && proposal !== null && sureness !== null) {
    writeReport(
      report,
      session.lang,
      standardsReport(session.lang, path, basis, booklet, proposal, sureness),
    );
    say(report);
  }
  print(session, booklet, proposal, sureness, scale);
  return { ...described, out };
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
  session: Session,
  basis: StandardBasis,
  options: OptionValues,
  path: string,
): StandardProposal {
  const table = readPanel(session, basis, text(options.bookmark) !== null ? 'bookmark' : 'angoff', path);
  const remarks: Remark[] = [];
  const proposal = proposeStandard(basis, table, remarks);
  if (proposal !== null) return proposal;
  const said = (lang: 'fr' | 'en') => remarks.map((remark) => sayRemark(remark, lang)).join(' ');
  throw refuseMeasurement(
    'standard-impossible',
    { path, fr: said('fr'), en: said('en') },
    { remarks: remarks.map(({ code }) => code) },
  );
}

function readPanel(
  session: Session,
  { items }: StandardBasis,
  method: StandardTable['method'],
  path: string,
): StandardTable {
  if (!existsSync(path)) throw refuseMeasurement('responses-missing', { path });
  const problems = campaignProblems();
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
  session: Session,
  file: CalibrationFile,
  basis: StandardBasis,
  proposal: StandardProposal,
  options: OptionValues,
): Promise<Sureness> {
  const path = text(options.scores);
  const cuts = proposal.cuts.map(({ theta }) => theta);
  if (path === null) {
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
  const named = text(options.estimate);
  const guessed = named ?? (await columnNames(place))?.find((name) => ESTIMATES.includes(name)) ?? null;
  if (guessed === null)
    throw refuseMeasurement('options-together', { option: '--scores', needed: '--estimate' });
  const weight = text(options.weight);
  const columns = await readColumns(
    {
      ...place,
      estimates: [guessed, text(options.error) ?? 'se'],
      weights: weight === null ? [] : [weight],
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
  session: Session,
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
    `${say(words.accuracy)} ${shown(sureness.accuracy)} · ${say(words.consistency)} ${shown(sureness.consistency)} · ${say(sureness.from === 'scores' ? words.fromScores : words.fromPopulation)} · ${proposal.judges} ${say(words.judges)}`,
  );
}
