/**
 * What a release lost of its quasi-identifiers, on one scale whatever was done: the loss metric of Iyengar (KDD 2002). A cell
 * loses (leaves below its value − 1)/(leaves − 1), a hidden cell and each cell of a dropped record lose 1; the loss of a variable
 * is the mean over all records that were read.
 */
import { type Hierarchy, leavesBelow } from '../hierarchies/hierarchy.ts';
import { type CategoricalColumn, MISSING } from '../microdata/microdata.ts';

export interface NormalisedLoss {
  readonly byVariable: readonly { readonly name: string; readonly loss: number }[];
  readonly arithmetic: number;
  /**
   * Π(1 + loss)^(1/variables) − 1: how ARX puts variables together unless told otherwise, so that losses may be compared
   * (Prasser & Kohlmayer, "Putting statistical disclosure control into practice", 2015).
   */
  readonly geometric: number;
}

export interface LossRequest {
  /** Records read. */
  readonly rows: number;
  readonly variables: readonly {
    readonly name: string;
    readonly hierarchy: Hierarchy;
    readonly level: number;
    /** Values as read, of all rows. */
    readonly before: CategoricalColumn;
    /** Of the released rows. */
    readonly after: CategoricalColumn;
  }[];
  /** Of each released row: its row as read. */
  readonly rowOf: Int32Array;
}

/** A value that was missing when it was read has nothing to lose, unless its record is dropped. */
export function normalisedLoss({ rows, variables, rowOf }: LossRequest): NormalisedLoss {
  const byVariable = variables.map(({ name, hierarchy, level, before, after }) => {
    const { slotOf } = hierarchy.levels[level]!;
    const below = leavesBelow(hierarchy.levels[level]!);
    const leaves = slotOf.length - 1;
    const ofSlot = Float64Array.from(slotOf, (slot, at) =>
      at === 0 || leaves <= 1 ? 0 : (below[slot]! - 1) / (leaves - 1),
    );
    let lost = rows - rowOf.length;
    for (let i = 0; i < rowOf.length; i++) {
      const slot = before.codes[rowOf[i]!]! + 1;
      lost += slot !== 0 && after.codes[i] === MISSING ? 1 : ofSlot[slot]!;
    }
    return { name, loss: rows === 0 ? 0 : lost / rows };
  });
  const number = Math.max(1, byVariable.length);
  return {
    byVariable,
    arithmetic: byVariable.reduce((sum, { loss }) => sum + loss, 0) / number,
    geometric: byVariable.reduce((product, { loss }) => product * (1 + loss) ** (1 / number), 1) - 1,
  };
}
