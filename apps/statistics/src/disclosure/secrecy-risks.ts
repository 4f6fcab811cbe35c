/** What somebody could learn of a person from the released file: risks by file, attacks, rare combinations, answers, what is unique. */
import type { Lang } from '@cloison/command';
import type {
  Criteria,
  FileRisk,
  LinkageResult,
  MeasuredResponses,
  ReleaseReport,
  Risk,
} from '@cloison/disclosure';
import type { Section } from '@cloison/study-files';
import { type Cell, CRITERION, count, decimal, ROLE } from './secrecy-words.ts';

type Named<Value> = readonly (readonly [string, Value])[];

export function risks(lang: Lang, criteria: Criteria, files: Named<FileRisk>): Section {
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

export function attacks(lang: Lang, files: Named<LinkageResult>): Section {
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

export function specials(lang: Lang, quasi: readonly string[], files: Named<FileRisk>): readonly Section[] {
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
                `${fr ? 'isolés par' : 'alone by'} ${size} variable${size === 1 ? '' : 's'}`,
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

export function answers(lang: Lang, responses: MeasuredResponses | null): readonly Section[] {
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

/** What no criterion covers, for the person who decides. */
export function uniques(
  lang: Lang,
  { uniques: alone, variables: all, rowsReleased }: ReleaseReport,
): Section {
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
