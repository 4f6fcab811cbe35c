/** What the report says of groups and of years: linking, means of plausible values, items that work differently. */

import type { Lang } from '@cloison/command/refusal';
import type { Section } from '@cloison/study-files';
import { dotPlot, pCell, pText, words } from '@cloison/study-files';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import { decimal, METHOD_WORDS, percent, withError } from '../analysis/report-words.ts';
import type { DifItem, DifStudy, RegressionFactor } from '../analysis/studies.ts';
import { COLUMN_WORDS, sayValue } from './background.ts';

export function linkSection(title: string, { link, population }: DomainStatistics, lang: Lang): Section[] {
  if (link === null) return [];
  const fr = lang === 'fr';
  const dropped = fr ? 'a changé : mis à part' : 'moved: set free';
  const growth = population?.growth ?? null;
  const reach = Math.max(0.5, ...link.anchors.map(({ difference }) => Math.abs(difference) * 1.2));
  return [
    {
      title: `${title} — ${fr ? 'liaison à l’année de référence' : 'link to the reference year'}`,
      text: [
        `${link.file}, ${METHOD_WORDS[link.method]?.[lang] ?? link.method} : θ′ = ${decimal(link.slope, lang, 4)}·θ ${link.shift < 0 ? '−' : '+'} ${decimal(Math.abs(link.shift), lang, 4)}.`,
        `${fr ? 'Erreur de liaison' : 'Linking error'}${fr ? ' :' : ':'} ${link.linkingError === null ? '–' : decimal(link.linkingError, lang)} ${fr ? 'points de l’échelle' : 'points of the scale'}.`,
        `${fr ? 'Population de référence' : 'Reference population'}${fr ? ' :' : ':'} ${decimal(link.before.mean, lang, 1)} (${decimal(link.before.sd, lang, 1)}).`,
        ...(growth === null
          ? []
          : [
              `${fr ? 'Évolution depuis l’année de référence' : 'Change since the reference year'}${fr ? ' :' : ':'} ${growth.points > 0 ? '+' : ''}${withError(growth.points, growth.standardError, lang)}${fr ? ' (± erreur type : écoles et liaison ensemble).' : ' (± standard error: schools and linking together).'}`,
            ]),
      ],
      tables:
        link.anchors.length === 0
          ? []
          : [
              {
                caption: fr
                  ? 'Items communs : écart de difficulté après liaison'
                  : 'Common items: difference of difficulty after linking',
                head: [words.item[lang], fr ? 'écart (θ)' : 'difference (θ)', 'z'],
                rows: link.anchors.map(({ id, difference, robustZ }) => [id, difference, robustZ]),
                marks: new Map(
                  link.anchors.flatMap((one, k) => (one.dropped ? [[k, dropped] as const] : [])),
                ),
              },
            ],
      plots:
        link.anchors.length === 0
          ? []
          : [
              dotPlot(
                {
                  title: fr ? 'Écarts de difficulté' : 'Differences of difficulty',
                  xLabel: 'θ',
                  x: [-reach, reach],
                  width: 520,
                },
                link.anchors.map((one) => ({
                  label: one.id,
                  value: one.difference,
                  error: null,
                  strong: one.dropped,
                })),
              ),
            ],
    },
  ];
}

export function plausibleSection(
  title: string,
  { plausible, population, scale }: DomainStatistics,
  lang: Lang,
): Section[] {
  if (plausible === null || scale === null) return [];
  const fr = lang === 'fr';
  const everybody = fr ? 'ensemble' : 'all';
  const rows = [
    ...(plausible.all === null ? [] : [{ label: everybody, mean: plausible.all }]),
    ...plausible.groups.flatMap(({ column, label, mean }) =>
      mean === null
        ? []
        : [{ label: `${COLUMN_WORDS[column][lang]} : ${sayValue(column, label, lang)}`, mean }],
    ),
  ];
  const center = population?.mean ?? scale.mean;
  const reach = Math.max(
    20,
    ...rows.map(({ mean }) => Math.abs(mean.mean - center) + 2.5 * (mean.standardError ?? 0)),
  );
  const columns = plausible.background.map((column) => COLUMN_WORDS[column][lang]).join(', ');
  return [
    {
      title: `${title} — ${fr ? 'moyennes des groupes' : 'means of groups'}`,
      text: [
        fr
          ? `${plausible.values} valeurs plausibles par élève (graine ${plausible.seed}), tirées sous une régression sur : ${columns === '' ? 'rien' : columns}. Erreurs types : jackknife par école, puis règles de Rubin.`
          : `${plausible.values} plausible values a pupil (seed ${plausible.seed}), drawn under a regression on: ${columns === '' ? 'nothing' : columns}. Standard errors: jackknife by school, then Rubin’s rules.`,
      ],
      tables: [
        {
          caption: fr ? 'Moyennes sur l’échelle' : 'Means on the scale',
          head: [
            words.group[lang],
            fr ? 'élèves' : 'pupils',
            fr ? 'écoles' : 'schools',
            words.mean[lang],
            words.error[lang],
            fr ? 'de' : 'from',
            fr ? 'à (95 %)' : 'to (95%)',
            words.sd[lang],
          ],
          rows: rows.map(({ label, mean }) => [
            label,
            mean.pupils,
            mean.schools,
            mean.mean,
            mean.standardError,
            mean.interval?.[0] ?? null,
            mean.interval?.[1] ?? null,
            mean.sd,
          ]),
          digits: 1,
        },
      ],
      plots: [
        dotPlot(
          {
            title: fr ? 'Moyennes et intervalles à 95 %' : 'Means and 95% intervals',
            xLabel: fr ? 'échelle' : 'scale',
            x: [center - reach, center + reach],
            width: 520,
          },
          rows.map(({ label, mean }) => ({
            label: label.slice(0, 22),
            value: mean.mean,
            error: mean.standardError,
          })),
        ),
      ],
    },
  ];
}

export function regressionSection(title: string, { regression }: DomainStatistics, lang: Lang): Section[] {
  if (regression == null) return [];
  const fr = lang === 'fr';
  const { pupils, schools, residualSd, explained, factors } = regression;
  const columns = factors.map(({ column }) => COLUMN_WORDS[column][lang]).join(', ');
  const rows = factors.flatMap((factor) => factor.levels.map((level) => ({ factor, level })));
  const reach = Math.max(
    10,
    ...rows.map(({ level }) => Math.abs(level.difference) + 2.5 * (level.standardError ?? 0)),
  );
  return [
    {
      title: `${title} — ${fr ? 'régression latente' : 'latent regression'}`,
      text: [
        fr
          ? `Ce qui sépare, toutes choses égales par ailleurs, les élèves selon : ${columns}. Écarts en points de l’échelle, libres de l’erreur de mesure, items tenus à leurs paramètres ; ${pupils} élèves, ${schools} écoles. Erreurs types par école ; χ² de Wald : aucune modalité ne diffère de la référence.`
          : `What parts pupils, other things being equal, by: ${columns}. Differences in points of the scale, free of the error of measurement, items held at their parameters; ${pupils} pupils, ${schools} schools. Standard errors by school; Wald’s χ²: no value differs from the reference.`,
        fr
          ? `Les facteurs expliquent ${percent(explained, lang)} de la variance ; l’écart-type des élèves de mêmes modalités est ${decimal(residualSd, lang, 1)}. Un écart n’est pas un effet : ce que le fichier ne dit pas n’est pas tenu égal.`
          : `The factors explain ${percent(explained, lang)} of the variance; pupils with the same values have a standard deviation of ${decimal(residualSd, lang, 1)}. A difference is no effect: what the roster does not say is not held equal.`,
      ],
      tables: factors.map((factor) => ({
        caption: factorCaption(factor, lang),
        head: [
          COLUMN_WORDS[factor.column][lang],
          fr ? 'élèves' : 'pupils',
          fr ? 'écart' : 'difference',
          words.error[lang],
          fr ? 'de' : 'from',
          fr ? 'à (95 %)' : 'to (95%)',
        ],
        rows: [
          [
            `${sayValue(factor.column, factor.reference, lang)} (${fr ? 'référence' : 'reference'})`,
            factor.referencePupils,
            0,
            null,
            null,
            null,
          ],
          ...factor.levels.map(({ label, pupils: own, difference, standardError }) => {
            const half = standardError === null ? null : NORMAL_95 * standardError;
            return [
              sayValue(factor.column, label, lang),
              own,
              difference,
              standardError,
              half === null ? null : difference - half,
              half === null ? null : difference + half,
            ];
          }),
        ],
        digits: 1,
      })),
      plots: [
        dotPlot(
          {
            title: fr
              ? 'Écarts à la référence et intervalles à 95 %'
              : 'Differences from the reference, 95% intervals',
            xLabel: fr ? 'points de l’échelle' : 'points of the scale',
            x: [-reach, reach],
            width: 520,
          },
          rows.map(({ factor, level }) => ({
            label: sayValue(factor.column, level.label, lang).slice(0, 22),
            value: level.difference,
            error: level.standardError,
          })),
        ),
      ],
    },
  ];
}

/** 97.5 % of a standard normal variable are below. */
const NORMAL_95 = 1.959964;

/** With the joint test. */
export function factorCaption({ column, test }: RegressionFactor, lang: Lang): string {
  const name = COLUMN_WORDS[column][lang];
  if (test === null) return name;
  const p = pText(test.p, lang);
  const colon = lang === 'fr' ? ' :' : ':';
  const equal = p.startsWith('<') ? p : `= ${p}`;
  return `${name}${colon} χ² = ${decimal(test.chiSquare, lang)} (${test.df} ${lang === 'fr' ? 'ddl' : 'df'}), p ${equal}`;
}

export function difSection(title: string, { dif }: DomainStatistics, lang: Lang): Section[] {
  if (dif.length === 0) return [];
  const fr = lang === 'fr';
  return [
    {
      title: `${title} — ${fr ? 'items et groupes' : 'items and groups'}`,
      text: [
        fr
          ? 'À réussite égale, l’item est-il plus difficile pour un groupe ? Mantel-Haenszel (classes ETS : A négligeable, B modéré, C fort ; Δ négatif : défavorable au second groupe) et régression logistique, purifiés ; rapport de vraisemblance pour les items à plus de deux scores.'
          : 'At equal success, is an item harder for one group? Mantel-Haenszel (ETS classes: A negligible, B moderate, C large; negative Δ: against the second group) and logistic regression, purified; likelihood ratio for items of more than two scores.',
        fr
          ? 'Les p ajustés tiennent compte du nombre d’items testés (celui du rapport de vraisemblance pour les items à plus de deux scores) : BH borne la part de fausses alertes parmi les alertes (Benjamini et Hochberg 1995), Holm le risque d’une seule fausse alerte (Holm 1979).'
          : 'Adjusted p-values allow for the number of items tested (that of the likelihood ratio for items of more than two scores): BH bounds the share of false findings among findings (Benjamini & Hochberg 1995), Holm the chance of any (Holm 1979).',
      ],
      tables: dif.map((study) => ({
        caption: nameOf(study, lang),
        head: [
          words.item[lang],
          words.referenceGroup[lang],
          words.focalGroup[lang],
          'Δ MH',
          'p',
          fr ? 'p ajusté (BH)' : 'adjusted p (BH)',
          fr ? 'p ajusté (Holm)' : 'adjusted p (Holm)',
          'ETS',
          fr ? 'écart standardisé' : 'standardised difference',
          fr ? 'p uniforme' : 'p uniform',
          fr ? 'p non uniforme' : 'p non-uniform',
          'ΔR²',
          fr ? 'taille' : 'size',
          fr ? 'p rapport de vraisemblance' : 'p likelihood ratio',
        ],
        rows: study.items.map((item) => [
          item.id,
          item.met?.[0] ?? null,
          item.met?.[1] ?? null,
          item.delta,
          pCell(item.p),
          pCell(item.adjusted?.benjaminiHochberg ?? null),
          pCell(item.adjusted?.holm ?? null),
          item.ets ?? '–',
          item.standardisedDifference,
          pCell(item.logistic?.pUniform ?? null),
          pCell(item.logistic?.pNonUniform ?? null),
          item.logistic?.rSquaredChange ?? null,
          item.logistic?.size ?? '–',
          pCell(item.likelihoodRatio?.p ?? null),
        ]),
        marks: new Map(
          study.items.flatMap((item, k) =>
            isLarge(item) ? [[k, fr ? 'à revoir' : 'to check'] as const] : [],
          ),
        ),
      })),
      plots: dif.map((study) => {
        const shown = study.items.filter(({ delta }) => delta !== null);
        const reach = Math.max(2, ...shown.map(({ delta }) => Math.abs(delta ?? 0) * 1.1));
        return dotPlot(
          { title: nameOf(study, lang).slice(0, 60), xLabel: 'Δ MH', x: [-reach, reach], width: 420 },
          shown.map((item) => ({
            label: item.id,
            value: item.delta ?? 0,
            error: null,
            strong: isLarge(item),
          })),
        );
      }),
    },
  ];
}

/** To be looked at again. */
export function isLarge({ ets, logistic, likelihoodRatio }: DifItem): boolean {
  return ets === 'C' || logistic?.size === 'C' || (likelihoodRatio?.p ?? 1) < 0.001;
}

function nameOf({ column, reference, focal, pupils }: DifStudy, lang: Lang): string {
  const [one, two] = [reference, focal].map((label) => sayValue(column, label, lang));
  return `${COLUMN_WORDS[column][lang]} : ${one} (${pupils[0]}) / ${two} (${pupils[1]})`;
}
