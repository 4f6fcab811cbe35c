/** Why a panel's table gives no thresholds. */
import { fill, type Lang, type Values, type Words } from '@cloison/command/refusal';

export const STANDARD_REMARKS = {
  'thresholds-unscored': {
    fr: 'Seuils non étudiés : des items du domaine sont sans score.',
    en: 'Thresholds not studied: some of the domain’s items have no score.',
  },
  'thresholds-not-rising': {
    fr: 'Seuils non étudiés : la réussite ne croît pas avec le niveau pour {items}.',
    en: 'Thresholds not studied: success does not rise with ability for {items}.',
  },
  'standard-mark': {
    fr: 'Signets à des items qui ne sont pas au livret (écartés de la calibration) : {items}.',
    en: 'Bookmarks at items that are not in the booklet (left out of the calibration): {items}.',
  },
  'standard-page': {
    fr: 'Signet à la page {page} d’un livret qui en a {pages}.',
    en: 'A bookmark at page {page} of a booklet that has {pages}.',
  },
  'standard-turned': {
    fr: '{judges} juge(s) dont le second signet n’est pas après le premier dans ce livret.',
    en: '{judges} judge(s) whose second bookmark does not come after the first in this booklet.',
  },
  'standard-order': {
    fr: 'Le second seuil de la commission n’est pas au-dessus du premier.',
    en: 'The panel’s second threshold is not above the first.',
  },
  'standard-invalid': {
    fr: 'La table ({method}) ne donne pas de seuils pour ces items.',
    en: 'The table ({method}) gives no thresholds for these items.',
  },
  'standard-out-of-reach': {
    fr: 'Seuils {first} et {second} : hors des scores que le domaine permet.',
    en: 'Thresholds {first} and {second}: outside the scores that the domain allows.',
  },
  'standard-form-out-of-reach': {
    fr: 'Seuils {first} et {second} : hors des scores que permet « {form} ».',
    en: 'Thresholds {first} and {second}: outside the scores that “{form}” allows.',
  },
  'standard-no-form': {
    fr: 'Ce domaine n’a pas de résultats par élève : il n’a pas de seuils.',
    en: 'This domain has no results by pupil: it has no thresholds.',
  },
} as const satisfies Readonly<Record<string, Words>>;

export interface StandardRemark {
  readonly code: keyof typeof STANDARD_REMARKS;
  readonly values: Values;
}

export function sayStandardRemark({ code, values }: StandardRemark, lang: Lang): string {
  return fill(STANDARD_REMARKS[code][lang], values, lang);
}
