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
} as const satisfies Record<keyof SecrecySummary['tables'][number]['byRule'], unknown>;

export function tableSecrecyReport(lang: Lang, title: string, lead: string, summary: SecrecySummary): Report {
  const fr = lang === 'fr';
  const { tables, attack, rules } = summary;
  const used = (Object.keys(RULES) as (keyof typeof RULES)[]).filter((rule) =>
    tables.some(({ byRule }) => byRule[rule] !== undefined),
  );
  const given = Object.entries(rules).filter(([, value]) => value !== null);
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
              ? `L’attaque a trouvé ${attack.findings} case(s).`
              : `The attack found ${attack.findings} cell(s).`,
          ...(attack.widths === null
            ? []
            : [
                fr
                  ? `Largeur de l’intervalle qu’un tiers peut établir pour une case sensible (quartiles des intervalles calculés) : ${attack.widths.map((width) => width.toFixed(0)).join(', ')}.`
                  : `Width of the interval that an outsider can establish for a sensitive cell (quartiles of those computed): ${attack.widths.map((width) => width.toFixed(0)).join(', ')}.`,
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
            rows: [
              [fr ? 'méthode' : 'method', summary.method],
              ...given.map(([rule, value]) => [
                rule,
                typeof value === 'object' ? JSON.stringify(value) : String(value),
              ]),
            ],
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
