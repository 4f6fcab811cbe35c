/**
 * A pupil who was absent: for an exercise, the whole sequence, or a day, which may have parts of several sequences. Answers already keyed are never overwritten: a pupil
 * who left half-way keeps them.
 */
import type { EntryBody } from '@cloison/protocol';
import { contentOf, EMPTY, type ItemContent } from '../entry-records/cell-content.ts';

export interface AbsenceChange {
  /** `lifted`: every cell was absent or answered already, so the absence is taken back. */
  readonly kind: 'marked' | 'lifted';
  readonly changes: readonly ItemContent[];
  /** Answers that stay. */
  readonly kept: number;
}

/** Items of one record. */
export interface AbsencePart {
  readonly body: EntryBody;
  readonly items: readonly string[];
}

/** `toggleAbsence` over several records as one: taken back only where nothing is left to mark in any of them. Changes by part. */
export function toggleAbsenceOver(parts: readonly AbsencePart[]): {
  readonly kind: AbsenceChange['kind'];
  readonly changes: readonly (readonly ItemContent[])[];
  readonly kept: number;
} {
  const each = parts.map(({ body, items }) => toggleAbsence(body, items));
  const kind = each.some((part) => part.kind === 'marked') ? 'marked' : 'lifted';
  return {
    kind,
    changes: each.map((part) => (part.kind === kind ? part.changes : [])),
    kept: each.reduce((sum, part) => sum + part.kept, 0),
  };
}

/** Marks these items absent where they have no answer; takes the absence back where nothing is left to mark. */
export function toggleAbsence(body: EntryBody, items: readonly string[]): AbsenceChange {
  const kindOf = (item: string) => contentOf(body, item).kind;
  const kept = items.filter((item) => kindOf(item) === 'value').length;
  const missing = items.filter((item) => kindOf(item) !== 'value' && kindOf(item) !== 'absent');
  if (missing.length > 0) {
    return { kind: 'marked', changes: missing.map((item) => ({ item, content: { kind: 'absent' } })), kept };
  }
  const absent = items.filter((item) => kindOf(item) === 'absent');
  return { kind: 'lifted', changes: absent.map((item) => ({ item, content: EMPTY })), kept };
}
