import type { Feedback, Item } from '../model/item.ts';
import type { OutcomeValue } from './score.ts';

/**
 * The feedback that these outcomes show, in document order: for a report, where a campaign gives feedback. It can give
 * the key away, so it is never part of a delivery.
 */
export function feedbackFor(
  item: Item,
  outcomes: Readonly<Record<string, OutcomeValue>>,
): readonly Feedback[] {
  return item.feedback.filter((feedback) => isShown(feedback, outcomes[feedback.outcome] ?? null));
}

/** QTI 3.0 ASI, `feedback`: a single outcome is the identifier, or a container holds it. */
export function isShown(
  { identifier, showHide }: Pick<Feedback, 'identifier' | 'showHide'>,
  value: OutcomeValue,
): boolean {
  const holds = Array.isArray(value) ? value.includes(identifier) : value === identifier;
  return holds === (showHide === 'show');
}
