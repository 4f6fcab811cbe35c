import type { Lang } from '@cloison/command';
import type { FindingKind, ReleaseAttack } from '@cloison/disclosure/tables';
import { refuseDisclosure } from './refusals.ts';

const WORDS = {
  exact: { fr: 'se calcule exactement', en: 'can be computed exactly' },
  narrow: { fr: 'se resserre trop', en: 'can be narrowed too far' },
  'insider-exact': {
    fr: 'se calcule pour qui est seul dans une autre case',
    en: 'can be computed by who is alone in another cell',
  },
  'insider-narrow': {
    fr: 'se devine pour qui est seul dans une autre case',
    en: 'has one value left for who is alone in another cell',
  },
  'small-shown': { fr: 'est montrée, et sensible', en: 'is shown, and sensitive' },
  inconsistent: { fr: 'ne s’accorde pas aux autres valeurs', en: 'does not agree with the other values' },
} as const satisfies Record<FindingKind, unknown>;

const MOST = 20;

/** Throws `attack-found` with the cells, never their values. */
export function refuseFindings({ findings, names }: ReleaseAttack, lang: Lang): void {
  if (findings.length === 0) return;
  const list = findings.slice(0, MOST).map(({ kind, cell }) => `  ${names[cell]}: ${WORDS[kind][lang]}`);
  if (findings.length > MOST) list.push('  …');
  throw refuseDisclosure(
    'attack-found',
    { count: findings.length, list: list.join('\n') },
    { findings: findings.map(({ kind, cell, quantity }) => ({ kind, cell: names[cell], quantity })) },
  );
}
