/** Participation documents: who has begun and finished, for a class by order number, for a school in numbers. */
import type { ClassParticipation, SchoolParticipation } from '@cloison/protocol';
import type { HolderRow } from '../vault/rows.ts';
import type { ClassView } from './class-view.ts';
import type { DocumentDraft } from './document-draft.ts';

/** For the holder of a class. `at` is when it was computed, ISO 8601 UTC. */
export function classParticipation(holder: HolderRow, view: ClassView, at: string): DocumentDraft {
  const pupils = view.pupils.map(({ orderNumber, sittings }) => ({
    orderNumber,
    sequences: Object.fromEntries(
      [...sittings].map(([id, { state, answered, expected, receipt }]) => [
        id,
        { state, answered, expected, receipt },
      ]),
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
    sequences: Object.fromEntries(sequences.map(({ id, counts }) => [id, counts])),
  }));
  const body: SchoolParticipation = { v: 1, kind: 'school-participation', at, classes };
  return { holder, name: 'participation', body };
}
