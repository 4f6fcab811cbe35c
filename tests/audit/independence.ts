/** Whether numbers are linked to an order or to groups, so that a random draw says no and any rule says yes. */

const ranksOf = (values: readonly number[]): readonly number[] => {
  const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length);
  for (const [rank, { i }] of order.entries()) ranks[i] = rank;
  return ranks;
};

/**
 * By Spearman's rank correlation, with the order itself or with other values. |ρ|·√(n − 1) is near a standard normal when there is no
 * link: beyond 6 by chance about twice in a thousand million draws.
 */
export function isLinked(values: readonly number[], others: readonly number[] = [...values.keys()]): boolean {
  const n = values.length;
  const [a, b] = [ranksOf(values), ranksOf(others)];
  const squares = a.reduce((sum, rank, i) => sum + (rank - b[i]!) ** 2, 0);
  const rho = 1 - (6 * squares) / (n * (n * n - 1));
  return Math.abs(rho) * Math.sqrt(n - 1) > 6;
}

/** The draws with which `isOfClasses` compares. */
const DRAWS = 2_000;

/**
 * Whether neighbours by value are of the same group more often than in any of `DRAWS` shuffles, by half as much again as the largest of
 * them: a draw without a link does not do that, and a rule by groups does.
 */
export function isOfClasses(values: readonly number[], groups: readonly number[]): boolean {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!);
  const pairs = (of: readonly number[]) =>
    of.reduce((sum, group, i) => sum + Number(i > 0 && of[i - 1] === group), 0);
  const observed = pairs(order.map((i) => groups[i]!));
  let state = 1;
  const random = () => {
    // Park and Miller, "Random number generators: good ones are hard to find", 1988.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  let largest = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const mixed = [...groups];
    for (let i = mixed.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
    }
    largest = Math.max(largest, pairs(mixed));
  }
  return observed > largest * 1.5;
}
