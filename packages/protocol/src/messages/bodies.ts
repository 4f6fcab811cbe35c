/** Bodies of records: what pupils and teachers seal. After opening they are hostile input. */
import * as v from 'valibot';
import { contentHash, count, identifier, mapOf, parseMessage, responseValue, text } from './parts.ts';
import { versionVectorSchema } from './version-vector.ts';

/** Saves by device behind this state. Bodies of before, and records of very many devices, have none. */
const saves = v.optional(versionVectorSchema);

/** A pupil's record of one sequence: the full state, not a change. */
export const pupilBodySchema = v.strictObject({
  v: v.literal(1),
  /** By item identifier; only items that have been seen. */
  items: mapOf(
    v.strictObject({
      /** By response identifier. */
      responses: mapOf(responseValue, 50),
      /** Time spent on the item, milliseconds. */
      ms: count,
      visits: count,
      /**
       * What modules of portable custom interactions keep to go on from, by response identifier. Only the module reads it.
       * Missing: nothing.
       */
      states: v.exactOptional(mapOf(text(8000), 50)),
    }),
    500,
  ),
  /** Index of the item on screen, from 0, in the booklet. */
  position: count,
  elapsedMs: count,
  seed: count,
  route: v.pipe(v.array(identifier), v.maxLength(10)),
  routed: v.nullable(v.picklist(['score', 'fallback'])),
  manifest: contentHash,
  /** Version of the player. */
  app: text(40),
  final: v.boolean(),
  saves,
});
export type PupilBody = v.InferOutput<typeof pupilBodySchema>;
export const parsePupilBody = (value: unknown): PupilBody => parseMessage(pupilBodySchema, value);

/** A device: 8 bytes. */
export const deviceHex = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));
/** `[counter, device]`: counter is 1 + the highest seen in the record. */
export const edit = v.strictTuple([count, deviceHex]);
export type Edit = v.InferOutput<typeof edit>;

const cell = v.union([
  v.strictObject({ value: responseValue, edit }),
  v.strictObject({ state: v.picklist(['absent', 'noAnswer', 'notTaught']), edit }),
  /** Emptied again by the teacher. */
  v.strictObject({ state: v.literal('empty'), edit }),
]);
export type EntryCell = v.InferOutput<typeof cell>;

/** A class's record of one pupil and sequence. An absent pupil is every cell absent. */
export const entryBodySchema = v.strictObject({
  v: v.literal(1),
  /** By item identifier. */
  cells: mapOf(cell, 500),
  /** Cells that lost against a higher edit, newest last, at most 50. */
  conflicts: v.pipe(v.array(v.strictObject({ item: identifier, cell })), v.maxLength(50)),
  manifest: contentHash,
  app: text(40),
  saves,
});
export type EntryBody = v.InferOutput<typeof entryBodySchema>;
export const parseEntryBody = (value: unknown): EntryBody => parseMessage(entryBodySchema, value);
