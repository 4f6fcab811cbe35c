/** Counts how often 95 % intervals hold the truth, and compares stated errors with the spread of the estimates. */

const Z = 1.959963984540054;

export class Coverage {
  private readonly cells = new Map<
    number,
    { estimates: number[]; errors: number[]; inside: number; truth: number }
  >();
  private missing = 0;
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** `parameter` tells which one it is; one without an error is counted apart, unless no error is ever given. */
  add(parameter: number, estimate: number, truth: number, error: number | null): void {
    if (error === null) {
      this.missing++;
      return;
    }
    let cell = this.cells.get(parameter);
    if (cell === undefined) {
      cell = { estimates: [], errors: [], inside: 0, truth };
      this.cells.set(parameter, cell);
    }
    cell.estimates.push(estimate);
    cell.errors.push(error);
    if (Math.abs(estimate - truth) <= Z * error) cell.inside++;
  }

  print(design: string): void {
    const cells = [...this.cells.values()];
    if (cells.length === 0) return;
    const total = cells.reduce((sum, { estimates }) => sum + estimates.length, 0);
    const inside = cells.reduce((sum, cell) => sum + cell.inside, 0);
    const shares = cells.map((cell) => cell.inside / cell.estimates.length);
    // Median over parameters: one with a heavy tail does not hide the others.
    const ratios = cells
      .map(({ estimates, errors }) => rootMeanSquare(errors) / spread(estimates))
      .sort((x, y) => x - y);
    const bias =
      cells.reduce((sum, { estimates, truth }) => sum + meanOf(estimates) - truth, 0) / cells.length;
    process.stderr.write(
      `| ${this.name} | ${design} | ${share(inside, total)} (${percent(Math.min(...shares))}–${percent(Math.max(...shares))}); error / spread ${ratios[Math.floor(ratios.length / 2)]!.toFixed(2)}; bias ${bias.toFixed(3)}${this.missing > 0 ? `; ${this.missing} without an error` : ''} |\n`,
    );
  }
}

export function share(part: number, whole: number): string {
  return `${percent(part / whole)} %`;
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, one) => sum + one * one, 0) / values.length);
}

function spread(values: readonly number[]): number {
  const center = meanOf(values);
  return Math.sqrt(values.reduce((sum, one) => sum + (one - center) ** 2, 0) / (values.length - 1));
}
