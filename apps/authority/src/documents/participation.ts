/** Participation documents: who has begun and finished, for a class by order number, for a school in numbers. */
import type { ClassParticipation, SchoolParticipation } from '@cloison/protocol';
import type { HolderRow } from '../vault/rows.ts';
import type { ClassView } from './class-view.ts';
import type { DocumentDraft } from './document-draft.ts';

/** For the holder of a class. `at` is when it was computed, ISO 8601 UTC. */
export function classParticipation(holder: HolderRow, view: ClassView, at: string): DocumentDraft {
  const pupils = view.pupils.map(({ orderNumber, sittings, why, savedAt }) => ({
    orderNumber,
    sequences: Object.fromEntries(
      [...sittings].map(([id, { state, answered, expected, receipt }]) => {
        const [reason, saved] = [why.get(id), savedAt.get(id)];
        return [
          id,
          {
            ...{ state, answered, expected, receipt },
            ...(saved === undefined ? {} : { savedAt: toMinute(saved) }),
            ...(reason === undefined ? {} : { why: reason }),
          },
        ];
      }),
    ),
  }));
  const body: ClassParticipation = { v: 1, kind: 'class-participation', at, pupils };
  return { holder, name: 'participation', body };
}

/** For the holder of a school. */
export function schoolParticipation(
  holder: HolderRow,
  views: readonly ClassView[],
  at: string,
): DocumentDraft {
  const classes = views.map(({ label, level, sequences }) => ({
    label,
    level,
    sequences: Object.fromEntries(
      sequences.map(({ id, counts: { why, ...counts } }) => [
        id,
        Object.keys(why).length === 0 ? counts : { ...counts, why },
      ]),
    ),
  }));
  const body: SchoolParticipation = { v: 1, kind: 'school-participation', at, classes };
  return { holder, name: 'participation', body };
}

/** No finer than what the platform keeps. */
function toMinute(at: string): string {
  return `${at.slice(0, 16)}Z`;
}
