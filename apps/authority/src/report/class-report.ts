/** The class report: named results (by order number) for its teachers and the head. Sealed to the class alone. */
import type { ClassReport, Localised, ResponseValue } from '@cloison/protocol';
import { type ClassView, sittingOf } from '../documents/class-view.ts';
import { domainResult } from '../score/domain-results.ts';
import type { ItemResult } from '../score/sitting.ts';

export function classReport(view: ClassView, notices: readonly Localised[], at: string): ClassReport {
  const specific = view.domains.filter((domain) => domain.testSpecific);
  return {
    v: 1,
    kind: 'class-report',
    at,
    level: view.level,
    notices: notices.map((notice) => ({ ...notice })),
    domains: view.domains.map(({ id, maxScore, thresholds }) => ({
      id,
      maxScore,
      thresholds: [thresholds[0], thresholds[1]],
    })),
    pupils: view.pupils.map((pupil) => ({
      orderNumber: pupil.orderNumber,
      sequences: Object.fromEntries(
        view.sequences.map((sequence) => {
          const { state, receipt } = sittingOf(pupil, sequence);
          return [sequence.id, { state, receipt }];
        }),
      ),
      domains: Object.fromEntries(
        view.domains.map((domain) => [domain.id, domainResult(domain, pupil.sittings.get(domain.sequence))]),
      ),
      items: Object.fromEntries(
        specific.flatMap((domain) => {
          const sitting = pupil.sittings.get(domain.sequence);
          // An unfinished online sequence gives no individual result, not even by item.
          if (sitting === undefined || (sitting.mode === 'online' && sitting.state !== 'complete')) return [];
          return domain.items.flatMap((id) => {
            const item = Object.hasOwn(sitting.items, id) ? sitting.items[id] : undefined;
            const unscored = item === undefined || (item.state === 'answered' && item.score === null);
            return unscored ? [] : [[id, reportedItem(item)]];
          });
        }),
      ),
    })),
  };
}

function reportedItem(item: ItemResult) {
  return {
    response: flatResponse(item),
    score: item.score ?? 0,
    maxScore: item.maxScore,
    state: item.state,
  };
}

/** One value for the screen: the response itself, or the members of all responses of a composite item, in order. */
function flatResponse(item: ItemResult): ResponseValue {
  const values = Object.values(item.responses).filter((value) => value !== null);
  if (values.length === 0) return null;
  const [only] = values;
  if (values.length === 1 && only !== undefined) return typeof only === 'string' ? only : [...only];
  return values.flat();
}
