/**
 * The modules of an adaptive sequence, and the ways through them. A way begins at a module of the first stage and goes on to
 * one of those that may follow, until nothing does. Pure; the same at the authority and in a browser.
 */

export interface SequenceModule {
  readonly id: string;
  /** Item identifiers, in order. */
  readonly items: readonly string[];
  /** Modules that may follow. None: the last stage. One: it follows. Several: the routing table of this module says which. */
  readonly next: readonly string[];
}

/** Ways through more than this many are not followed one by one. */
const MOST_WAYS = 10_000;

/**
 * All ways from these modules to an end, each as its modules in order. Null when there are none, or too many, or a circle, or
 * a module that is not in the list.
 */
export function waysThrough(
  modules: readonly SequenceModule[],
  first: readonly string[],
): readonly (readonly SequenceModule[])[] | null {
  const byId = new Map(modules.map((module) => [module.id, module]));
  const ways: SequenceModule[][] = [];
  const follow = (way: readonly SequenceModule[], id: string): boolean => {
    const module = byId.get(id);
    if (module === undefined || way.includes(module) || ways.length > MOST_WAYS) return false;
    const longer = [...way, module];
    if (module.next.length === 0) ways.push(longer);
    return module.next.every((next) => follow(longer, next));
  };
  return first.length > 0 && first.every((id) => follow([], id)) ? ways : null;
}

/** Stage of each module that a way leads to, from 1. A stage is the place in a way, so all ways have to be as long. */
export function stagesOf(ways: readonly (readonly SequenceModule[])[]): ReadonlyMap<string, number> {
  return new Map(ways.flatMap((way) => way.map(({ id }, k) => [id, k + 1] as const)));
}

/**
 * Name of the record of a stage, from the one of the first: `maths` → `maths/2`, and after a reopening `maths~2` →
 * `maths/2~2`.
 */
export function stageRecord(record: string, stage: number): string {
  if (stage === 1) return record;
  const at = record.indexOf('~');
  return at === -1 ? `${record}/${stage}` : `${record.slice(0, at)}/${stage}${record.slice(at)}`;
}

/**
 * Names of the records of all stages, from the one that a ticket says. A reopening is of the last stage alone: what the
 * stages before it said has chosen its module. `maths~2` of three stages → `maths`, `maths/2`, `maths/3~2`.
 */
export function stageRecords(record: string, stages: number): readonly string[] {
  const [first = record] = record.split('~');
  return Array.from({ length: stages }, (_, k) => stageRecord(k + 1 < stages ? first : record, k + 1));
}
