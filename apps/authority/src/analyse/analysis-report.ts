/** The page of one level: how its items worked, domain by domain. Statistics only; no person is in it. */

import { fill, type Lang } from '@cloison/command/refusal';
import { powerText, pText, type Report, renderReport, type Section, words } from '@cloison/study-files';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import { sayRemark } from '../analysis/remarks.ts';
import { decimal, modelWords, percent, withError } from '../analysis/report-words.ts';
import type { DimensionsStudy } from '../analysis/studies.ts';
import type { CampaignSpec, DomainSpec } from '../campaign/spec.ts';
import type { KeptStandard } from '../standards/standards-in-force.ts';
import { COLUMN_WORDS, sayValue } from './background.ts';
import { dimensionsSection } from './report-dimensions.ts';
import { difSection, linkSection, plausibleSection, regressionSection } from './report-groups.ts';
import { choicesSection, itemPlots, itemTable, stepTable, wrightSection } from './report-items.ts';
import { standardsText, standardTables, thresholdTable } from './report-standards.ts';

/** `domains`: thresholds as they were in force for the analysis. */
export function levelReport(
  spec: CampaignSpec,
  level: string,
  domains: readonly DomainStatistics[],
  standards: readonly KeptStandard[],
  lang: Lang,
  dimensions: readonly DimensionsStudy[] = [],
): string {
  const fr = lang === 'fr';
  const title = spec.levels.find(({ id }) => id === level)?.title[lang] ?? level;
  const report: Report = {
    title: `${spec.title[lang]} — ${title}`,
    lead: fr
      ? `Analyse des réponses de la campagne ${spec.name} : statistiques, sans aucune personne. Les groupes rendus aux écoles viennent des scores et des seuils en vigueur.`
      : `Analysis of the responses of campaign ${spec.name}: statistics, without any person. Groups given to schools come from scores and the thresholds in force.`,
    sections: [
      overview(spec, domains, standards, lang),
      ...dimensions
        .filter((study) => study.domains.every((id) => domains.some(({ domain }) => domain === id)))
        .map((study) => dimensionsSection(spec, study, lang)),
      ...domains.flatMap((one) => {
        const domain = spec.domains.find(({ id }) => id === one.domain);
        return domain === undefined ? [] : domainSections(domain, one, lang);
      }),
    ],
  };
  return renderReport(lang, report);
}

function overview(
  spec: CampaignSpec,
  domains: readonly DomainStatistics[],
  standards: readonly KeptStandard[],
  lang: Lang,
): Section {
  const fr = lang === 'fr';
  const linked = domains.some(({ link }) => link !== null);
  const settings = domains[0]?.settings;
  const text = [
    linked
      ? fr
        ? `Échelle : celle de l’année de référence (moyenne ${spec.scale.mean}, écart-type ${spec.scale.sd} pour ses élèves) dans les domaines qui y sont reliés ; pour les autres, les élèves de ${spec.year} ont cette moyenne et cet écart-type.`
        : `Scale: that of the reference year (mean ${spec.scale.mean}, standard deviation ${spec.scale.sd} for its pupils) in the domains that are linked to it; in the others, the pupils of ${spec.year} have that mean and standard deviation.`
      : fr
        ? `Échelle de la campagne : moyenne ${spec.scale.mean} et écart-type ${spec.scale.sd} pour les élèves de ${spec.year}, année de référence.`
        : `The campaign’s scale: mean ${spec.scale.mean} and standard deviation ${spec.scale.sd} for the pupils of ${spec.year}, the reference year.`,
    designText(settings, lang),
    settings?.notReached === 'ignored'
      ? fr
        ? 'Absent et non enseigné : item non proposé. Sans réponse : faux. Non atteint (rien après lui) : faux dans les scores, non proposé dans la calibration.'
        : 'Absent and not taught: the item was not given. No answer: wrong. Not reached (nothing after it): wrong in scores, not given in the calibration.'
      : fr
        ? 'Absent et non enseigné : item non proposé. Sans réponse, ou non atteint : faux.'
        : 'Absent and not taught: the item was not given. No answer, or not reached: wrong.',
    ...standardsText(standards, lang),
  ];
  return {
    title: fr ? 'Vue d’ensemble' : 'Overview',
    text,
    tables: [
      {
        caption: fr ? 'Domaines' : 'Domains',
        head: [
          fr ? 'domaine' : 'domain',
          fr ? 'élèves' : 'pupils',
          words.items[lang],
          fr ? 'modèle' : 'model',
          words.alpha[lang],
          words.omega[lang],
          fr ? 'fidélité (EAP)' : 'reliability (EAP)',
          fr ? 'fidélité (WLE)' : 'reliability (WLE)',
          fr ? 'fidélité (marginale)' : 'reliability (marginal)',
          fr ? 'moyenne' : 'mean',
          fr ? 'exactitude' : 'accuracy',
          fr ? 'constance' : 'consistency',
        ],
        rows: domains.map((one) => [
          spec.domains.find(({ id }) => id === one.domain)?.title[lang] ?? one.domain,
          one.pupils,
          one.items.length,
          modelWords(one, lang),
          one.alpha,
          one.omega,
          one.reliability,
          one.reliabilities?.wle ?? null,
          one.reliabilities?.marginal ?? null,
          one.population?.mean ?? null,
          one.thresholds?.accuracy ?? null,
          one.thresholds?.consistency ?? null,
        ]),
      },
    ],
  };
}

function designText(settings: DomainStatistics['settings'] | undefined, lang: Lang): string {
  const fr = lang === 'fr';
  const weighted = settings?.weight === 'poids';
  const clusters = settings?.clusters;
  return [
    weighted
      ? fr
        ? 'Pondérée par la colonne « poids ».'
        : 'Weighted by the column “poids”.'
      : fr
        ? 'Sans pondération.'
        : 'No weights.',
    clusters == null
      ? ''
      : fr
        ? `Erreurs types des paramètres par ${clusters === 'school' ? 'école' : 'classe'}.`
        : `Standard errors of parameters by ${clusters}.`,
    settings?.groups == null
      ? ''
      : fr
        ? `Populations distinctes par : ${COLUMN_WORDS[settings.groups].fr}.`
        : `Separate populations by: ${COLUMN_WORDS[settings.groups].en}.`,
  ]
    .filter((one) => one !== '')
    .join(' ');
}

function domainSections(domain: DomainSpec, statistics: DomainStatistics, lang: Lang): Section[] {
  const title = domain.title[lang];
  const main: Section = {
    title,
    text: [
      domain.sentence[lang],
      ...statistics.remarks.map((one) => `▲ ${sayRemark(one, lang)}`),
      ...scoreText(domain, statistics, lang),
      ...fitText(statistics, lang),
    ],
    tables: [
      ...(statistics.items.length === 0 ? [] : [itemTable(statistics, lang)]),
      ...stepTable(statistics, lang),
      ...(statistics.thresholds === null ? [] : [thresholdTable(domain, statistics, lang)]),
      ...standardTables(domain, statistics, lang),
    ],
    plots: itemPlots(statistics, lang),
  };
  return [
    main,
    ...wrightSection(title, statistics, lang),
    ...choicesSection(title, statistics, lang),
    ...linkSection(title, statistics, lang),
    ...plausibleSection(title, statistics, lang),
    ...regressionSection(title, statistics, lang),
    ...difSection(title, statistics, lang),
  ];
}

function scoreText(domain: DomainSpec, one: DomainStatistics, lang: Lang): string[] {
  const fr = lang === 'fr';
  const lines: string[] = [];
  if (one.mean !== null && one.sd !== null) {
    const [mean, most, sd] = [one.mean, domain.maxScore, one.sd].map((value) => decimal(value, lang));
    const sem = one.standardErrorOfMeasurement;
    lines.push(
      fr
        ? `Score : moyenne ${mean} sur ${most}, écart-type ${sd}${sem === null ? '' : `, erreur de mesure ${decimal(sem, lang)}`}.`
        : `Score: mean ${mean} of ${most}, standard deviation ${sd}${sem === null ? '' : `, error of measurement ${decimal(sem, lang)}`}.`,
    );
  }
  const { population } = one;
  if (population !== null) {
    lines.push(
      `${fr ? 'Sur l’échelle : moyenne' : 'On the scale: mean'} ${withError(population.mean, population.standardError, lang)}, ${fr ? 'écart-type' : 'standard deviation'} ${decimal(population.sd, lang, 1)}${fr ? ' (± erreur type d’échantillonnage des écoles).' : ' (± standard error of sampling schools).'}`,
    );
    const column = one.settings.groups;
    if (population.groups.length > 1)
      lines.push(
        `${fr ? 'Par groupe :' : 'By group:'} ${population.groups
          .map(
            (group) =>
              `${column === null ? group.label : sayValue(column, group.label, lang)} ${decimal(group.mean, lang, 1)} (${decimal(group.sd, lang, 1)})`,
          )
          .join(' ; ')}.`,
      );
  }
  return lines;
}

function fitText(one: DomainStatistics, lang: Lang): string[] {
  const fr = lang === 'fr';
  const { calibration, m2, q3, personFit } = one;
  if (calibration === null) return [];
  const { quadrature, check } = calibration;
  const lines = [
    `${modelWords(one, lang)}${fr ? ' :' : ':'} log L ${decimal(calibration.logLikelihood, lang)}, ${calibration.freeParameters} ${fr ? 'paramètres libres' : 'free parameters'}, AIC ${decimal(calibration.aic, lang)}, BIC ${decimal(calibration.bic, lang)}.`,
    fill((check.enough ? words.nodesEnough : words.nodesFew)[lang], {
      nodes: quadrature.nodes,
      low: quadrature.low,
      high: quadrature.high,
      more: check.nodes,
      change: powerText(check.logLikelihoodChange, lang),
      parameter: powerText(check.largestParameterChange, lang),
    }),
  ];
  if (m2 !== null)
    lines.push(
      `M2 ${decimal(m2.statistic, lang)} (${m2.df} ${fr ? 'ddl' : 'df'}, p ${pText(m2.p, lang)}), RMSEA ${decimal(m2.rmsea, lang, 3)} [${decimal(m2.rmseaLow, lang, 3)} ; ${decimal(m2.rmseaHigh, lang, 3)}], CFI ${m2.cfi === null ? '–' : decimal(m2.cfi, lang, 3)}.`,
    );
  if (q3 !== null)
    lines.push(
      `Q3${fr ? ' :' : ':'} ${fr ? 'moyenne' : 'mean'} ${decimal(q3.mean, lang, 3)} ; ${
        q3.pairs.length === 0
          ? fr
            ? 'aucune paire à plus de 0,2 au-dessus.'
            : 'no pair more than 0.2 above it.'
          : `${fr ? 'à plus de 0,2 au-dessus :' : 'more than 0.2 above it:'} ${q3.pairs.map(({ first, second, q3: value }) => `${first} / ${second} ${decimal(value, lang)}`).join(' ; ')}.`
      }`,
    );
  if (personFit !== null)
    lines.push(
      fr
        ? `Réponses inattendues (lz*) : ${personFit.below5} élèves sur ${personFit.pupils} sous −1,645 (${percent(personFit.below5 / personFit.pupils, lang)}, 5 % attendus), ${personFit.below1} sous −2,326 (${percent(personFit.below1 / personFit.pupils, lang)}, 1 % attendu).`
        : `Unexpected answers (lz*): ${personFit.below5} of ${personFit.pupils} pupils below −1.645 (${percent(personFit.below5 / personFit.pupils, lang)}, 5% expected), ${personFit.below1} below −2.326 (${percent(personFit.below1 / personFit.pupils, lang)}, 1% expected).`,
    );
  return lines;
}
