/** The class report: named results (by order number) for its teachers and the head. Sealed to the class alone. */
import type { ClassProgress, ClassReport, Comparison, Localised, ResponseValue } from '@cloison/protocol';
import { isOfEndedAttempt } from '@cloison/qti/delivery';
import type { DomainSpec } from '../campaign/spec.ts';
import type { ClassView, ViewedPupil } from '../documents/class-view.ts';
import type { ItemResult } from '../score/sitting.ts';

export function classReport(
  view: ClassView,
  notices: readonly Localised[],
  comparisons: readonly Comparison[],
  progress: ClassProgress | null,
  at: string,
): ClassReport {
  return {
    v: 1,
    kind: 'class-report',
    at,
    level: view.level,
    notices: notices.map((notice) => ({ ...notice })),
    ...(comparisons.length === 0 ? {} : { comparisons: [...comparisons] }),
    ...(progress === null ? {} : { progress }),
    domains: view.domains.map(({ id, maxScore, thresholds, forms }) => ({
      id,
      maxScore,
      thresholds: [thresholds[0], thresholds[1]],
      ...(forms === undefined ? {} : { forms: reportedForms(forms) }),
    })),
    pupils: view.pupils.map((pupil) => ({
      orderNumber: pupil.orderNumber,
      sequences: Object.fromEntries(
        [...pupil.sittings].map(([id, { state, receipt }]) => [id, { state, receipt }]),
      ),
      domains: Object.fromEntries(pupil.results),
      items: Object.fromEntries(
        view.domains
          .filter(({ testSpecific }) => testSpecific)
          .flatMap(({ sequence, items }) =>
            reportedItems(
              pupil,
              sequence,
              items.filter((id) => !view.withdrawn.has(`${sequence}/${id}`)),
            ),
          ),
      ),
    })),
  };
}

/** Those that pupils have a result of. */
function reportedForms(
  forms: NonNullable<DomainSpec['forms']>,
): NonNullable<ClassReport['domains'][number]['forms']> {
  return Object.fromEntries(
    Object.entries(forms).flatMap(([id, { maxScore, thresholds }]) =>
      thresholds === null
        ? []
        : [[id, { maxScore, thresholds: [thresholds[0], thresholds[1]] as [number, number] }]],
    ),
  );
}

/** Results by item of one domain, for teachers. */
function reportedItems(
  { sittings }: ViewedPupil,
  sequence: string,
  items: readonly string[],
): [string, ReportedItem][] {
  const sitting = sittings.get(sequence);
  // An unfinished online sequence gives no individual result, not even by item.
  if (sitting === undefined || (sitting.mode === 'online' && sitting.state !== 'complete')) return [];
  return items.flatMap((id): [string, ReportedItem][] => {
    const item = Object.hasOwn(sitting.items, id) ? sitting.items[id] : undefined;
    const isUnscored = item === undefined || (item.state === 'answered' && item.score === null);
    return isUnscored ? [] : [[id, reportedItem(item)]];
  });
}

type ReportedItem = ReturnType<typeof reportedItem>;

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
  const values = Object.entries(item.responses).flatMap(([id, value]) =>
    value === null || isOfEndedAttempt(id) ? [] : [value],
  );
  if (values.length === 0) return null;
  const [only] = values;
  if (values.length === 1 && only !== undefined) return typeof only === 'string' ? only : [...only];
  return values.flat();
}
