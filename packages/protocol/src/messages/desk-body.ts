/**
 * What a head or the staff of a class tell the office from their desk: one record named `desk`, of the school's holder or of
 * a class's. After opening it is hostile input.
 */
import * as v from 'valibot';
import { deviceHex, edit } from './bodies.ts';
import { contentHash, count, identifier, mapOf, orderNumber, parseMessage, text } from './parts.ts';
import { versionVectorSchema } from './version-vector.ts';

/** The record's name, and the first word of the documents that answer it. */
export const DESK_RECORD = 'desk';

/** Computers that are remembered for a code: private windows and shared machines would go on for ever. */
const MAX_COMPUTERS = 6;

const note = text(500);
/** Of one entry: a power cut meets a whole class. A larger one is told in several. */
export const MAX_PUPILS_OF_ENTRY = 60;
const pupils = v.pipe(v.array(orderNumber), v.minLength(1), v.maxLength(MAX_PUPILS_OF_ENTRY));

const entry = v.variant('kind', [
  /** A pupil will not sit: a reason of the campaign's list. Null: taken back. */
  v.strictObject({
    kind: v.literal('not-sitting'),
    orderNumber,
    reason: v.nullable(identifier),
    /** Null: every sequence. */
    sequences: v.nullable(v.pipe(v.array(identifier), v.minLength(1), v.maxLength(20))),
    edit,
  }),
  /** A code of the school's reserve for a pupil. */
  v.strictObject({
    kind: v.literal('reserve'),
    orderNumber,
    why: v.picklist(['lost', 'misused']),
    note,
    withdrawn: v.boolean(),
    edit,
  }),
  /** A new code for a teacher of a class, who is known by the rank among its teachers. */
  v.strictObject({
    kind: v.literal('teacher-code'),
    label: text(100),
    rank: count,
    note,
    withdrawn: v.boolean(),
    edit,
  }),
  /** A sequence that was finished by mistake. */
  v.strictObject({
    kind: v.literal('reopen'),
    orderNumbers: pupils,
    sequence: identifier,
    note,
    withdrawn: v.boolean(),
    edit,
  }),
  v.strictObject({
    kind: v.literal('more-time'),
    orderNumbers: pupils,
    sequence: identifier,
    minutes: v.pipe(count, v.minValue(1), v.maxValue(180)),
    note,
    withdrawn: v.boolean(),
    edit,
  }),
  /** What happened in a room. Nothing is asked. */
  v.strictObject({
    kind: v.literal('incident'),
    orderNumbers: v.pipe(v.array(orderNumber), v.maxLength(MAX_PUPILS_OF_ENTRY)),
    sequence: v.nullable(identifier),
    /** Minutes since 1970 UTC, by the clock of the person's computer: when it happened. */
    minute: count,
    note: text(2000),
    withdrawn: v.boolean(),
    edit,
  }),
  /** A booklet that was keyed twice: what became of each cell that differed. */
  v.strictObject({
    kind: v.literal('double-entry'),
    orderNumber,
    sequence: identifier,
    /** Cells that were compared. */
    cells: count,
    differing: v.pipe(
      v.array(
        v.strictObject({
          item: identifier,
          /** Which one the paper bears out; null: not looked at yet. */
          kept: v.nullable(v.picklist(['first', 'second', 'other'])),
        }),
      ),
      v.maxLength(500),
    ),
    edit,
  }),
  /** A code signed in, as the page that it was typed into says: for the head of school and the owner of the code. */
  v.strictObject({
    kind: v.literal('code-use'),
    /** In a class's record: which of its teachers. In a school's: the head, 1. */
    rank: v.pipe(count, v.minValue(1), v.maxValue(99)),
    /** The last sign-in at each computer, the newest first. */
    computers: v.pipe(
      v.array(
        v.strictObject({
          device: deviceHex,
          /** Milliseconds since 1970 UTC, by the platform's clock. Screens show the minute. */
          atMs: count,
        }),
      ),
      v.minLength(1),
      v.maxLength(MAX_COMPUTERS),
    ),
    edit,
  }),
]);
export type DeskEntry = v.InferOutput<typeof entry>;
export type CodeUse = Extract<DeskEntry, { readonly kind: 'code-use' }>;

/** The full state, as of every record. */
export const deskBodySchema = v.strictObject({
  v: v.literal(1),
  /** By a random identifier; one of `not-sitting` by `n-` and the order number, of `double-entry` by `d-`, that and the sequence, of `code-use` by `u-` and the rank. */
  entries: mapOf(entry, 1000),
  manifest: contentHash,
  app: text(40),
  saves: v.optional(versionVectorSchema),
});
export type DeskBody = v.InferOutput<typeof deskBodySchema>;
export const parseDeskBody = (value: unknown): DeskBody => parseMessage(deskBodySchema, value);

/** Two states of one record: for each entry the later edit, ties by device; sign-ins of both. */
export function mergeDeskBodies(mine: DeskBody, theirs: DeskBody): DeskBody {
  const entries: Record<string, DeskEntry> = { ...theirs.entries };
  for (const [id, own] of Object.entries(mine.entries)) {
    const other = Object.hasOwn(entries, id) ? entries[id] : undefined;
    if (other === undefined) entries[id] = own;
    else entries[id] = joined(isLater(own, other) ? [own, other] : [other, own]);
  }
  const { saves: _saves, ...rest } = mine;
  return { ...rest, entries };
}

/** Two people sign in at two computers with one code: neither is forgotten for the other. */
function joined([later, earlier]: readonly [DeskEntry, DeskEntry]): DeskEntry {
  if (later.kind !== 'code-use' || earlier.kind !== 'code-use') return later;
  return { ...later, computers: newestComputers([...later.computers, ...earlier.computers]) };
}

/** Each computer once, with its last sign-in: the newest first, ties by device, as many as are remembered. */
export function newestComputers(signIns: CodeUse['computers']): CodeUse['computers'] {
  const sorted = [...signIns].sort((a, b) => b.atMs - a.atMs || (a.device < b.device ? -1 : 1));
  const seen = new Set<string>();
  return sorted.filter(({ device }) => !seen.has(device) && seen.add(device)).slice(0, MAX_COMPUTERS);
}

function isLater(a: DeskEntry, b: DeskEntry): boolean {
  if (a.edit[0] !== b.edit[0]) return a.edit[0] > b.edit[0];
  if (a.edit[1] !== b.edit[1]) return a.edit[1] > b.edit[1];
  return JSON.stringify(a) > JSON.stringify(b);
}

/** The counter of the next edit, as `nextEditCounter` of entry records. */
export function nextDeskCounter({ entries }: Pick<DeskBody, 'entries'>): number {
  const highest = Math.max(0, ...Object.values(entries).map(({ edit: [counter] }) => counter));
  return Math.min(Number.MAX_SAFE_INTEGER, 1 + highest);
}
