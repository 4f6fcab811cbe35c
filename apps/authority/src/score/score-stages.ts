/**
 * An adaptive sequence: what a pupil's stages say together, and whether they took the way that their answers lead to. A record
 * is hostile: a pupil may name any module. What was answered counts all the same, and the difference is named.
 */
import type { PupilBody } from '@cloison/protocol';
import { evaluateRoutingTable, type ItemResponses } from '@cloison/qti/delivery';
import { type ScoredRecord, scoreItems } from './score-sitting.ts';
import type { ScorableAdaptive, ScorableModule, ScorableSequence } from './sequence-scoring.ts';
import type { ItemResult, Sitting } from './sitting.ts';

export type RouteFlag =
  /** The pupil sat another module than the table, or the ticket, leads to. */
  | 'route-differs'
  /** The routing table could not be had, and the pupil went on with the fallback of the ticket. */
  | 'route-fallback'
  /** A later stage was received, and one before it was not. */
  | 'stage-missing';

/** One stage of a pupil, opened and checked; null: nothing of it was received. */
export type SatStage = { readonly body: PupilBody; readonly record: ScoredRecord } | null;

export interface ScoredStages {
  /** Null: nothing was received. */
  readonly sitting: Sitting | null;
  readonly flags: readonly RouteFlag[];
}

/** `stages` in order, from the first; `first`: the module of the ticket, null when it is not known. */
export function scoreStages(
  sequence: ScorableSequence,
  adaptive: ScorableAdaptive,
  stages: readonly SatStage[],
  first: string | null,
): ScoredStages {
  const sat = stages.flatMap((stage) => (stage === null ? [] : [stage]));
  const newest = sat.at(-1);
  if (newest === undefined) return { sitting: null, flags: [] };
  const way = sat.flatMap(({ body }) => body.route.at(-1) ?? []);
  const last = way.at(-1) ?? '';
  const items: Record<string, ItemResult> = {};
  let answered = 0;
  for (const { body } of sat) {
    const own = itemsOf(adaptive, body.route.at(-1));
    Object.assign(items, scoreItems(sequence, own, body));
    answered += own.filter((id) => items[id]?.state === 'answered').length;
  }
  const given = way.flatMap((id) => itemsOf(adaptive, id));
  const complete = sat.length === adaptive.stages && sat.every(({ body }) => body.final);
  return {
    sitting: {
      sequence: sequence.id,
      mode: 'online',
      state: complete ? 'complete' : 'begun',
      answered,
      expected: given.length - itemsOf(adaptive, last).length + expectedFrom(adaptive, last),
      receipt: complete ? newest.record.receipt : null,
      records: sat.map(({ record }) => record.hash).toReversed(),
      given: { items: given, forms: way },
      items,
    },
    flags: routeFlags(adaptive, stages, first),
  };
}

/** Recomputed with the tables as published, from what counts. */
export function routeFlags(
  adaptive: ScorableAdaptive,
  stages: readonly SatStage[],
  first: string | null,
): readonly RouteFlag[] {
  const flags = new Set<RouteFlag>();
  const responses: Record<string, ItemResponses> = {};
  let before: string | null = null;
  let missing = false;
  stages.forEach((stage, k) => {
    if (stage === null) {
      missing = true;
      before = null;
      return;
    }
    if (missing) flags.add('stage-missing');
    const { route, routed, items } = stage.body;
    const here = route.at(-1) ?? '';
    const from = before === null ? undefined : adaptive.modules.get(before);
    if (k === 0 && first !== null && here !== first) flags.add('route-differs');
    if (from !== undefined) {
      if (routed === 'fallback' && from.route !== null) flags.add('route-fallback');
      if (here !== expectedAfter(from, routed, responses)) flags.add('route-differs');
    }
    for (const [id, work] of Object.entries(items)) responses[id] = work.responses;
    before = here;
  });
  return [...flags];
}

function expectedAfter(
  { next, route, table }: ScorableModule,
  routed: PupilBody['routed'],
  responses: Readonly<Record<string, ItemResponses>>,
): string | undefined {
  if (route === null || table === null) return next[0];
  return routed === 'fallback' ? route.fallback : evaluateRoutingTable(table, responses).module;
}

function itemsOf({ modules }: ScorableAdaptive, id: string | undefined): readonly string[] {
  return id === undefined ? [] : (modules.get(id)?.items ?? []);
}

/** Items of a module and of the stages after it, along the fallbacks: as many as a pupil there may expect. */
export function expectedFrom(adaptive: ScorableAdaptive, id: string): number {
  const module = adaptive.modules.get(id);
  if (module === undefined) return 0;
  const follows = module.route?.fallback ?? module.next[0];
  return module.items.length + (follows === undefined ? 0 : expectedFrom(adaptive, follows));
}
