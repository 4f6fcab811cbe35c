/** Who leaves with whom: groups of rows that look alike once their values are hidden. */
import FlatQueue from 'flatqueue';
import { type CriteriaTest, shows } from '../criteria/criteria.ts';
import { combineColumns } from '../microdata/combine-codes.ts';
import type { SensitiveCounts, Tuples } from '../microdata/tuples.ts';

/** Some rows of a tuple leave with these variables hidden. */
export interface Hiding {
  readonly tuple: number;
  readonly rows: number;
  /** A bit for each quasi-identifier. */
  readonly hidden: number;
}

/** Some rows of a tuple, and what is hidden in them where they go. */
export interface Member {
  readonly tuple: number;
  readonly rows: number;
  readonly hidden: number;
}

/** A group that may come to be: the tuples that look alike when `hidden` is hidden, whether they have a group now or not. */
export interface Candidate {
  readonly order: number;
  readonly hidden: number;
  readonly tuples: Int32Array;
  readonly key: Key;
}

type Key = number | string;

/** Would look like a candidate's members with these variables hidden. */
type SpareTuple = Omit<Member, 'rows'>;

interface Group {
  /** A bit for each variable that is hidden in some member. */
  hidden: number;
  rows: number;
  readonly members: Map<number, number>;
}

export class GroupBook {
  /** Whether a group passes by its number of rows alone, so that rows of a tuple may be parted. */
  readonly countsOnly: boolean;
  readonly #tuples: Tuples;
  readonly #test: CriteriaTest;
  readonly #groups = new Map<Key, Group>();
  /** Groups of each tuple; a tuple without one is open. */
  readonly #groupsOf = new Map<number, Group[]>();
  readonly #strides: readonly number[] | null;
  readonly #hasMissing: readonly boolean[];
  #orders = 0;

  constructor(tuples: Tuples, test: CriteriaTest) {
    this.#tuples = tuples;
    this.#test = test;
    this.countsOnly = test.sensitive.length === 0 && test.kMap <= 1;
    this.#strides = stridesOf(tuples);
    this.#hasMissing = tuples.columns.map(({ slots }) => slots.includes(0));
  }

  /** A tuple that passes as it is. */
  release(tuple: number): void {
    this.#join(this.#groupAt(this.#key(tuple, 0), 0), tuple, this.#tuples.rowCount[tuple]!);
  }

  /** The groups that each set makes of the open tuples that have a value in all that it hides. */
  candidates(open: ReadonlySet<number>, sets: readonly number[]): readonly Candidate[] {
    const all = Int32Array.from(open);
    return sets.flatMap((hidden) => {
      const hiddenColumns = this.#tuples.columns.filter((_, j) => (hidden >>> j) & 1);
      const holds = hiddenColumns.some(({ slots }) => all.some((t) => slots[t] === 0));
      const tuples = holds ? all.filter((t) => hiddenColumns.every(({ slots }) => slots[t] !== 0)) : all;
      const seen = this.#tuples.columns
        .filter((_, j) => !((hidden >>> j) & 1))
        .map(({ slots, size }) => ({ slots: tuples.map((t) => slots[t]!), size }));
      const { classOf, count } = combineColumns(seen, tuples.length);
      const rows = new Float64Array(count);
      tuples.forEach((t, i) => {
        rows[classOf[i]!]! += this.#tuples.rowCount[t]!;
      });
      // A tuple alone, with few rows, is of use only where it looks like a group that is there.
      const mayJoin = this.#tuples.columns.every((_, j) => ((hidden >>> j) & 1) === 0 || this.#hasMissing[j]);
      return partition(
        tuples,
        classOf,
        count,
        (size, at) => size > 1 || mayJoin || 2 * rows[at]! >= this.#test.k,
      ).map((members) => ({
        order: this.#orders++,
        hidden,
        tuples: members,
        key: this.#key(members[0]!, hidden),
      }));
    });
  }

  /** Candidates by the rows that they would have now, as those before take their members. */
  *largestFirst(candidates: readonly Candidate[], open: ReadonlySet<number>): Generator<Candidate> {
    const queue = new FlatQueue<Candidate>();
    const size = (one: Candidate) => this.openRows(one, open) + this.#baseRows(one);
    // Ties are decided by the order of the candidates, which a queue does not promise.
    const priority = (one: Candidate, rows: number) => -rows + one.order / (this.#orders + 1);
    for (const one of candidates) {
      const rows = size(one);
      if (rows >= this.#test.k) queue.push(one, priority(one, rows));
    }
    while (queue.length > 0) {
      const before = queue.peekValue()!;
      const one = queue.pop()!;
      const rows = size(one);
      if (rows < this.#test.k || this.openRows(one, open) === 0) continue;
      const now = priority(one, rows);
      if (now > before) queue.push(one, now);
      else yield one;
    }
  }

  openRows(candidate: Candidate, open: ReadonlySet<number>): number {
    let rows = 0;
    for (const t of candidate.tuples) if (open.has(t)) rows += this.#tuples.rowCount[t]!;
    return rows;
  }

  /** Takes all open members, when the group passes with them. */
  fill(candidate: Candidate, open: Set<number>): void {
    const members = candidate.tuples.filter((t) => open.has(t));
    const base = this.#groups.get(candidate.key);
    const hidden = candidate.hidden | (base?.hidden ?? 0);
    if (!this.#passes([...(base?.members.keys() ?? []), ...members], hidden)) return;
    this.#take(candidate, members, open);
  }

  /** Rows that a group of `rows` needs besides. */
  lacking(candidate: Candidate, rows: number): number {
    return Math.max(0, this.#test.k - rows - this.#baseRows(candidate));
  }

  /** Rows of members that have another group which can spare them, at most `wanted`. */
  sparedBy(candidate: Candidate, wanted: number): readonly Member[] {
    const members: Member[] = [];
    const taken = new Map<Group, number>();
    let rest = wanted;
    for (const tuple of candidate.tuples) {
      if (rest <= 0) break;
      for (const group of this.#groupsOf.get(tuple) ?? []) {
        if (group.hidden === 0) continue;
        const spare = group.rows - this.#test.k - (taken.get(group) ?? 0);
        const rows = Math.min(spare, rest, group.members.get(tuple)!);
        if (rows <= 0) continue;
        taken.set(group, (taken.get(group) ?? 0) + rows);
        members.push({ tuple, rows, hidden: candidate.hidden });
        rest -= rows;
      }
    }
    return members;
  }

  /** How to find rows of safe classes that would look like a candidate's, and can be spared there: null when there are too few. */
  spareOf(
    candidates: readonly Candidate[],
  ): (candidate: Candidate, wanted: number) => readonly Member[] | null {
    let found: Map<Key, SpareTuple[]> | null = null;
    return (candidate, wanted) => {
      found ??= this.#spareTuples(candidates);
      const tuples = (found.get(candidate.key) ?? []).toSorted(
        (a, b) => this.#spare(b.tuple) - this.#spare(a.tuple) || a.tuple - b.tuple,
      );
      const members: Member[] = [];
      let rest = wanted;
      for (const { tuple, hidden } of tuples) {
        const rows = Math.min(rest, this.#spare(tuple));
        if (rows <= 0) break;
        members.push({ tuple, rows, hidden });
        rest -= rows;
        if (rest === 0) return members;
      }
      return null;
    };
  }

  /** The open members of a group, and members of other groups. */
  complete(candidate: Candidate, open: Set<number>, members: readonly Member[]): void {
    const group = this.#take(
      candidate,
      candidate.tuples.filter((t) => open.has(t)),
      open,
    );
    for (const { tuple, rows, hidden } of members) {
      // Where values are missing, rows may come to look alike by hiding different variables.
      group.hidden |= hidden;
      this.#move(tuple, rows, group);
    }
  }

  /** The group of rows whose values of these variables are all hidden. */
  wholeGroup(variables: readonly number[]): Candidate {
    const hidden = variables.reduce((set, j) => set + 2 ** j, 0);
    return { order: this.#orders++, hidden, tuples: new Int32Array(0), key: this.#key(0, hidden) };
  }

  fillAnyway(candidate: Candidate, open: Set<number>): void {
    this.#take(candidate, Int32Array.from(open), open);
  }

  groupPasses(candidate: Candidate): boolean {
    const group = this.#groups.get(candidate.key);
    if (group === undefined) return true;
    return this.countsOnly
      ? group.rows >= this.#test.k
      : this.#passes([...group.members.keys()], group.hidden);
  }

  /** Moves what can be spared, else the whole of the smallest other group, into this one. False when there is none. */
  takeAlong(candidate: Candidate): boolean {
    const group = this.#groups.get(candidate.key)!;
    const others = [...this.#groups.values()].filter((one) => one !== group && one.rows > 0);
    if (others.length === 0) return false;
    if (this.countsOnly) {
      const wanted = this.#test.k - group.rows;
      // Rows with many hidden cells lose least.
      const rich = others
        .filter((one) => one.rows > this.#test.k)
        .sort((a, b) => bits(b.hidden) - bits(a.hidden) || b.rows - a.rows)[0];
      if (rich !== undefined) {
        let rest = Math.min(wanted, rich.rows - this.#test.k);
        for (const [tuple, rows] of [...rich.members]) {
          if (rest === 0) break;
          const moved = Math.min(rest, rows);
          this.#moveFrom(rich, tuple, moved, group);
          rest -= moved;
        }
        return true;
      }
    }
    const smallest = others.sort((a, b) => bits(b.hidden) - bits(a.hidden) || a.rows - b.rows)[0]!;
    for (const [tuple, rows] of [...smallest.members]) this.#moveFrom(smallest, tuple, rows, group);
    return true;
  }

  /** Sorted by tuple, then by what is hidden. */
  hidings(): readonly Hiding[] {
    const hidings: Hiding[] = [];
    for (const group of this.#groups.values()) {
      if (group.hidden === 0) continue;
      for (const [tuple, rows] of group.members) {
        const hidden = this.#tuples.columns.reduce(
          (sum, { slots }, j) => sum + ((group.hidden >>> j) & 1 && slots[tuple] !== 0 ? 2 ** j : 0),
          0,
        );
        if (hidden !== 0) hidings.push({ tuple, rows, hidden });
      }
    }
    return hidings.sort((a, b) => a.tuple - b.tuple || a.hidden - b.hidden);
  }

  #take(candidate: Candidate, members: Int32Array, open: Set<number>): Group {
    const group = this.#groupAt(candidate.key, candidate.hidden);
    for (const tuple of members) {
      this.#join(group, tuple, this.#tuples.rowCount[tuple]!);
      open.delete(tuple);
    }
    return group;
  }

  #move(tuple: number, rows: number, to: Group): void {
    let rest = rows;
    for (const from of [...(this.#groupsOf.get(tuple) ?? [])]) {
      if (from === to || rest === 0) continue;
      const moved = Math.min(rest, from.members.get(tuple)!, from.rows - this.#test.k);
      if (moved <= 0) continue;
      this.#moveFrom(from, tuple, moved, to);
      rest -= moved;
    }
    if (rest > 0) throw new Error('rows that could be spared are gone');
  }

  #moveFrom(from: Group, tuple: number, rows: number, to: Group): void {
    const left = from.members.get(tuple)! - rows;
    from.rows -= rows;
    if (left > 0) from.members.set(tuple, left);
    else {
      from.members.delete(tuple);
      this.#groupsOf.set(
        tuple,
        this.#groupsOf.get(tuple)!.filter((one) => one !== from),
      );
    }
    this.#join(to, tuple, rows);
  }

  #join(group: Group, tuple: number, rows: number): void {
    const had = group.members.get(tuple);
    group.members.set(tuple, (had ?? 0) + rows);
    group.rows += rows;
    if (had !== undefined) return;
    const groups = this.#groupsOf.get(tuple);
    if (groups === undefined) this.#groupsOf.set(tuple, [group]);
    else groups.push(group);
  }

  #groupAt(key: Key, hidden: number): Group {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { hidden, rows: 0, members: new Map() };
      this.#groups.set(key, group);
    } else group.hidden |= hidden;
    return group;
  }

  #baseRows(candidate: Candidate): number {
    // Only a value that was missing before can look like a hidden one.
    for (let j = 0; j < this.#hasMissing.length; j++)
      if ((candidate.hidden >>> j) & 1 && !this.#hasMissing[j]) return 0;
    return this.#groups.get(candidate.key)?.rows ?? 0;
  }

  #spare(tuple: number): number {
    const groups = this.#groupsOf.get(tuple);
    if (groups === undefined || groups.length !== 1 || groups[0]!.hidden !== 0) return 0;
    return Math.min(groups[0]!.members.get(tuple)!, groups[0]!.rows - this.#test.k);
  }

  #spareTuples(candidates: readonly Candidate[]): Map<Key, SpareTuple[]> {
    const found = new Map<Key, SpareTuple[]>(candidates.map(({ key }) => [key, []]));
    const sets = new Set(candidates.map(({ hidden }) => hidden));
    for (const tuple of this.#groupsOf.keys()) {
      if (this.#spare(tuple) === 0) continue;
      for (const hidden of sets) {
        if (this.#tuples.columns.some(({ slots }, j) => (hidden >>> j) & 1 && slots[tuple] === 0)) continue;
        found.get(this.#key(tuple, hidden))?.push({ tuple, hidden });
      }
    }
    return found;
  }

  #passes(members: readonly number[], hidden: number): boolean {
    const { tuples, test } = { tuples: this.#tuples, test: this.#test };
    let rows = 0;
    let population = 0;
    for (const t of members) {
      rows += tuples.rowCount[t]!;
      population += tuples.population[t]!;
    }
    if (rows < test.k || (test.kMap > 1 && population < test.kMap * (1 - 1e-9))) return false;
    return test.sensitive.every(
      ({ of, passes, unlessHidden }) =>
        (unlessHidden !== null && !shows(tuples, members[0]!, hidden, unlessHidden)) ||
        passes(countsOf(of, members)),
    );
  }

  #key(tuple: number, hidden: number): Key {
    const { columns } = this.#tuples;
    if (this.#strides === null)
      return columns.map(({ slots }, j) => ((hidden >>> j) & 1 ? 0 : slots[tuple])).join();
    let key = 0;
    for (let j = 0; j < columns.length; j++)
      if (!((hidden >>> j) & 1)) key += this.#strides[j]! * columns[j]!.slots[tuple]!;
    return key;
  }
}

/** Null when the numbers of all combinations would not be exact. */
function stridesOf({ columns }: Tuples): readonly number[] | null {
  const strides: number[] = [];
  let stride = 1;
  for (const { size } of columns) {
    strides.push(stride);
    stride *= size;
  }
  return stride <= Number.MAX_SAFE_INTEGER ? strides : null;
}

function countsOf(of: SensitiveCounts, members: readonly number[] | Int32Array): Float64Array {
  const counts = new Float64Array(of.size);
  for (const t of members)
    for (let e = of.start[t]!; e < of.start[t + 1]!; e++) counts[of.slot[e]!]! += of.count[e]!;
  return counts;
}

/** The members of each class that is kept. */
function partition(
  tuples: Int32Array,
  classOf: Int32Array,
  count: number,
  isKept: (size: number, at: number) => boolean,
): readonly Int32Array[] {
  const sizes = new Int32Array(count);
  for (const at of classOf) sizes[at]! += 1;
  const parts = Array.from(sizes, (size, at) => (isKept(size, at) ? new Int32Array(size) : null));
  sizes.fill(0);
  classOf.forEach((at, i) => {
    const part = parts[at]!;
    if (part !== null) part[sizes[at]!++] = tuples[i]!;
  });
  return parts.filter((part) => part !== null);
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
