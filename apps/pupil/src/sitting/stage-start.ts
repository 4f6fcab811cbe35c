/** How a stage begins: its booklet and the way to it, from a record, from the choice that was made, or from the ticket. */
import type { PupilBody } from '@cloison/protocol';
import { ProtocolError } from '@cloison/protocol/public';
import { type Sitting, type SittingStart, startSitting } from './sitting.ts';
import { type ChosenModule, moduleOfBody, type StagePlan } from './stages.ts';

export interface StageStart {
  readonly plan: StagePlan | null;
  readonly start: SittingStart;
  /** From 1. */
  readonly stage: number;
  /** The stage's record; null: there is none yet. */
  readonly body: PupilBody | null;
  /** Of a stage after the first that nobody has begun. */
  readonly chosen: ChosenModule | null;
  /** The sitting of the stage before. */
  readonly before: Sitting;
}

/** Throws `message-invalid` for a body of no such stage. */
export function stageSitting({ plan, start, stage, body, chosen, before }: StageStart): Sitting {
  if (plan === null) return startSitting(start);
  if (stage === 1 && body === null) return startSitting({ ...start, route: [plan.first], routed: null });
  if (body !== null) {
    const module = moduleOfBody(plan, body, stage);
    if (module === null) throw new ProtocolError('message-invalid', 'a record names no module of its stage');
    const { route, routed } = body;
    return startSitting({ ...start, booklet: module.items, route, routed });
  }
  if (chosen === null) throw new RangeError('no module is chosen');
  return startSitting({
    ...start,
    booklet: chosen.module.items,
    route: [...before.route, chosen.module.id],
    routed: chosen.routed,
    elapsedMs: before.elapsedMs,
    seed: before.seed,
  });
}
