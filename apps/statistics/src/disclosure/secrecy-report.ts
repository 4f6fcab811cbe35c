/** The page that goes into a file for the secrecy committee: what was asked, what was done, what risk is left, what use. */
import type { Lang } from '@cloison/command';
import type {
  Criteria,
  FileRisk,
  FileRiskReport,
  LinkageResult,
  MeasuredResponses,
  ReleaseReport,
  Risk,
} from '@cloison/disclosure';
import type { Report, Section, TableSpec } from '@cloison/study-files';

type Cell = TableSpec['rows'][number][number];

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

const CRITERION = {
  k: { fr: 'k-anonymat', en: 'k-anonymity' },
  kMap: { fr: 'k-map (population)', en: 'k-map (population)' },
  distinct: { fr: 'l-diversité, valeurs distinctes', en: 'distinct l-diversity' },
  entropy: { fr: 'l-diversité, entropie', en: 'entropy l-diversity' },
  recursive: { fr: 'l-diversité récursive (c, l)', en: 'recursive (c, l)-diversity' },
  closeness: { fr: 't-proximité', en: 't-closeness' },
} as const;

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

const ROLE = {
  identifier: { fr: 'identifiant', en: 'identifier' },
  'quasi-identifier': { fr: 'quasi-identifiant', en: 'quasi-identifier' },
  sensitive: { fr: 'sensible', en: 'sensitive' },
  other: { fr: 'autre', en: 'other' },
} as const;

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

type Named<Value> = readonly (readonly [string, Value])[];

function risks(lang: Lang, criteria: Criteria, files: Named<FileRisk>): Section {
  const fr = lang === 'fr';
  const columns = files.flatMap(([name, file]) => [
    { head: `${name}, ${fr ? 'catégorie' : 'category'}`, risk: file.category },
    { head: `${name}, ${fr ? 'quelconque' : 'any'}`, risk: file.matching },
  ]);
  const row = (label: string, of: (risk: Risk) => Cell): Cell[] => [
    label,
    ...columns.map(({ risk }) => of(risk)),
  ];
  const threshold = `1/${Math.max(2, criteria.k)}`;
  const [first] = columns;
  const hasPopulation = first!.risk.journalist !== null;
  return {
    title: fr ? 'Risque de réidentification' : 'Risk of reidentification',
    text: [
      fr
        ? 'Procureur : l’attaquant sait que la personne est dans le fichier (1 / taille de la classe). Journaliste : il connaît la population. Mercaticien : il relie tous les enregistrements. « Quelconque » : une valeur masquée peut être n’importe laquelle.'
        : 'Prosecutor: the attacker knows that the person is in the file (1 / size of the class). Journalist: knows the population. Marketer: links all records. “Any”: a hidden value may be any.',
    ],
    tables: [
      {
        caption: fr
          ? 'Classes et risques, sous les deux conventions'
          : 'Classes and risks, under both conventions',
        head: ['', ...columns.map(({ head }) => head)],
        rows: [
          row(fr ? 'enregistrements' : 'records', ({ records }) => records),
          row(fr ? 'combinaisons différentes' : 'different combinations', ({ classes }) => classes),
          row(fr ? 'plus petite classe' : 'smallest class', ({ smallestClass }) => smallestClass),
          row(fr ? 'uniques dans le fichier' : 'sample uniques', ({ sampleUniques }) => sampleUniques),
          ...first!.risk.below.map(({ size }, at) =>
            row(
              fr ? `enregistrements en classe < ${size}` : `records in classes < ${size}`,
              ({ below: sizes }) => sizes[at]!.records,
            ),
          ),
          row(fr ? 'procureur, le plus haut' : 'prosecutor, highest', ({ prosecutor }) => prosecutor.highest),
          row(fr ? 'procureur, moyen' : 'prosecutor, mean', ({ prosecutor }) => prosecutor.mean),
          row(
            fr ? `procureur, au-dessus de ${threshold}` : `prosecutor, above ${threshold}`,
            ({ prosecutor }) => prosecutor.recordsAtRisk,
          ),
          row(fr ? 'mercaticien, liens justes attendus' : 'marketer, expected right links', ({ marketer }) =>
            Math.round(marketer.expected),
          ),
          ...(hasPopulation
            ? [
                row(
                  fr ? 'journaliste, le plus haut' : 'journalist, highest',
                  ({ journalist }) => journalist?.highest ?? null,
                ),
                row(
                  fr ? 'journaliste, moyen' : 'journalist, mean',
                  ({ journalist }) => journalist?.mean ?? null,
                ),
                row(
                  first!.risk.populationUniques?.kind === 'counted'
                    ? fr
                      ? 'uniques dans la population (comptés)'
                      : 'population uniques (counted)'
                    : fr
                      ? 'uniques dans la population (estimés)'
                      : 'population uniques (estimated)',
                  ({ populationUniques }) => populationUniques?.records ?? null,
                ),
              ]
            : []),
        ],
        digits: 4,
      },
      {
        caption: fr
          ? 'Enregistrements en défaut de chaque critère (valeur masquée = catégorie)'
          : 'Records that fail each criterion (hidden value = category)',
        head: [fr ? 'critère' : 'criterion', fr ? 'variable' : 'variable', ...files.map(([name]) => name)],
        rows: files[0]![1].failing.map(({ kind, variable }, at) => [
          CRITERION[kind][lang],
          variable ?? '',
          ...files.map(([, file]) => file.failing[at]!.records),
        ]),
      },
    ],
  };
}

function attacks(lang: Lang, files: Named<LinkageResult>): Section {
  const fr = lang === 'fr';
  const row = (label: string, of: (result: LinkageResult) => Cell): Cell[] => [
    label,
    ...files.map(([, result]) => of(result)),
  ];
  const [first] = files;
  return {
    title: fr ? 'Attaque par appariement' : 'Attack by linkage',
    text: [
      fr
        ? 'L’attaquant a une liste nominative de toutes les personnes lues, avec leurs quasi-identifiants exacts. Une valeur masquée peut être n’importe laquelle pour lui.'
        : 'The attacker has a roster of all persons that were read, with their exact quasi-identifiers. A hidden value may be any to them.',
    ],
    tables: [
      {
        caption: fr ? 'Ce qu’il trouve' : 'What they find',
        head: ['', ...files.map(([name]) => name)],
        rows: [
          ...first![1].fittingBelow.map(({ size }, at) =>
            row(
              fr
                ? `enregistrements qui conviennent à moins de ${size} personnes`
                : `records that fit fewer than ${size} persons`,
              ({ fittingBelow }) => fittingBelow[at]!.records,
            ),
          ),
          row(
            fr ? 'personnes par enregistrement, le moins' : 'persons a record fits, fewest',
            ({ fewestPersons }) => fewestPersons,
          ),
          row(
            fr ? 'personnes par enregistrement, en moyenne' : 'persons a record fits, mean',
            ({ meanPersons }) => meanPersons,
          ),
          row(
            fr ? 'appariés à une seule personne' : 'linked to one person',
            ({ uniqueLinks }) => uniqueLinks,
          ),
          row(fr ? '… et justes' : '… and right', ({ uniqueRight }) => uniqueRight),
          row(fr ? 'justes en devinant, attendus' : 'right by guessing, expected', ({ expectedRight }) =>
            expectedRight === null ? null : Math.round(expectedRight),
          ),
          ...first![1].inferred.map(({ variable }, at) =>
            row(
              fr
                ? `personnes dont « ${variable} » est connu avec certitude`
                : `persons whose “${variable}” is known for certain`,
              ({ inferred }) => inferred[at]!.persons,
            ),
          ),
        ],
        digits: 1,
      },
    ],
  };
}

function specials(lang: Lang, quasi: readonly string[], files: Named<FileRisk>): readonly Section[] {
  const fr = lang === 'fr';
  const [first] = files;
  if (first![1].special === null) return [];
  const row = (label: string, of: (special: NonNullable<FileRisk['special']>) => Cell): Cell[] => [
    label,
    ...files.map(([, { special }]) => (special === null ? null : of(special))),
  ];
  return [
    {
      title: fr ? 'Uniques spéciaux' : 'Special uniques',
      text: [
        fr
          ? `Enregistrements que peu de variables suffisent à isoler (SUDA ; ensembles de ${first![1].special.maxSize} variables au plus).`
          : `Records that few variables are enough to single out (SUDA; sets of at most ${first![1].special.maxSize} variables).`,
      ],
      tables: [
        {
          caption: fr ? 'Enregistrements' : 'Records',
          head: ['', ...files.map(([name]) => name)],
          rows: [
            row(fr ? 'uniques' : 'uniques', ({ uniques }) => uniques),
            row(fr ? 'uniques spéciaux' : 'special uniques', ({ specialUniques }) => specialUniques),
            ...first![1].special.bySmallest.map(({ size }, at) =>
              row(
                fr ? `isolés par ${size} variable(s)` : `alone by ${size} variable(s)`,
                ({ bySmallest }) => bySmallest[at]?.records ?? 0,
              ),
            ),
            ...quasi.map((name, j) =>
              row(
                fr ? `ensembles minimaux avec ${name}` : `minimal sets with ${name}`,
                ({ setsWithVariable }) => setsWithVariable[j] ?? 0,
              ),
            ),
          ],
        },
      ],
    },
  ];
}

function answers(lang: Lang, responses: MeasuredResponses | null): readonly Section[] {
  if (responses === null) return [];
  const fr = lang === 'fr';
  const { byAnswers } = responses;
  const known = (name: string) =>
    name === 'quasi-identifiers' ? (fr ? 'quasi-identifiants' : 'quasi-identifiers') : name;
  return [
    {
      title: fr ? 'Vecteurs de réponses' : 'Vectors of answers',
      text: [
        responses.released
          ? fr
            ? `Les réponses à chaque item sont diffusées ; part acceptée d’uniques : ${decimal(responses.acceptUnique, lang)}.`
            : `The answers to each item are released; accepted share of uniques: ${decimal(responses.acceptUnique, lang)}.`
          : fr
            ? 'Les réponses à chaque item ne sont pas diffusées.'
            : 'The answers to each item are not released.',
      ],
      tables: [
        {
          caption: fr ? 'Qui est seul par ses réponses' : 'Who is alone by their answers',
          head: fr
            ? ['connu', 'vecteurs différents', 'uniques', 'part', 'en classe < 5']
            : ['known', 'different vectors', 'unique', 'share', 'in classes < 5'],
          rows: [
            [
              fr ? 'réponses seules' : 'answers alone',
              byAnswers.vectors,
              byAnswers.unique,
              byAnswers.uniqueShare,
              byAnswers.belowFive,
            ],
            ...responses.with.map(({ name, vectors, unique, uniqueShare, belowFive }): Cell[] => [
              `${fr ? 'réponses et' : 'answers and'} ${known(name)}`,
              vectors,
              unique,
              uniqueShare,
              belowFive,
            ]),
          ],
          digits: 4,
        },
        {
          caption: fr
            ? 'Part d’uniques selon le nombre de réponses connues (tirées au hasard)'
            : 'Share of uniques by the number of answers known (drawn at random)',
          head: [fr ? 'réponses connues' : 'answers known', fr ? 'part d’uniques' : 'share of uniques'],
          rows: responses.byKnownAnswers.map(({ answers: n, uniqueShare }) => [String(n), uniqueShare]),
          digits: 4,
        },
      ],
    },
  ];
}

/** What no criterion asks for: whoever decides has to see it. */
function uniques(lang: Lang, { uniques: alone, variables: all, rowsReleased }: ReleaseReport): Section {
  const fr = lang === 'fr';
  const roleOf = (name: string) => all.find((one) => one.name === name)!.role;
  const rare = alone.byVariable.filter(({ unique }) => unique > 0);
  return {
    title: fr ? 'Seuls par ce qui est diffusé' : 'Alone by what is released',
    text: [
      fr
        ? `Par toutes les variables diffusées ensemble, ${count(alone.together, lang)} enregistrements sur ${count(rowsReleased, lang)} ne ressemblent à aucun autre ; par les seules cases vides, ${count(alone.byMissing, lang)}. Aucun critère ne porte sur les variables qui ne sont pas des quasi-identifiants : qui les connaîtrait pourrait s’en servir.`
        : `By all released variables together, ${count(alone.together, lang)} records of ${count(rowsReleased, lang)} are like no other; by their empty cells alone, ${count(alone.byMissing, lang)}. No criterion is about variables that are no quasi-identifiers: whoever knows them could use them.`,
      ...rare
        .filter(({ name }) => roleOf(name) !== 'quasi-identifier')
        .map(({ name, unique }) =>
          fr
            ? `▲ « ${name} » suffit à isoler ${count(unique, lang)} enregistrements : l’arrondir, la recoder, ou la déclarer quasi-identifiant.`
            : `▲ “${name}” alone singles out ${count(unique, lang)} records: round it, recode it, or declare it a quasi-identifier.`,
        ),
    ],
    tables: [
      {
        caption: fr ? 'Variables diffusées' : 'Released variables',
        head: fr
          ? ['variable', 'rôle', 'valeurs différentes', 'enregistrements seuls à avoir leur valeur']
          : ['variable', 'role', 'different values', 'records alone with their value'],
        rows: alone.byVariable.map(({ name, values, unique }) => [
          name,
          ROLE[roleOf(name)][lang],
          values,
          unique,
        ]),
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

const count = (value: number, lang: Lang) =>
  new Intl.NumberFormat(lang, { maximumFractionDigits: 0 }).format(value);
const decimal = (value: number, lang: Lang) =>
  new Intl.NumberFormat(lang, { maximumFractionDigits: 4 }).format(value);
