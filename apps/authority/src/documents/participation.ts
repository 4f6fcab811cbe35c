/** Participation documents: who has begun and finished, for a class by order number, for a school in numbers. */
import type { ClassParticipation, SchoolParticipation } from '@cloison/protocol';
import { type ClassView, countStates, sittingOf } from './class-view.ts';

/** `at` is when it was computed, ISO 8601 UTC. */
export function classParticipation(view: ClassView, at: string): ClassParticipation {
  return {
    v: 1,
    kind: 'class-participation',
    at,
    pupils: view.pupils.map((pupil) => ({
      orderNumber: pupil.orderNumber,
      sequences: Object.fromEntries(
        view.sequences.map((sequence) => {
          const { state, answered, expected, receipt } = sittingOf(pupil, sequence);
          return [sequence.id, { state, answered, expected, receipt }];
        }),
      ),
    })),
  };
}

export function schoolParticipation(views: readonly ClassView[], at: string): SchoolParticipation {
  return {
    v: 1,
    kind: 'school-participation',
    at,
    classes: views.map((view) => ({
      label: view.label,
      level: view.level,
      sequences: Object.fromEntries(
        view.sequences.map((sequence) => [sequence.id, countStates(view, sequence)]),
      ),
    })),
  };
}
