/**
 * The stages of an adaptive sequence, from a pupil's side: which module comes next. The routing table is asked for once the
 * platform has the end of the stage; without it a pupil goes on with the fallback of the ticket, and the record says so.
 */
import { RefusedError, UnreachableError } from '@cloison/client';
import type { PupilBody, Ticket } from '@cloison/protocol';
import { ProtocolError } from '@cloison/protocol/public';
import {
  DeliveryError,
  evaluateRoutingTable,
  type ItemResponses,
  parseStageTables,
  type SequenceModule,
  stageRecords,
} from '@cloison/qti/delivery';

export interface StagePlan {
  /** Name of the sequence's record, as the ticket has it: `maths`, or `maths~2` after a reopening. */
  readonly record: string;
  /** Stages of every way. */
  readonly count: number;
  readonly first: string;
  readonly modules: ReadonlyMap<string, SequenceModule>;
  /** Module → the one to go on with when its table cannot be had. */
  readonly fallback: Readonly<Record<string, string>>;
  /** Bodies to go on from, by record name: hostile until parsed. */
  readonly resume: Readonly<Record<string, unknown>>;
  /** The tables of a stage, still to be parsed; throws as `Session.routing`. */
  readonly tables: (record: string) => Promise<unknown>;
}

export interface ChosenModule {
  readonly module: SequenceModule;
  readonly routed: PupilBody['routed'];
}

/** Throws `ProtocolError` (`message-invalid`) when ticket and content do not fit each other. */
export function stagePlan(
  { record, stages }: Ticket['sequences'][number],
  modules: readonly SequenceModule[],
  tables: StagePlan['tables'],
): StagePlan | null {
  if (stages === undefined) return null;
  const plan = { record, ...stages, modules: new Map(modules.map((module) => [module.id, module])), tables };
  moduleOf(plan, stages.first);
  return plan;
}

export function moduleOf({ modules }: Pick<StagePlan, 'modules'>, id: string): SequenceModule {
  const module = modules.get(id);
  if (module === undefined) throw new ProtocolError('message-invalid', 'a module is not in the content');
  return module;
}

export function recordOf({ record, count }: Pick<StagePlan, 'record' | 'count'>, stage: number): string {
  const name = stageRecords(record, count)[stage - 1];
  if (name === undefined) throw new RangeError('no such stage');
  return name;
}

/** The module of a body of that stage; null when it names none that there is. */
export function moduleOfBody(plan: StagePlan, { route }: PupilBody, stage: number): SequenceModule | null {
  const last = route.at(-1);
  return route.length === stage && last !== undefined ? (plan.modules.get(last) ?? null) : null;
}

/** What follows the last module of `route`; `responses` are those of all its stages. Never waits for a network that is away. */
export async function chooseNext(
  plan: StagePlan,
  route: readonly string[],
  responses: Readonly<Record<string, ItemResponses>>,
): Promise<ChosenModule> {
  const here = moduleOf(plan, route.at(-1) ?? '');
  const [only, ...others] = here.next;
  if (only === undefined) throw new RangeError('nothing follows the last stage');
  if (others.length === 0) return { module: moduleOf(plan, only), routed: null };
  try {
    const { tables } = parseStageTables(await plan.tables(recordOf(plan, route.length)));
    const table = Object.hasOwn(tables, here.id) ? tables[here.id] : undefined;
    if (table !== undefined) {
      const { module } = evaluateRoutingTable(table, responses);
      if (here.next.includes(module)) return { module: moduleOf(plan, module), routed: 'score' };
    }
  } catch (error) {
    const isKnown =
      error instanceof UnreachableError ||
      error instanceof RefusedError ||
      error instanceof ProtocolError ||
      error instanceof DeliveryError;
    if (!isKnown) throw error;
  }
  return fallbackAfter(plan, here);
}

/** What follows when the table cannot be had. */
export function fallbackAfter(plan: StagePlan, here: SequenceModule): ChosenModule {
  const fallback = Object.hasOwn(plan.fallback, here.id) ? plan.fallback[here.id] : undefined;
  const known = fallback !== undefined && here.next.includes(fallback) ? fallback : here.next[0];
  return { module: moduleOf(plan, known ?? ''), routed: here.next.length > 1 ? 'fallback' : null };
}

/** As `chooseNext`, but the fallback when it takes longer than `ms`. */
export function chooseWithin(
  ms: number,
  later: (ms: number, run: () => void) => () => void,
  plan: StagePlan,
  route: readonly string[],
  responses: Record<string, ItemResponses>,
): Promise<ChosenModule> {
  const here = moduleOf(plan, route.at(-1) ?? '');
  let cancel: () => void = () => undefined;
  const tooLate = new Promise<ChosenModule>((resolve) => {
    cancel = later(ms, () => resolve(fallbackAfter(plan, here)));
  });
  return Promise.race([chooseNext(plan, route, responses), tooLate]).finally(() => cancel());
}
