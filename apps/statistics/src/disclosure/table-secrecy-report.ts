/** The page that goes into a file for the secrecy committee beside a release of tables. Not for publication. */
import type { Lang } from '@cloison/command';
import type { SecrecySummary } from '@cloison/disclosure/tables';
import type { Report } from '@cloison/study-files';

const RULES = {
  'few-units': { fr: 'trop peu de personnes', en: 'too few persons' },
  'few-groups': { fr: 'trop peu de groupes (écoles)', en: 'too few groups (schools)' },
  dominance: { fr: 'dominance', en: 'dominance' },
  'p-percent': { fr: 'règle des p %', en: 'p % rule' },
  concentration: { fr: 'ligne concentrée dans une catégorie', en: 'row concentrated in a category' },
  zero: { fr: 'case vide protégée', en: 'protected empty cell' },
  'differs-from-earlier': {
    fr: 'écart à une diffusion antérieure',
    en: 'difference from an earlier release',
  },
  'extreme-sum': {
    fr: 'somme la plus petite ou la plus grande possible',
    en: 'least or largest sum possible',
  },
} as const satisfies Record<keyof SecrecySummary['tables'][number]['byRule'], unknown>;

const METHODS = {
  suppression: { fr: 'suppression', en: 'suppression' },
  rounding: { fr: 'arrondi contrôlé', en: 'controlled rounding' },
  'cell-key': { fr: 'clé de case', en: 'cell key' },
} as const satisfies Record<SecrecySummary['method'], unknown>;

/** Each rule that was given, in the committee's words. */
function ruleRows(rules: SecrecySummary['rules'], lang: Lang): readonly (readonly [string, string])[] {
  const fr = lang === 'fr';
  const figure = (value: number) => new Intl.NumberFormat(lang, { maximumFractionDigits: 4 }).format(value);
  const { minUnits, minGroups, dominance, pPercent, concentration, zeros, interval, change } = rules;
  const rows: (readonly [string, string])[] = [];
  if (minUnits !== null) rows.push([fr ? 'personnes, au moins' : 'persons, at least', figure(minUnits)]);
  if (minGroups !== null)
    rows.push([fr ? 'groupes (écoles), au moins' : 'groups (schools), at least', figure(minGroups)]);
  if (dominance !== null)
    rows.push([
      fr ? 'dominance (n, k)' : 'dominance (n, k)',
      `n = ${figure(dominance.n)} ; k = ${figure(dominance.percent)} %`,
    ]);
  if (pPercent !== null) rows.push([fr ? 'règle des p %' : 'p % rule', `p = ${figure(pPercent)} %`]);
  if (concentration !== null)
    rows.push([
      fr ? 'part d’une ligne dans une catégorie, moins de' : 'share of a row in one category, below',
      `${concentration.variable} : ${figure(concentration.share * 100)} %`,
    ]);
  rows.push([
    fr ? 'cases vides' : 'empty cells',
    zeros === 'shown' ? (fr ? 'montrées' : 'shown') : fr ? 'protégées' : 'protected',
  ]);
  rows.push([
    fr ? 'incertitude d’un effectif masqué' : 'uncertainty of a hidden count',
    interval === 'one'
      ? fr
        ? 'une personne de plus, une de moins'
        : 'one person more, one less'
      : fr
        ? 'de 0 au seuil'
        : 'from 0 to the threshold',
  ]);
  if (change !== null)
    rows.push([
      fr ? 'base d’arrondi, ou plus grande modification' : 'base, or largest change',
      figure(change),
    ]);
  return rows;
}

export function tableSecrecyReport(lang: Lang, title: string, lead: string, summary: SecrecySummary): Report {
  const fr = lang === 'fr';
  const { tables, attack, rules } = summary;
  const used = (Object.keys(RULES) as (keyof typeof RULES)[]).filter((rule) =>
    tables.some(({ byRule }) => byRule[rule] !== undefined),
  );
  return {
    title: fr ? `Dossier de secret statistique — ${title}` : `Statistical secrecy file — ${title}`,
    lead,
    sections: [
      {
        title: fr ? 'Conclusion' : 'Verdict',
        text: [
          attack.findings === 0
            ? fr
              ? `L’attaque n’a rien trouvé : ${attack.targets} cases sensibles parmi ${attack.hidden} masquées, ${attack.insiders} personnes ou groupes seuls dans une case, ${attack.programs} programmes linéaires.`
              : `The attack found nothing: ${attack.targets} sensitive cells of ${attack.hidden} hidden, ${attack.insiders} persons or groups alone in a cell, ${attack.programs} linear programs.`
            : fr
              ? `L’attaque a trouvé ${attack.findings} case${attack.findings > 1 ? 's' : ''}.`
              : `The attack found ${attack.findings} cell${attack.findings === 1 ? '' : 's'}.`,
          ...(attack.widths === null
            ? []
            : [
                fr
                  ? `Largeur, au moins, de l’intervalle qui reste à un tiers pour une case sensible (quartiles) : ${attack.widths.map((width) => width.toFixed(0)).join(', ')}.`
                  : `Width, at least, of the interval that is left to an outsider for a sensitive cell (quartiles): ${attack.widths.map((width) => width.toFixed(0)).join(', ')}.`,
              ]),
          ...(summary.largestChange > 0
            ? [
                fr
                  ? `Plus grande modification d’un effectif : ${summary.largestChange}.`
                  : `Largest change of a count: ${summary.largestChange}.`,
              ]
            : []),
        ],
      },
      {
        title: fr ? 'Règles' : 'Rules',
        tables: [
          {
            caption: fr ? 'Ce que la spécification demande' : 'What the specification asks for',
            head: [fr ? 'règle' : 'rule', fr ? 'valeur' : 'value'],
            rows: [[fr ? 'méthode' : 'method', METHODS[summary.method][lang]], ...ruleRows(rules, lang)],
          },
        ],
      },
      {
        title: fr ? 'Cases masquées' : 'Hidden cells',
        text: [
          fr
            ? 'À ne pas diffuser : savoir qu’une case est masquée pour elle-même dit qu’elle est petite.'
            : 'Not for publication: to know that a cell is hidden for its own sake tells that it is small.',
        ],
        tables: [
          {
            caption: fr ? 'Par tableau' : 'By table',
            head: fr
              ? ['tableau', 'cases', 'montrées', 'primaires', 'secondaires', '% des personnes montrées']
              : ['table', 'cells', 'shown', 'primary', 'secondary', '% of persons shown'],
            rows: tables.map((table) => [
              table.table,
              table.cells,
              table.shown,
              table.primary,
              table.secondary,
              table.personsShownPercent,
            ]),
            digits: 1,
          },
          {
            caption: fr
              ? 'Par règle (une case peut en enfreindre plusieurs)'
              : 'By rule (a cell may break several)',
            head: [fr ? 'tableau' : 'table', ...used.map((rule) => RULES[rule][lang])],
            rows: tables.map((table) => [table.table, ...used.map((rule) => table.byRule[rule] ?? 0)]),
            digits: 0,
          },
        ],
      },
      {
        title: fr ? 'Diffusions antérieures' : 'Earlier releases',
        text: [
          fr
            ? `${summary.shownBefore} cases déjà diffusées avec la même valeur ; ${summary.differing} masquées parce que leur valeur a changé de quelques personnes.`
            : `${summary.shownBefore} cells already released with the same value; ${summary.differing} hidden because their value changed by a few persons.`,
        ],
      },
    ],
  };
}
