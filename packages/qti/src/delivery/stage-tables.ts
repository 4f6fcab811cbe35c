/** The routing tables of one stage, as they are released to a pupil: parsed strictly, like all that comes from a network. */

import * as v from 'valibot';
import { inconsistent } from './check-choices.ts';
import { moduleId } from './delivery-schema.ts';
import { limits } from './limits.ts';
import { readJson, shape } from './parse.ts';
import type { RoutingTable } from './routing.ts';

export interface StageTables {
  readonly v: 1;
  /** Module of the stage → table. A module that one other follows has none. */
  readonly tables: Readonly<Record<string, RoutingTable>>;
}

const points = v.pipe(v.number(), v.finite());
const pointsByKey = v.record(v.string(), points);
const folding = v.strictObject({
  ignoreCase: v.boolean(),
  ignoreAccents: v.boolean(),
  asNumber: v.boolean(),
});
const rule = v.variant('kind', [
  v.strictObject({
    kind: v.literal('value'),
    cardinality: v.picklist(['single', 'multiple', 'ordered']),
    undirected: v.boolean(),
    points: pointsByKey,
    otherwise: points,
    empty: points,
  }),
  v.strictObject({
    kind: v.literal('each'),
    undirected: v.boolean(),
    points: pointsByKey,
    otherwise: points,
    lower: v.nullable(points),
    upper: v.nullable(points),
    empty: points,
  }),
  v.strictObject({
    kind: v.literal('text'),
    entries: v.array(v.strictObject({ text: v.string(), folding, points })),
    otherwise: points,
    empty: points,
  }),
  v.strictObject({
    kind: v.literal('number'),
    integer: v.boolean(),
    entries: v.array(v.strictObject({ value: v.pipe(v.number(), v.finite()), points })),
    otherwise: points,
    empty: points,
  }),
]);
const table = v.strictObject({
  v: v.literal(1),
  id: v.string(),
  items: v.record(v.string(), v.record(v.string(), rule)),
  cuts: v.pipe(
    v.array(v.strictObject({ atLeast: v.nullable(points), module: moduleId })),
    v.minLength(1),
    v.maxLength(limits.modules),
  ),
});
const stageTables = v.strictObject({ v: v.literal(1), tables: v.record(v.string(), table) });

/** Throws `DeliveryError`. */
export function parseStageTables(json: unknown): StageTables {
  const value = readJson(json, limits.itemJsonLength, limits.nodes * 20);
  const parsed = shape(stageTables, value);
  for (const [module, { cuts }] of Object.entries(parsed.tables)) {
    const [first, ...rest] = cuts.map(({ atLeast }) => atLeast);
    const rises = rest.every((cut, k) => cut !== null && (k === 0 || cut > (rest[k - 1] ?? 0)));
    if (first !== null || !rises) inconsistent(`tables.${module}`, 'cuts do not rise from every sum');
  }
  return parsed;
}
