/** Thresholds in the report: those in force, what a panel decided, and what took the place of what. */

import type { Lang } from '@cloison/command/refusal';
import type { TableSpec } from '@cloison/study-files';
import { bookletOf } from '@cloison/study-files';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import { decimal, METHOD_WORDS, percent } from '../analysis/report-words.ts';
import type { DomainSpec } from '../campaign/spec.ts';
import { basisOf } from '../standards/standard-basis.ts';
import type { KeptStandard } from '../standards/standards-in-force.ts';
import { sayIso } from '../time/format-time.ts';

export function standardsText(standards: readonly KeptStandard[], lang: Lang): string[] {
  const fr = lang === 'fr';
  return standards.map(({ at, domains, issuedAt }) => {
    const names = domains.map(({ domain }) => domain).join(', ');
    const out =
      issuedAt === null
        ? fr
          ? 'restitutions pas encore rééditées'
          : 'reports not issued again yet'
        : fr
          ? 'restitutions rééditées'
          : 'reports issued again';
    return `${fr ? 'Seuils changés le' : 'Thresholds changed on'} ${sayIso(at)[lang]}${fr ? ' :' : ':'} ${names} (${out}).`;
  });
}

export function thresholdTable(
  domain: DomainSpec,
  { thresholds, reliability }: DomainStatistics,
  lang: Lang,
): TableSpec {
  const fr = lang === 'fr';
  const summary = [
    `${fr ? 'exactitude' : 'accuracy'} ${percent(thresholds?.accuracy, lang)}`,
    `${fr ? 'constance' : 'consistency'} ${percent(thresholds?.consistency, lang)}`,
    `κ ${thresholds?.kappa == null ? '–' : decimal(thresholds.kappa, lang)}`,
    `${fr ? 'fidélité' : 'reliability'} ${reliability === null ? '–' : decimal(reliability, lang)}`,
  ].join(' · ');
  return {
    caption: `${fr ? 'Seuils en vigueur' : 'Thresholds in force'}${fr ? ' :' : ':'} ${summary}`,
    head: [
      fr ? 'seuil' : 'threshold',
      'θ',
      fr ? 'échelle' : 'scale',
      fr ? 'placés au-dessus à tort' : 'wrongly above',
      fr ? 'placés au-dessous à tort' : 'wrongly below',
    ],
    rows: (thresholds?.cuts ?? []).map((cut) => [
      `${decimal(cut.points, lang)} / ${decimal(domain.maxScore, lang)}`,
      cut.theta,
      cut.scale,
      cut.falsePositive,
      cut.falseNegative,
    ]),
  };
}

/** The panel's thresholds, and the ordered booklet that bookmarks are put in. */
export function standardTables(domain: DomainSpec, statistics: DomainStatistics, lang: Lang): TableSpec[] {
  const { standard } = statistics;
  const fr = lang === 'fr';
  if (standard === null) return [];
  const basis = basisOf(statistics, domain);
  const tables: TableSpec[] = [
    {
      caption: `${fr ? 'Seuils de la commission' : 'The panel’s thresholds'} (${METHOD_WORDS[standard.method]?.[lang] ?? ''}, ${standard.judges} ${fr ? 'juges' : 'judges'})${fr ? ' :' : ':'} ${fr ? 'exactitude' : 'accuracy'} ${percent(standard.accuracy, lang)} · ${fr ? 'constance' : 'consistency'} ${percent(standard.consistency, lang)} · ${fr ? 'groupes' : 'groups'} ${standard.shares.map((share) => percent(share, lang)).join(', ')}`,
      head: [
        fr ? 'seuil' : 'threshold',
        'θ',
        fr ? 'erreur entre juges' : 'error between judges',
        fr ? 'échelle' : 'scale',
        fr ? 'erreur' : 'error',
        fr ? 'score attendu' : 'expected score',
        fr ? 'seuil en points' : 'threshold in points',
      ],
      rows: standard.cuts.map((cut, k) => [
        String(k + 1),
        cut.theta,
        cut.standardError,
        cut.scale,
        cut.scaleError,
        cut.expected,
        cut.points,
      ]),
    },
  ];
  if (standard.forms !== undefined)
    tables.push({
      caption: fr
        ? 'Seuils de la commission, en points de chaque module ou cahier'
        : 'The panel’s thresholds, in points of each module or booklet',
      head: [
        fr ? 'module ou cahier' : 'module or booklet',
        fr ? 'seuil 1' : 'threshold 1',
        fr ? 'seuil 2' : 'threshold 2',
        'max',
      ],
      rows: Object.entries(standard.forms).map(([id, [first, second]]) => [
        id,
        first,
        second,
        domain.forms?.[id]?.maxScore ?? null,
      ]),
    });
  if (standard.method === 'bookmark' && basis !== null)
    tables.push({
      caption: fr
        ? 'Livret ordonné (réussite à deux chances sur trois)'
        : 'Ordered booklet (success with two chances in three)',
      head: ['page', 'item', fr ? 'points' : 'points', 'θ'],
      rows: bookletOf(basis).map(({ page, id, points, theta }) => [String(page), id, points, theta]),
    });
  return tables;
}
