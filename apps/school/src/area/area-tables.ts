/** What an area takes away in a spreadsheet: its schools, its figures. No cell begins like a formula (`csv`). */
import type { AreaReport, Manifest } from '@cloison/protocol';
import { csv } from '../results/results-table.ts';
import type { Words } from '../words/words.ts';
import { nameOf } from './area-places.ts';
import type { SchoolRow, Span } from './area-progress.ts';

type Text = (localised: { readonly fr: string; readonly en: string }) => string;

export function schoolsTable(rows: readonly SchoolRow[], { area }: Words): string {
  const number = (value: number | null) => (value === null ? '' : String(value));
  const span = (value: Span | null) => (value === null ? '' : area.span(value.low, value.high));
  return csv([
    [
      ...[area.uai, area.school, area.town, area.state, area.expected, area.done, area.left],
      ...[area.complete, area.absent, area.begun, area.notBegun],
    ],
    ...rows.map((row) => [
      ...[row.uai, row.name, row.town, area.states[row.state]],
      ...[number(row.expected), span(row.done), span(row.left)],
      ...[row.complete, row.absent, row.begun, row.notBegun].map(number),
    ]),
  ]);
}

export function figuresTable(
  { domains }: Pick<AreaReport, 'domains'>,
  manifest: Manifest,
  label: string,
  words: Words,
  text: Text,
): string {
  const { area, groups } = words;
  const number = (value: number | null) =>
    value === null ? '' : String(Math.round(value * 100) / 100).replace('.', ',');
  return csv([
    [
      ...[area.level, area.domain, area.place, groups.needs, groups.fragile, groups.satisfactory],
      ...[area.pupils, area.mean, area.outOf],
    ],
    ...domains.flatMap(({ domain, own, beside, kinds, parts, maxScore }) => {
      const known = manifest.domains.find(({ id }) => id === domain);
      const level = manifest.levels.find(({ id }) => id === known?.level);
      const head = [
        text(level?.title ?? { fr: '', en: '' }),
        text(known?.title ?? { fr: domain, en: domain }),
      ];
      const places = [
        { label, figures: own },
        ...[...beside, ...kinds].map((one) => ({ label: text(one.label), figures: one.figures })),
        ...(parts ?? []).map(({ departement, figures }) => ({
          label: `${nameOf(departement)} (${departement})`,
          figures,
        })),
      ];
      return places.map(({ label: place, figures }) => [
        ...[...head, place],
        ...[figures.needs, figures.fragile, figures.satisfactory, figures.pupils].map(number),
        ...[number(figures.mean), figures.mean === null ? '' : number(maxScore)],
      ]);
    }),
  ]);
}
