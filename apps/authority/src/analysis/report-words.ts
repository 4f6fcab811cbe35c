/** How an analysis's report says numbers and models. */
import type { Lang } from '@cloison/command/refusal';
import type { DomainStatistics } from './domain-statistics.ts';

export type Both = { readonly fr: string; readonly en: string };

export function decimal(value: number, lang: Lang, digits = 2): string {
  return new Intl.NumberFormat(lang, { maximumFractionDigits: digits }).format(value).replace('-', '−');
}

export function percent(share: number | null | undefined, lang: Lang): string {
  return share == null ? '–' : `${decimal(100 * share, lang, 1)}${lang === 'fr' ? ' %' : '%'}`;
}

/** "moyenne 251,3 ± 2,1". */
export function withError(value: number, error: number | null, lang: Lang): string {
  return error === null ? decimal(value, lang, 1) : `${decimal(value, lang, 1)} ± ${decimal(error, lang, 1)}`;
}

export function modelWords({ calibration, slopes }: DomainStatistics, lang: Lang): string {
  if (calibration === null) return '–';
  const names = calibration.items.map(({ parameters: { kind, scores } }) => {
    const several = scores.length > 2;
    if (kind === 'guessing') return '3PL';
    if (kind === 'asymptotes') return '4PL';
    if (kind === 'graded') return several ? 'GRM' : '2PL';
    return slopes === 'free' ? (several ? 'GPCM' : '2PL') : several ? 'PCM' : 'Rasch';
  });
  return [...new Set(names)].toSorted().join(lang === 'fr' ? ' et ' : ' and ');
}

export const METHOD_WORDS: Readonly<Record<string, Both>> = {
  'mean-mean': { fr: 'moyenne-moyenne', en: 'mean-mean' },
  'mean-sigma': { fr: 'moyenne-sigma', en: 'mean-sigma' },
  haebara: { fr: 'Haebara', en: 'Haebara' },
  'stocking-lord': { fr: 'Stocking-Lord', en: 'Stocking-Lord' },
  concurrent: { fr: 'calibration simultanée', en: 'concurrent calibration' },
  fixed: { fr: 'ancres fixées', en: 'fixed anchors' },
  bookmark: { fr: 'signets (bookmark)', en: 'bookmark' },
  angoff: { fr: 'Angoff modifiée', en: 'modified Angoff' },
  points: { fr: 'en points', en: 'in points' },
};
