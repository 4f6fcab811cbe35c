/** The page that goes into a file for the secrecy committee: what was asked, what was done, what risk is left, what use. */
import type { Lang } from '@cloison/command';
import type { Criteria, FileRiskReport, LinkageResult, ReleaseReport, Risk } from '@cloison/disclosure';
import type { Report, Section } from '@cloison/study-files';
import { answers, attacks, risks, specials, uniques } from './secrecy-risks.ts';
import { type Cell, CRITERION, count, decimal, ROLE } from './secrecy-words.ts';

export interface ReportContext {
  readonly lang: Lang;
  readonly title: string | null;
  readonly file: string;
  readonly specification: string;
  /** Of the run, `YYYY-MM-DD`. */
  readonly date: string;
  /** SHA-256 of what was written; null for a risk report. */
  readonly sha256: string | null;
}

export function releaseReport(context: ReportContext, report: ReleaseReport): Report {
  const { lang } = context;
  const fr = lang === 'fr';
  const { before, after } = report;
  return {
    title: context.title ?? (fr ? 'Dossier de secret statistique' : 'Statistical secrecy file'),
    lead: [
      context.date,
      `${context.file} — ${count(report.rowsRead, lang)} ${fr ? 'enregistrements lus' : 'records read'}, ${count(report.rowsReleased, lang)} ${fr ? 'diffusés' : 'released'}`,
      `${fr ? 'spécification' : 'specification'} ${context.specification}`,
      ...(context.sha256 === null ? [] : [`SHA-256 ${context.sha256}`]),
    ].join(' — '),
    sections: [
      verdict(lang, report),
      asked(lang, report.criteria, report.missing),
      variables(lang, report),
      risks(lang, report.criteria, [
        [fr ? 'avant' : 'before', before],
        [fr ? 'après' : 'after', after],
      ]),
      attacks(lang, [
        [fr ? 'avant' : 'before', report.attackBefore],
        [fr ? 'après' : 'after', report.attackAfter],
      ]),
      ...specials(
        lang,
        report.variables.filter(({ role }) => role === 'quasi-identifier').map(({ name }) => name),
        [
          [fr ? 'avant' : 'before', before],
          [fr ? 'après' : 'after', after],
        ],
      ),
      ...answers(lang, report.responses),
      uniques(lang, report),
      utility(lang, report),
      ...perturbations(lang, report),
    ],
  };
}

export function riskReport(context: ReportContext, report: FileRiskReport, quasi: readonly string[]): Report {
  const { lang } = context;
  const fr = lang === 'fr';
  const name = fr ? 'tel quel' : 'as it is';
  return {
    title: context.title ?? (fr ? 'Risque de divulgation' : 'Disclosure risk'),
    lead: `${context.date} — ${context.file} — ${count(report.rows, lang)} ${fr ? 'enregistrements' : 'records'} — ${fr ? 'spécification' : 'specification'} ${context.specification}`,
    sections: [
      asked(lang, report.criteria, null),
      risks(lang, report.criteria, [[name, report.risk]]),
      attacks(lang, [[name, report.attack]]),
      ...specials(lang, quasi, [[name, report.risk]]),
      ...answers(lang, report.responses),
    ],
  };
}

function verdict(lang: Lang, report: ReleaseReport): Section {
  const fr = lang === 'fr';
  const { after, attackAfter, suppression, recoding, missing, criteria } = report;
  const text = [
    fr
      ? `Chaque critère demandé est atteint : le fichier diffusé a été recompté tel qu’il sera lu. La plus petite classe a ${count(after.category.smallestClass, lang)} enregistrements, une valeur masquée étant une catégorie ; ${count(after.matching.smallestClass, lang)} si elle peut être n’importe laquelle.`
      : `Every criterion that was asked is met: the released file was counted again as it will be read. The smallest class has ${count(after.category.smallestClass, lang)} records where a hidden value is a category; ${count(after.matching.smallestClass, lang)} where it may be any.`,
    fr
      ? `Chaque enregistrement diffusé convient à ${count(attackAfter.fewestPersons, lang)} personnes au moins parmi celles qui ont été lues ; ${count(attackAfter.uniqueLinks, lang)} ne conviennent qu’à une seule.`
      : `Every released record fits at least ${count(attackAfter.fewestPersons, lang)} of the persons that were read; ${count(attackAfter.uniqueLinks, lang)} fit one person only.`,
  ];
  if (missing === 'matching')
    text.push(
      fr
        ? `▲ La spécification compte une valeur masquée comme pouvant être n’importe laquelle : ${count(below(after.category, criteria.k, attackAfter), lang)} enregistrements restent reconnaissables à moins de ${criteria.k} personnes.`
        : `▲ The specification counts a hidden value as any: ${count(below(after.category, criteria.k, attackAfter), lang)} records still fit fewer than ${criteria.k} persons.`,
    );
  if (recoding !== null)
    text.push(
      fr
        ? `Recodage : ${recoding.optimal ? 'optimum de tout le treillis' : '▲ recherche interrompue, optimum non garanti'} (${count(recoding.evaluated, lang)} nœuds évalués sur ${count(recoding.lattice, lang)}), perte ${decimal(recoding.loss, lang)}.`
        : `Recoding: ${recoding.optimal ? 'the optimum of the whole lattice' : '▲ the search was cut short, the optimum is not certain'} (${count(recoding.evaluated, lang)} of ${count(recoding.lattice, lang)} nodes evaluated), loss ${decimal(recoding.loss, lang)}.`,
    );
  const { loss } = report.utility;
  text.push(
    fr
      ? `Perte normalisée des quasi-identifiants (Iyengar 2002 ; une cellule masquée ou d’un enregistrement écarté perd 1) : ${decimal(loss.arithmetic, lang)} en moyenne, ${decimal(loss.geometric, lang)} en moyenne géométrique, comme la donne ARX. Par variable : ${loss.byVariable.map((one) => `${one.name} ${decimal(one.loss, lang)}`).join(' ; ')}.`
      : `Normalised loss of the quasi-identifiers (Iyengar 2002; a cell that is hidden, or of a dropped record, loses 1): ${decimal(loss.arithmetic, lang)} on average, ${decimal(loss.geometric, lang)} as a geometric mean, which is what ARX gives. By variable: ${loss.byVariable.map((one) => `${one.name} ${decimal(one.loss, lang)}`).join('; ')}.`,
  );
  if (suppression !== null)
    text.push(
      fr
        ? `Suppression locale : ${count(suppression.cells, lang)} cellules masquées ; ${count(suppression.failingRows, lang)} enregistrements étaient dans une classe insuffisante.`
        : `Local suppression: ${count(suppression.cells, lang)} cells hidden; ${count(suppression.failingRows, lang)} records were in a class that failed.`,
    );
  for (const { name, role, hidden } of report.variables)
    if (role === 'sensitive' && hidden > 0)
      text.push(
        fr
          ? `« ${name} » : ${count(hidden, lang)} valeurs masquées, toutes celles des classes qui manquaient à son critère ; ces enregistrements sont diffusés sans elles.`
          : `“${name}”: ${count(hidden, lang)} values hidden, all those of the classes that failed its criterion; these records leave without them.`,
      );
  if (report.rowsReleased < report.rowsRead)
    text.push(
      fr
        ? `${count(report.rowsRead - report.rowsReleased, lang)} enregistrements ne sont pas diffusés.`
        : `${count(report.rowsRead - report.rowsReleased, lang)} records are not released.`,
    );
  return { title: fr ? 'Conclusion' : 'Conclusion', text };
}

function below(risk: Risk, k: number, attack: LinkageResult): number {
  const size = [...attack.fittingBelow].reverse().find((one) => one.size <= k);
  return size?.records ?? risk.sampleUniques;
}

function asked(lang: Lang, criteria: Criteria, missing: ReleaseReport['missing'] | null): Section {
  const fr = lang === 'fr';
  const rows: Cell[][] = [
    [CRITERION.k[lang], '', `k = ${count(criteria.k, lang)}`],
    ...(criteria.kMap > 1 ? [[CRITERION.kMap[lang], '', `k = ${count(criteria.kMap, lang)}`]] : []),
    ...criteria.sensitive.map((one): Cell[] => [
      CRITERION[one.kind][lang],
      one.variable,
      one.kind === 'closeness'
        ? `t = ${decimal(one.t, lang)}`
        : one.kind === 'recursive'
          ? `c = ${decimal(one.c, lang)} ; l = ${decimal(one.l, lang)}`
          : `l = ${decimal(one.l, lang)}`,
    ]),
  ];
  return {
    title: fr ? 'Ce qui est demandé' : 'What is asked',
    text:
      missing === null
        ? []
        : [
            missing === 'category'
              ? fr
                ? 'Convention : une valeur masquée ou manquante est une catégorie comme une autre. C’est la plus prudente.'
                : 'Convention: a hidden or missing value is a category like any other. It is the prudent one.'
              : fr
                ? 'Convention : une valeur masquée ou manquante peut être n’importe laquelle (celle de sdcMicro). Elle masque moins, et protège moins.'
                : 'Convention: a hidden or missing value may be any (that of sdcMicro). It hides less, and protects less.',
          ],
    tables: [
      {
        caption: fr ? 'Critères' : 'Criteria',
        head: [fr ? 'critère' : 'criterion', fr ? 'variable' : 'variable', fr ? 'seuil' : 'bound'],
        rows,
      },
    ],
  };
}

function variables(lang: Lang, report: ReleaseReport): Section {
  const fr = lang === 'fr';
  return {
    title: fr ? 'Variables' : 'Variables',
    tables: [
      {
        caption: fr
          ? 'Rôle et traitement de chaque variable du fichier'
          : 'Role and treatment of every variable of the file',
        head: fr
          ? ['variable', 'rôle', 'diffusée', 'niveau', 'cellules masquées', 'part masquée']
          : ['variable', 'role', 'released', 'level', 'hidden cells', 'hidden share'],
        rows: report.variables.map(({ name, role, released, level, levelName, hidden }) => [
          name,
          ROLE[role][lang],
          released ? (fr ? 'oui' : 'yes') : fr ? 'non' : 'no',
          level === null ? '' : `${level}${levelName === name ? '' : ` (${levelName})`}`,
          hidden,
          report.rowsReleased === 0 ? null : hidden / report.rowsReleased,
        ]),
        digits: 4,
      },
    ],
  };
}

function utility(lang: Lang, { utility: use }: ReleaseReport): Section {
  const fr = lang === 'fr';
  return {
    title: fr ? 'Utilité' : 'Utility',
    tables: [
      {
        caption: fr ? 'Variables, avant et après' : 'Variables, before and after',
        head: fr
          ? [
              'variable',
              'catégories avant',
              'après',
              'entropie avant (bits)',
              'après',
              'part masquée',
              'écart des répartitions',
            ]
          : [
              'variable',
              'categories before',
              'after',
              'entropy before (bits)',
              'after',
              'hidden share',
              'distance of distributions',
            ],
        rows: use.categorical.map((one) => [
          one.variable,
          one.categoriesBefore,
          one.categoriesAfter,
          one.entropyBefore,
          one.entropyAfter,
          one.hiddenShare,
          one.distance,
        ]),
        digits: 4,
      },
      {
        caption: fr
          ? 'Liaisons entre variables (V de Cramér, au niveau diffusé)'
          : 'Associations (Cramér’s V, at the released level)',
        head: fr ? ['variables', 'avant', 'après'] : ['variables', 'before', 'after'],
        rows: use.associations.map(({ variables: pair, before, after }) => [pair.join(' × '), before, after]),
        digits: 4,
      },
      ...(use.numeric.length === 0
        ? []
        : [
            {
              caption: fr ? 'Nombres, avant et après' : 'Numbers, before and after',
              head: fr
                ? ['variable', 'moyenne avant', 'après', 'écart-type avant', 'après', 'corrélation']
                : ['variable', 'mean before', 'after', 'sd before', 'after', 'correlation'],
              rows: use.numeric.map((one): Cell[] => [
                one.variable,
                one.meanBefore,
                one.meanAfter,
                one.sdBefore,
                one.sdAfter,
                one.correlation,
              ]),
              digits: 4,
            },
          ]),
    ],
  };
}

/** Matrices with more categories are in the JSON only. */
const MOST_CATEGORIES = 30;

function perturbations(lang: Lang, report: ReleaseReport): readonly Section[] {
  const fr = lang === 'fr';
  if (report.perturbations.length === 0) return [];
  return [
    {
      title: fr ? 'Perturbations' : 'Perturbations',
      text: report.perturbations.map(({ kind, variables: names, microaggregation }) =>
        [
          `${kind}: ${names.join(', ')}`,
          ...(microaggregation === undefined
            ? []
            : [
                fr
                  ? `${count(microaggregation.groups, lang)} groupes, part de variance perdue ${decimal(microaggregation.lost, lang)}, ${count(microaggregation.hidden, lang)} valeurs masquées`
                  : `${count(microaggregation.groups, lang)} groups, share of variance lost ${decimal(microaggregation.lost, lang)}, ${count(microaggregation.hidden, lang)} values hidden`,
              ]),
        ].join(' — '),
      ),
      tables: report.perturbations.flatMap(({ pram = [] }) =>
        pram.flatMap(({ variable, labels, transitions, changed }) =>
          transitions
            .filter(({ codes }) => codes.length <= MOST_CATEGORIES)
            .map(({ codes, matrix, stratum }) => ({
              caption: fr
                ? `PRAM de ${variable}${transitions.length > 1 ? `, strate ${stratum + 1}` : ''} : probabilité de la valeur diffusée (colonne) selon la vraie (ligne) ; ${count(changed, lang)} cellules changées`
                : `PRAM of ${variable}${transitions.length > 1 ? `, stratum ${stratum + 1}` : ''}: probability of the released value (column) given the true one (row); ${count(changed, lang)} cells changed`,
              head: ['', ...codes.map((code) => labels[code]!)],
              rows: codes.map((code, i): Cell[] => [labels[code]!, ...matrix[i]!]),
              digits: 4,
            })),
        ),
      ),
    },
  ];
}
