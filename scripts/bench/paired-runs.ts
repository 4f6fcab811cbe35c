/**
 * Speed as a ratio against a floor: the two are run in turn (A B A B …) in one process, so that other load on the
 * machine slows both; the result is the median and spread of the ratios.
 */
export interface Contender {
  readonly name: string;
  /** Does the work once. */
  readonly run: () => Promise<unknown> | unknown;
}

export interface PairedResult {
  readonly name: string;
  readonly floor: string;
  /** Operations per second, median of the runs. */
  readonly perSecond: number;
  readonly floorPerSecond: number;
  /** Speed over the floor's speed: 1 is as fast as the bare primitive. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly runs: number;
}

async function rate({ run }: Contender, operations: number): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < operations; i++) await run();
  return (operations * 1000) / (performance.now() - started);
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

export async function pairedRuns(
  subject: Contender,
  floor: Contender,
  { operations, runs = 7 }: { operations: number; runs?: number },
): Promise<PairedResult> {
  await rate(subject, Math.ceil(operations / 5));
  await rate(floor, Math.ceil(operations / 5));
  const rates: [number, number][] = [];
  for (let i = 0; i < runs; i++) rates.push([await rate(subject, operations), await rate(floor, operations)]);
  const ratios = rates.map(([mine, bare]) => mine / bare);
  return {
    name: subject.name,
    floor: floor.name,
    perSecond: median(rates.map(([mine]) => mine)),
    floorPerSecond: median(rates.map(([, bare]) => bare)),
    ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    runs,
  };
}

export function table(results: readonly PairedResult[]): string {
  const number = (value: number) =>
    value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
  const rows = results.map((result) => [
    result.name,
    `${number(result.perSecond)}/s`,
    result.floor,
    `${number(result.floorPerSecond)}/s`,
    `${result.ratio.median.toFixed(2)} (${result.ratio.min.toFixed(2)}–${result.ratio.max.toFixed(2)})`,
  ]);
  const all = [['', 'median', 'floor', 'median', 'ratio (min–max)'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
