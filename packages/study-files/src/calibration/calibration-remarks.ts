/** Remarks on a calibration, in words. */
import { fill, type Lang, type Values, type Words } from '@cloison/command/refusal';
import type { CalibrationRemark } from '@cloison/measurement';
import { modelName } from './model-name.ts';

const CALIBRATION_REMARKS = {
  'few-persons': {
    fr: 'Peu de personnes : le modèle {model} en demande {wanted} par item ; {items}.',
    en: 'Few persons: the {model} model asks for {wanted} an item; {items}.',
  },
  'rare-scores': {
    fr: 'Scores que moins de dix personnes ont eus, dont les paramètres ne tiennent qu’à elles : {items}.',
    en: 'Scores that fewer than ten persons got; their parameters rest on these alone: {items}.',
  },
  'imprecise-items': {
    fr: 'Difficultés dont l’erreur type dépasse un demi-écart-type : {items}.',
    en: 'Difficulties whose standard error is above half a standard deviation: {items}.',
  },
  'negative-slopes': {
    fr: 'Pentes négatives (les meilleurs réussissent moins : clé à vérifier) : {items}.',
    en: 'Negative slopes (the ablest solve it less often: check the key): {items}.',
  },
  'low-reliability': {
    fr: 'Fidélité de {reliability} : trop faible pour comparer des groupes (0,7) ; ne classez personne avec ces scores.',
    en: 'Reliability of {reliability}: too low to compare groups (0.7); classify nobody with these scores.',
  },
  'no-errors': {
    fr: 'Pas d’erreurs types : la matrice d’information n’est pas définie positive. Le modèle demande plus que ces données.',
    en: 'No standard errors: the information matrix is not positive definite. The model asks more than these data have.',
  },
  'coarse-nodes': {
    fr: 'Trop peu de nœuds de quadrature : davantage changeraient encore le résultat. Sans --nodes, la commande en prend autant qu’elle peut.',
    en: 'Too few quadrature nodes: more would still change the result. Without --nodes the command takes as many as it can.',
  },
} as const satisfies Readonly<Record<CalibrationRemark['kind'], Words>>;

/** The first items that a sentence names; the others are counted. */
const NAMED = 12;

export function sayCalibrationRemark(remark: CalibrationRemark, lang: Lang): string {
  return fill(CALIBRATION_REMARKS[remark.kind][lang], valuesOf(remark, lang), lang);
}

function valuesOf(remark: CalibrationRemark, lang: Lang): Values {
  const number = (value: number) => new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }).format(value);
  const named = (all: readonly string[]) =>
    [...all.slice(0, NAMED), ...(all.length > NAMED ? [`… (${all.length})`] : [])].join(', ');
  switch (remark.kind) {
    case 'few-persons':
      return {
        model: modelName(remark.model),
        wanted: number(remark.wanted),
        items: named(remark.items.map(({ id, persons }) => `${id} (${number(persons)})`)),
      };
    case 'rare-scores':
      return { items: named(remark.items.map(({ id, score, persons }) => `${id} = ${score} (${persons})`)) };
    case 'imprecise-items':
    case 'negative-slopes':
      return { items: named(remark.ids) };
    case 'low-reliability':
      return {
        reliability: `${number(remark.reliability)}${remark.dimension === undefined ? '' : ` (${remark.dimension})`}`,
      };
    case 'no-errors':
    case 'coarse-nodes':
      return {};
  }
}
