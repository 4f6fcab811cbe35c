/** A generalisation hierarchy: what each value becomes at each level, from itself to one value for all. */
import { DisclosureError } from '../errors.ts';
import type { CategoricalColumn } from '../microdata/microdata.ts';

/** The label of a value that stands for all. */
export const ANY = '*';

export interface HierarchyLevel {
  readonly name: string;
  readonly labels: readonly string[];
  /** Of each slot of the variable (0 is missing): its slot at this level. Missing stays missing but at the level `*`. */
  readonly slotOf: Int32Array;
}

export interface Hierarchy {
  readonly variable: string;
  /** Level 0 is the variable itself; each is a coarsening of the one before. */
  readonly levels: readonly HierarchyLevel[];
}

export interface LevelSource {
  readonly name: string;
  /** What the value becomes; null leaves a hole, which is refused. */
  of(label: string): string | null;
}

/**
 * Level 0, then the given levels, then `*` unless `toAny` is false. Throws `hierarchy-invalid` with the variable and level when
 * a value has no place, or two values that were one part again.
 */
export function createHierarchy(
  column: Pick<CategoricalColumn, 'name' | 'labels'>,
  sources: readonly LevelSource[],
  toAny = true,
): Hierarchy {
  const { name, labels } = column;
  const size = labels.length + 1;
  const levels: HierarchyLevel[] = [
    { name: name, labels, slotOf: Int32Array.from({ length: size }, (_, slot) => slot) },
  ];
  for (const source of sources) {
    const slotOf = new Int32Array(size);
    const known = new Map<string, number>();
    labels.forEach((label, code) => {
      const coarse = source.of(label);
      if (coarse === null)
        throw new DisclosureError('hierarchy-invalid', {
          variable: name,
          level: source.name,
          category: code + 1,
          reason: 'a value of the file is not in the hierarchy',
        });
      let slot = known.get(coarse);
      if (slot === undefined) {
        slot = known.size + 1;
        known.set(coarse, slot);
      }
      slotOf[code + 1] = slot;
    });
    const level = { name: source.name, labels: [...known.keys()], slotOf };
    requireNested(name, levels.at(-1)!, level);
    levels.push(level);
  }
  if (toAny && !isAny(levels.at(-1)!))
    levels.push({ name: ANY, labels: [ANY], slotOf: new Int32Array(size).fill(1) });
  return { variable: name, levels };
}

/** A rows table: the first column is the value, each later one its coarser form. Throws `hierarchy-invalid`. */
export function hierarchyFromRows(
  column: Pick<CategoricalColumn, 'name' | 'labels'>,
  rows: readonly (readonly string[])[],
  names: readonly string[] = [],
  toAny = true,
): Hierarchy {
  const of = new Map<string, readonly string[]>();
  const width = rows[0]?.length ?? 1;
  rows.forEach((row, at) => {
    const known = of.get(row[0]!);
    if (row.length !== width || known?.some((one, k) => one !== row[k]))
      throw new DisclosureError('hierarchy-invalid', { variable: column.name, row: at + 1 });
    of.set(row[0]!, row);
  });
  return createHierarchy(
    column,
    Array.from({ length: width - 1 }, (_, k) => ({
      name: names[k + 1] ?? `${column.name}-${k + 1}`,
      of: (label: string) => of.get(label)?.[k + 1] ?? null,
    })),
    toAny,
  );
}

/** Leaves of the hierarchy below each slot of a level; missing is not one of them. */
export function leavesBelow(level: HierarchyLevel): Float64Array {
  const leaves = new Float64Array(level.labels.length + 1);
  for (let slot = 1; slot < level.slotOf.length; slot++) leaves[level.slotOf[slot]!]! += 1;
  return leaves;
}

function isAny({ labels, slotOf }: HierarchyLevel): boolean {
  return labels.length === 1 && slotOf[0] === 1;
}

function requireNested(variable: string, fine: HierarchyLevel, coarse: HierarchyLevel): void {
  const above = new Int32Array(fine.labels.length + 1);
  for (let slot = 1; slot < fine.slotOf.length; slot++) {
    const at = fine.slotOf[slot]!;
    const to = coarse.slotOf[slot]!;
    if (above[at] === 0) above[at] = to;
    else if (above[at] !== to)
      throw new DisclosureError('hierarchy-invalid', {
        variable,
        level: coarse.name,
        reason: `does not nest in ${fine.name}`,
      });
  }
}
