/** What an analysis sees of a pupil's answers in a domain, and a mark by which an estimate knows its answers again. */
import { createHash } from 'node:crypto';
import type { DomainSpec } from '../campaign/spec.ts';
import type { ScorableItem } from '../score/sequence-scoring.ts';
import type { Sitting } from '../score/sitting.ts';

/** Entry counts as far as it is keyed; online, a sitting counts once it is complete. */
export function isCounted(sitting: Sitting): boolean {
  return sitting.mode === 'entry' || sitting.state === 'complete';
}

/** A score; `passed`: given, without an answer; `absent`: not given, or without a score. */
export type AnswerCell = number | 'absent' | 'passed';

export function answerCell(sitting: Sitting, id: string): AnswerCell {
  const item = Object.hasOwn(sitting.items, id) ? sitting.items[id] : undefined;
  if (item === undefined || item.score === null) return 'absent';
  if (item.state === 'noAnswer') return 'passed';
  return item.state === 'answered' ? item.score : 'absent';
}

/**
 * The domain as it is analysed: a withdrawn item says nothing of anybody. Points that all have for one are no part of what a
 * threshold asks of the others.
 */
export function analysedDomain(
  domain: DomainSpec,
  items: ReadonlyMap<string, Pick<ScorableItem, 'withdrawn' | 'maxScore'>>,
): DomainSpec {
  const withdrawn = domain.items.filter((id) => (items.get(id)?.withdrawn ?? null) !== null);
  if (withdrawn.length === 0) return domain;
  const given = withdrawn.reduce((sum, id) => {
    const item = items.get(id);
    return item?.withdrawn === 'all' ? sum + item.maxScore : sum;
  }, 0);
  return {
    ...domain,
    items: domain.items.filter((id) => !withdrawn.includes(id)),
    maxScore: domain.maxScore - given,
    thresholds: [domain.thresholds[0] - given, domain.thresholds[1] - given],
  };
}

/** Changes whenever what an analysis saw of a pupil's answers in a domain does: an estimate is of these answers only. */
export function answersMark(domain: Pick<DomainSpec, 'items'>, sitting: Sitting): string {
  const cells = isCounted(sitting) ? domain.items.map((id) => answerCell(sitting, id)) : [];
  return createHash('sha256').update(JSON.stringify(cells)).digest('base64url').slice(0, 8);
}
