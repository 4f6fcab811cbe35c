/** Public content: what the campaign is, without keys. */
import * as v from 'valibot';
import {
  contentHash,
  count,
  identifier,
  localised,
  mapOf,
  mode,
  parseMessage,
  recordOf,
  text,
  tools,
} from './parts.ts';

export const manifestSchema = v.strictObject({
  v: v.literal(1),
  campaign: text(40),
  title: localised,
  year: count,
  rehearsal: v.boolean(),
  /** Address of the platform, as printed. */
  address: text(300),
  levels: v.array(
    v.strictObject({
      id: identifier,
      title: localised,
      mode,
      /** What families can do at home, for each pupil's sheet; missing: the campaign says nothing. */
      atHome: v.exactOptional(localised),
    }),
  ),
  /** False: players record neither time on items nor visits. Missing: they do. */
  processData: v.exactOptional(v.boolean()),
  sequences: v.array(
    v.strictObject({
      id: identifier,
      level: identifier,
      title: localised,
      /** Time limit in minutes, null when there is none. */
      minutes: v.nullable(count),
      instructions: v.nullable(localised),
      /** Path of its `SequenceContent` among `files`. */
      content: text(200),
      /** Item identifiers in order. */
      items: v.array(identifier),
      /** Day of the booklet on which it is sat, from 1; its exercises may say another. Missing: the campaign does not say. */
      day: v.exactOptional(count),
      /** Tools that every pupil may use in it; missing: none. */
      tools: v.exactOptional(tools),
      /** Its files are published in this sealed pack alone, by hash among the content; missing: each by itself. */
      pack: v.exactOptional(v.strictObject({ hash: contentHash, bytes: count })),
    }),
  ),
  domains: v.array(
    v.strictObject({
      id: identifier,
      level: identifier,
      sequence: identifier,
      title: localised,
      sentence: localised,
      items: v.array(identifier),
      testSpecific: v.boolean(),
      /** What to do with the pupils of each group, for teachers; missing: the campaign says nothing. */
      guidance: v.exactOptional(
        v.strictObject({ needs: localised, fragile: localised, satisfactory: localised }),
      ),
    }),
  ),
  /** Why a pupil may not sit, for heads to declare; missing: this campaign takes no declarations. */
  notSitting: v.exactOptional(v.array(v.strictObject({ id: identifier, title: localised }))),
  /** Booklets of each class and sequence that are keyed a second time, drawn by `drawKeyedTwice`; missing: none. */
  doubleEntry: v.exactOptional(
    v.union([
      v.strictObject({ seed: count, share: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)) }),
      v.strictObject({ seed: count, perClass: v.pipe(count, v.minValue(1)) }),
    ]),
  ),
  /** Bytes to which a body is padded, by pattern (`francais`, `entry`, `ticket`, `report` …). */
  ceilings: mapOf(count),
  /** Content files by path. */
  files: recordOf(text(300), v.strictObject({ hash: contentHash, bytes: count, type: text(100) })),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;
/** How many booklets are keyed twice, and the seed by which they are drawn. */
export type DoubleEntryRule = NonNullable<Manifest['doubleEntry']>;
export const parseManifest = (value: unknown): Manifest => parseMessage(manifestSchema, value);

/** What a browser may know before a code is typed. Unauthenticated: only words. */
export const publicCardSchema = v.strictObject({
  v: v.literal(1),
  campaign: text(40),
  title: localised,
  rehearsal: v.boolean(),
  manifest: contentHash,
  /** Whether pupils themselves answer on screen at some level. */
  online: v.boolean(),
  /** The authority's journal when it published: with it, a later journal shows whether it was cut or rewritten. */
  journal: v.optional(v.strictObject({ lines: count, head: contentHash })),
});
export type PublicCard = v.InferOutput<typeof publicCardSchema>;
export const parsePublicCard = (value: unknown): PublicCard => parseMessage(publicCardSchema, value);
