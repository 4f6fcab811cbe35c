/** Requests and declarations of a desk with the office's answers. The desk's own record has them first; the answers give their state. */
import type { DeskAnswers, DeskEntry, RequestState } from '@cloison/protocol';

export interface NotSitting {
  /** Null: the pupil sits. */
  readonly reason: string | null;
  /** Null: every sequence. */
  readonly sequences: readonly string[] | null;
}

type Entries = Readonly<Record<string, DeskEntry>>;

/** Name of the entry about a pupil who does not sit. */
export function notSittingId(orderNumber: string): string {
  return `n-${orderNumber}`;
}

/** What is declared of a pupil: the last entry of this desk, else what the office has (from before a key was replaced). */
export function notSittingOf(
  entries: Entries,
  answers: DeskAnswers | null,
  orderNumber: string,
  sequences: readonly string[],
): NotSitting {
  const own = entries[notSittingId(orderNumber)];
  if (own?.kind === 'not-sitting') return { reason: own.reason, sequences: own.sequences };
  const known = (answers?.notSitting ?? []).filter((one) => one.orderNumber === orderNumber);
  const [first] = known;
  if (first === undefined) return { reason: null, sequences: null };
  const declared = known.map(({ sequence }) => sequence);
  const all = sequences.every((sequence) => declared.includes(sequence));
  return { reason: first.reason, sequences: all ? null : declared };
}

export interface TellingShown {
  readonly id: string;
  readonly entry: Exclude<DeskEntry, { readonly kind: 'not-sitting' | 'double-entry' | 'code-use' }>;
  /** `sent`: the office has not said yet that it has it. */
  readonly state: RequestState | 'sent';
  readonly answer: string;
  readonly receivedAt: string | null;
  readonly answeredAt: string | null;
}

/** Whether the office has not answered yet. */
export function waitsForAnswer({ state }: Pick<TellingShown, 'state'>): boolean {
  return state === 'sent' || state === 'asked';
}

/** Requests and incidents, newest first: those without a word from the office before the others. */
export function tellings(entries: Entries, answers: DeskAnswers | null): readonly TellingShown[] {
  const answered = new Map((answers?.requests ?? []).map((one) => [one.id, one]));
  return Object.entries(entries)
    .flatMap(([id, entry]): TellingShown[] => {
      if (entry.kind === 'not-sitting' || entry.kind === 'double-entry' || entry.kind === 'code-use')
        return [];
      const known = answered.get(id);
      const isTakenBack = entry.withdrawn && known?.state !== 'granted' && known?.state !== 'refused';
      return [
        {
          id,
          entry,
          state: isTakenBack ? 'withdrawn' : (known?.state ?? 'sent'),
          answer: known?.answer ?? '',
          receivedAt: known?.receivedAt ?? null,
          answeredAt: known?.answeredAt ?? null,
        },
      ];
    })
    .sort((a, b) => b.entry.edit[0] - a.entry.edit[0] || a.id.localeCompare(b.id));
}

/** A telling of which this desk has the office's answer alone: the root under which it was made was replaced. */
export type FormerTelling = DeskAnswers['requests'][number];

/** Newest first. */
export function formerTellings(entries: Entries, answers: DeskAnswers | null): readonly FormerTelling[] {
  return (answers?.requests ?? [])
    .filter(({ id }) => !Object.hasOwn(entries, id))
    .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt) || a.id.localeCompare(b.id));
}
