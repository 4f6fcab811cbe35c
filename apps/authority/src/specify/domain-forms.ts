/** The forms of a domain: which of its items pupils sit, by the last module of their way that has any, or by booklet. */
import { waysThrough } from '@cloison/qti/delivery';
import type { StandardForm } from '@cloison/study-files';
import type { DomainForm, DomainSpec, SequenceSpec } from '../campaign/spec.ts';
import type { SpecFile } from './spec-file.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

type DomainRead = SpecFile['domains'][number];

/** A set of items of a domain that some pupils sit, under its form. */
interface Sat {
  readonly form: string;
  readonly items: readonly string[];
}

export interface ReadForms {
  readonly thresholds: readonly [number, number];
  readonly forms?: Readonly<Record<string, DomainForm>>;
}

/**
 * Checks the thresholds of a domain against what pupils sit. Null: they cannot be used; reported. `pointsOf`: null for an item
 * without a score, reported elsewhere.
 */
export function readForms(
  file: YamlFile,
  domain: DomainRead,
  path: YamlPath,
  sequence: SequenceSpec | null,
  pointsOf: (item: string) => number | null,
): ReadForms | null {
  const { thresholds } = domain;
  const sat = sequence === null ? null : setsOf(sequence, domain.items);
  const isPair = Array.isArray(thresholds);
  if (sat === null) {
    if (thresholds === undefined) file.add('key-missing', path, { key: 'thresholds' });
    else if (!isPair) file.add('thresholds-one', [...path, 'thresholds']);
    else return checkPair(file, thresholds, sum(domain.items, pointsOf), [...path, 'thresholds']);
    return null;
  }
  const byModule = sequence?.adaptive !== undefined;
  const names = [...new Set(sat.map(({ form }) => form))].sort();
  if (isPair || (thresholds === undefined && byModule)) {
    const what = byModule ? 'module' : 'booklet';
    file.add('thresholds-forms', [...path, 'thresholds'], { what, forms: names.join(', ') });
    return null;
  }
  const given = thresholds ?? {};
  const unknown = Object.keys(given).filter((form) => !names.includes(form));
  for (const form of unknown)
    file.add('thresholds-forms', [...path, 'thresholds', form], {
      what: byModule ? 'module' : 'booklet',
      forms: names.join(', '),
    });
  const missing = names.filter((form) => !Object.hasOwn(given, form));
  // A domain of rotated booklets may have no results of its own: it is there for the statistics.
  if (missing.length > 0 && (byModule || Object.keys(given).length > 0))
    file.add('thresholds-form-missing', [...path, 'thresholds'], { forms: missing.join(', ') });
  const forms: Record<string, DomainForm> = {};
  for (const form of names) {
    const maxima = [
      ...new Set(sat.filter((one) => one.form === form).map(({ items }) => sum(items, pointsOf))),
    ];
    const [first = 0, second] = maxima;
    if (second !== undefined)
      file.add('form-maximum', path, { form, first: first ?? 0, second: second ?? 0 });
    const pair = given[form];
    const at = [...path, 'thresholds', form];
    const checked = pair === undefined ? null : checkPair(file, pair, first, at);
    forms[form] = { maxScore: first ?? 0, thresholds: checked?.thresholds ?? null };
  }
  const shown = Object.values(forms).find((form) => form.thresholds !== null)?.thresholds ?? null;
  return { thresholds: shown ?? [1, 1], forms };
}

/** The forms of a domain that have results of their own, with what their pupils sit; null where all pupils sit the same. */
export function standardForms(
  { items, forms }: Pick<DomainSpec, 'items' | 'forms'>,
  sequence: SequenceSpec | undefined,
): StandardForm[] | null {
  if (forms === undefined || sequence === undefined) return null;
  const sat = setsOf(sequence, items) ?? [];
  return Object.entries(forms).flatMap(([id, { maxScore, thresholds }]) =>
    thresholds === null
      ? []
      : [{ id, maxScore, sets: sat.filter(({ form }) => form === id).map((one) => one.items) }],
  );
}

/** Null: every pupil sits all of these items. */
function setsOf({ adaptive, booklets }: SequenceSpec, items: readonly string[]): readonly Sat[] | null {
  const wanted = new Set(items);
  const sets: Sat[] = [];
  if (booklets !== undefined)
    for (const { id, items: own } of booklets)
      sets.push({ form: id, items: own.filter((item) => wanted.has(item)) });
  if (adaptive !== undefined)
    for (const way of waysThrough(adaptive.modules, adaptive.first) ?? []) {
      const own = way.flatMap((module) => module.items.filter((item) => wanted.has(item)));
      const last = way.findLast((module) => module.items.some((item) => wanted.has(item)));
      if (last !== undefined) sets.push({ form: last.id, items: own });
    }
  const all = sets.every((set) => set.items.length === wanted.size);
  return all ? null : sets.filter((set) => set.items.length > 0);
}

function sum(items: readonly string[], pointsOf: (item: string) => number | null): number | null {
  let total = 0;
  for (const item of items) {
    const points = pointsOf(item);
    if (points === null) return null;
    total += points;
  }
  return total;
}

function checkPair(
  file: YamlFile,
  [lower, upper]: readonly [number, number],
  maximum: number | null,
  path: YamlPath,
): ReadForms {
  if (!(lower > 0 && lower <= upper)) file.add('thresholds-order', path, { first: lower, second: upper });
  for (const [j, value] of [lower, upper].entries()) {
    if (maximum !== null && value > maximum + 1e-9)
      file.add('threshold-above-maximum', [...path, j], { value, maximum });
  }
  return { thresholds: [lower, upper] };
}
