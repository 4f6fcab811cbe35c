/** From items to domains and to the three groups (docs/campaign-format.md, `domains`). */
import type { Group } from '@cloison/protocol';
import type { DomainForm } from '../campaign/spec.ts';
import type { Given, Sitting } from './sitting.ts';

export interface ScoredDomain {
  readonly id: string;
  readonly sequence: string;
  readonly items: readonly string[];
  /** score < first: needs; first ≤ score < second: fragile; score ≥ second: satisfactory. */
  readonly thresholds: readonly [number, number];
  /** Where pupils sit different items. */
  readonly forms?: Readonly<Record<string, DomainForm>>;
}

export interface DomainResult {
  readonly score: number;
  readonly group: Group;
  /** Of a domain that has forms: the one that was sat. */
  readonly form?: string;
}

/** The group of a score. Sums of decimals (0.1 + 0.2) are compared to a billionth, so that they meet their threshold. */
export function groupOf(score: number, thresholds: readonly [number, number]): Group {
  const rounded = round(score);
  if (rounded < round(thresholds[0])) return 'needs';
  return rounded < round(thresholds[1]) ? 'fragile' : 'satisfactory';
}

/**
 * The result of one domain, or null. Online: null until the sequence is final, because an unfinished one gives no
 * individual result. Entry: null until every item of the domain has a value or "no answer"; absent and not taught are
 * no result either, whatever else was keyed. Null also when a person has still to score an item, and when what the pupil
 * was given of the domain has no thresholds.
 */
export function domainResult(domain: ScoredDomain, sitting: Sitting | undefined): DomainResult | null {
  if (sitting === undefined) return null;
  if (sitting.mode === 'online' && sitting.state !== 'complete') return null;
  const { given } = sitting;
  const form = domain.forms === undefined ? null : formOf(domain.forms, given);
  const thresholds = domain.forms === undefined ? domain.thresholds : form?.thresholds;
  if (thresholds == null) return null;
  const items = given === undefined ? domain.items : domain.items.filter((id) => given.items.includes(id));
  let sum = 0;
  for (const id of items) {
    const item = Object.hasOwn(sitting.items, id) ? sitting.items[id] : undefined;
    if (item === undefined || (item.state !== 'answered' && item.state !== 'noAnswer')) return null;
    if (item.score === null) return null;
    sum += item.score;
  }
  const result = { score: round(sum), group: groupOf(sum, thresholds) };
  return form === null ? result : { ...result, form: form.id };
}

/** The last of a pupil's modules, or the booklet, that the domain knows as a form. */
function formOf(forms: NonNullable<ScoredDomain['forms']>, given: Given | undefined) {
  const id = given?.forms.findLast((one) => Object.hasOwn(forms, one));
  const form = id === undefined ? undefined : forms[id];
  return id === undefined || form === undefined ? null : { id, ...form };
}

function round(score: number): number {
  return Math.round(score * 1e9) / 1e9;
}
