/** The page of one level: how its items worked, domain by domain. Statistics only; no person is in it. */
import { type Calibration, itemCurves, itemMoments } from '@cloison/measurement';
import type { CampaignSpec, DomainSpec } from '../campaign/spec.ts';
import { type Report, renderReport, type Section, type TableSpec } from '../measurement/html-report.ts';
import { linePlot } from '../measurement/svg-plots.ts';
import { words } from '../measurement/words.ts';
import type { Lang } from '../refusal.ts';
import type { AnalysedDomain, DomainStatistics } from './analyse-domain.ts';
import { sayRemark } from './remarks.ts';

const LOW_DISCRIMINATION = 0.2;
const MISFIT_P = 0.001;

export function levelReport(
  spec: CampaignSpec,
  level: string,
  domains: readonly AnalysedDomain[],
  lang: Lang,
): string {
  const fr = lang === 'fr';
  const title = spec.levels.find(({ id }) => id === level)?.title[lang] ?? level;
  const report: Report = {
    title: `${spec.title[lang]} — ${title}`,
    lead: fr
      ? `Analyse des réponses de la campagne ${spec.name} : statistiques, sans aucune personne. Les groupes rendus aux écoles viennent des scores et des seuils, pas de cette analyse.`
      : `Analysis of the responses of campaign ${spec.name}: statistics, without any person. Groups given to schools come from scores and thresholds, not from this analysis.`,
    sections: [
      overview(spec, domains, lang),
      ...domains.flatMap((one) => {
        const domain = spec.domains.find(({ id }) => id === one.statistics.domain);
        return domain === undefined ? [] : [domainSection(domain, one, lang)];
      }),
    ],
  };
  return renderReport(lang, report);
}

function overview(spec: CampaignSpec, domains: readonly AnalysedDomain[], lang: Lang): Section {
  const fr = lang === 'fr';
  return {
    title: fr ? 'Vue d’ensemble' : 'Overview',
    text: [
      fr
        ? `Échelle de la campagne : moyenne ${spec.scale.mean} et écart-type ${spec.scale.sd} pour les élèves de ${spec.year}, année de référence. Sans pondération.`
        : `The campaign’s scale: mean ${spec.scale.mean} and standard deviation ${spec.scale.sd} for the pupils of ${spec.year}, the reference year. No weights.`,
      fr
        ? 'Absent et non enseigné : item non proposé. Sans réponse : faux.'
        : 'Absent and not taught: the item was not given. No answer: wrong.',
    ],
    tables: [
      {
        caption: fr ? 'Domaines' : 'Domains',
        head: [
          fr ? 'domaine' : 'domain',
          fr ? 'élèves' : 'pupils',
          words.items[lang],
          fr ? 'modèle' : 'model',
          words.alpha[lang],
          fr ? 'fidélité' : 'reliability',
          fr ? 'exactitude' : 'accuracy',
          fr ? 'constance' : 'consistency',
        ],
        rows: domains.map(({ statistics: one }) => [
          spec.domains.find(({ id }) => id === one.domain)?.title[lang] ?? one.domain,
          one.pupils,
          one.items.length,
          modelWords(one, lang),
          one.alpha,
          one.reliability,
          one.thresholds?.accuracy ?? null,
          one.thresholds?.consistency ?? null,
        ]),
      },
    ],
  };
}

export function modelWords({ slopes, calibration }: DomainStatistics, lang: Lang): string {
  if (slopes === null || calibration === null) return '–';
  const several = calibration.items.some(({ parameters }) => parameters.scores.length > 2);
  const all = calibration.items.every(({ parameters }) => parameters.scores.length > 2);
  const [two, more] = slopes === 'free' ? ['2PL', 'GPCM'] : ['Rasch', 'PCM'];
  return all ? more : several ? `${two} ${lang === 'fr' ? 'et' : 'and'} ${more}` : two;
}

function domainSection(domain: DomainSpec, { statistics, calibration }: AnalysedDomain, lang: Lang): Section {
  const fr = lang === 'fr';
  const text = [domain.sentence[lang], ...statistics.remarks.map((one) => `▲ ${sayRemark(one, lang)}`)];
  const tables = [
    ...(statistics.items.length === 0 ? [] : [itemTable(statistics, lang)]),
    ...(statistics.thresholds === null ? [] : [thresholdTable(domain, statistics, lang)]),
  ];
  if (statistics.mean !== null && statistics.sd !== null)
    text.push(
      fr
        ? `Score : moyenne ${decimal(statistics.mean, lang)} sur ${decimal(domain.maxScore, lang)}, écart-type ${decimal(statistics.sd, lang)}${statistics.standardErrorOfMeasurement === null ? '' : `, erreur de mesure ${decimal(statistics.standardErrorOfMeasurement, lang)}`}.`
        : `Score: mean ${decimal(statistics.mean, lang)} of ${decimal(domain.maxScore, lang)}, standard deviation ${decimal(statistics.sd, lang)}${statistics.standardErrorOfMeasurement === null ? '' : `, error of measurement ${decimal(statistics.standardErrorOfMeasurement, lang)}`}.`,
    );
  const { calibration: described } = statistics;
  if (described !== null)
    text.push(
      `${modelWords(statistics, lang)}${fr ? ' :' : ':'} log L ${decimal(described.logLikelihood, lang)}, ${described.freeParameters} ${fr ? 'paramètres libres' : 'free parameters'}, AIC ${decimal(described.aic, lang)}, BIC ${decimal(described.bic, lang)}, ${described.quadrature.nodes} ${fr ? 'nœuds' : 'nodes'}.`,
    );
  return {
    title: domain.title[lang],
    text,
    tables,
    plots: calibration === null ? [] : [informationPlot(calibration, lang), ...curves(calibration, lang)],
  };
}

function itemTable({ items, calibration }: DomainStatistics, lang: Lang): TableSpec {
  const fr = lang === 'fr';
  const marks = new Map<number, string>();
  items.forEach(({ discrimination, sX2 }, k) => {
    if (discrimination !== null && discrimination < LOW_DISCRIMINATION)
      marks.set(k, (discrimination < 0 ? words.negative : words.low)[lang]);
    else if (sX2?.p != null && sX2.p < MISFIT_P) marks.set(k, words.misfit[lang]);
  });
  return {
    caption: fr ? 'Items' : 'Items',
    head: [
      words.item[lang],
      fr ? 'élèves' : 'pupils',
      words.omitted[lang],
      words.facility[lang],
      words.itemRest[lang],
      words.alphaIfDropped[lang],
      words.slope[lang],
      words.difficulty[lang],
      words.infit[lang],
      words.outfit[lang],
      'S-X²',
      'df',
      'p',
    ],
    rows: items.map((item) => {
      const fitted = calibration?.items.find(({ id }) => id === item.id);
      const levels = (fitted?.difficulties ?? []).filter((one) => one !== null);
      return [
        item.id,
        item.pupils,
        item.omitted,
        item.facility,
        item.discrimination,
        item.alphaIfDropped,
        fitted?.parameters.slope ?? null,
        levels.length === 0 ? null : levels.reduce((sum, one) => sum + one, 0) / levels.length,
        item.infit,
        item.outfit,
        item.sX2?.statistic ?? null,
        item.sX2?.df ?? null,
        item.sX2?.p ?? null,
      ];
    }),
    marks,
  };
}

function thresholdTable(
  domain: DomainSpec,
  { thresholds, reliability }: DomainStatistics,
  lang: Lang,
): TableSpec {
  const fr = lang === 'fr';
  const percent = (share: number | null | undefined) =>
    share == null ? '–' : `${decimal(100 * share, lang)}${fr ? ' %' : '%'}`;
  const summary = [
    `${fr ? 'exactitude' : 'accuracy'} ${percent(thresholds?.accuracy)}`,
    `${fr ? 'constance' : 'consistency'} ${percent(thresholds?.consistency)}`,
    `κ ${thresholds?.kappa == null ? '–' : decimal(thresholds.kappa, lang)}`,
    `${fr ? 'fidélité' : 'reliability'} ${reliability === null ? '–' : decimal(reliability, lang)}`,
  ].join(' · ');
  return {
    caption: `${fr ? 'Seuils' : 'Thresholds'}${fr ? ' :' : ':'} ${summary}`,
    head: [
      fr ? 'seuil' : 'threshold',
      'θ',
      fr ? 'échelle' : 'scale',
      fr ? 'placés au-dessus à tort' : 'wrongly above',
      fr ? 'placés au-dessous à tort' : 'wrongly below',
    ],
    rows: (thresholds?.cuts ?? []).map((cut) => [
      `${decimal(cut.points, lang)} / ${decimal(domain.maxScore, lang)}`,
      cut.theta,
      cut.scale,
      cut.falsePositive,
      cut.falseNegative,
    ]),
  };
}

function decimal(value: number, lang: Lang): string {
  return new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }).format(value);
}

function informationPlot({ items }: Calibration, lang: Lang): string {
  const grid = Float64Array.from({ length: 81 }, (_, k) => -4 + k / 10);
  const total = new Float64Array(grid.length);
  for (const { parameters } of items)
    itemMoments(parameters, grid).information.forEach((one, q) => {
      total[q] = (total[q] ?? 0) + one;
    });
  return linePlot(
    {
      title: lang === 'fr' ? 'Information du domaine' : 'Information of the domain',
      xLabel: words.scale[lang],
      yLabel: 'I(θ)',
      x: [-4, 4],
      y: [0, Math.max(...total) * 1.05],
      width: 460,
      height: 260,
    },
    [{ label: 'I', x: Array.from(grid), y: Array.from(total) }],
  );
}

/** Lines: the model. Points: observed shares, by bands of posterior θ. */
function curves(calibration: Calibration, lang: Lang): string[] {
  return itemCurves(calibration).map((curve) => {
    const shown = curve.scores.length === 2 ? [1] : [...curve.scores.keys()];
    return linePlot(
      {
        title: curve.id,
        xLabel: words.scale[lang],
        yLabel: words.probability[lang],
        x: [-4, 4],
        y: [0, 1],
        width: 250,
        height: 170,
      },
      shown.map((c) => ({ label: String(curve.scores[c]), x: curve.theta, y: curve.probabilities[c] ?? [] })),
      curve.observed.flatMap((point) =>
        shown.map((c, series) => ({ x: point.theta, y: point.shares[c] ?? 0, series })),
      ),
    );
  });
}
