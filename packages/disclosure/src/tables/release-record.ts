/** `release.json`: what a release has shown, for readers, for the attack, and for releases to come. */
import * as v from 'valibot';
import { DisclosureError } from '../errors.ts';

const Named = v.object({ code: v.string(), label: v.object({ fr: v.string(), en: v.string() }) });

const ReleaseSchema = v.object({
  format: v.literal('cloison-tables/1'),
  name: v.string(),
  title: v.object({ fr: v.string(), en: v.string() }),
  period: v.nullable(v.string()),
  producer: v.nullable(v.string()),
  unit: v.object({ fr: v.string(), en: v.string() }),
  /** Rows that count: column and its codes. Empty: all. */
  where: v.record(v.string(), v.array(v.string())),
  variables: v.array(
    v.object({
      name: v.string(),
      column: v.string(),
      label: v.object({ fr: v.string(), en: v.string() }),
      map: v.nullable(v.picklist(['departements', 'academies'])),
      total: Named,
      categories: v.array(Named),
      /** Members are codes of categories. */
      groups: v.array(v.object({ ...Named.entries, level: v.string(), members: v.array(v.string()) })),
    }),
  ),
  /** Sums beside the persons, in order. */
  sums: v.array(
    v.object({
      column: v.string(),
      label: v.object({ fr: v.string(), en: v.string() }),
      decimals: v.number(),
    }),
  ),
  method: v.picklist(['suppression', 'rounding', 'cell-key']),
  /** Rules that the release was made by: figures that a reader may know. */
  rules: v.object({
    minUnits: v.nullable(v.number()),
    minGroups: v.nullable(v.number()),
    dominance: v.nullable(v.object({ n: v.number(), percent: v.number() })),
    pPercent: v.nullable(v.number()),
    concentration: v.nullable(v.object({ variable: v.string(), share: v.number() })),
    zeros: v.picklist(['shown', 'protected']),
    interval: v.picklist(['one', 'threshold']),
    /** Base of rounding, or largest change of the cell key. */
    change: v.nullable(v.number()),
  }),
  tables: v.array(
    v.object({
      name: v.string(),
      title: v.object({ fr: v.string(), en: v.string() }),
      by: v.array(v.string()),
      /**
       * Codes of the cell; persons and sums, or null where the cell is hidden; means of those whose value is known, null
       * where there are none. Nothing tells why a cell is hidden.
       */
      rows: v.array(
        v.tuple([
          v.array(v.string()),
          v.nullable(v.array(v.number())),
          v.nullable(v.array(v.nullable(v.number()))),
        ]),
      ),
    }),
  ),
});

export type ReleaseRecord = v.InferOutput<typeof ReleaseSchema>;
export type ReleasedVariable = ReleaseRecord['variables'][number];
export type ReleasedTable = ReleaseRecord['tables'][number];

/** Throws `release-invalid` with the place. */
export function parseReleaseRecord(document: unknown): ReleaseRecord {
  const parsed = v.safeParse(ReleaseSchema, document);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new DisclosureError('release-invalid', {
    at: v.getDotPath(issue) ?? '',
    expected: issue.expected ?? '',
  });
}
