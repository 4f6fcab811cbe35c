/** What the bench found, as a table; put into docs/benchmarks.md between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Measured {
  readonly persons: number;
  readonly items: number;
  readonly floorS: number;
  readonly wholeS: number;
  readonly readS: number;
  readonly estimateS: number;
  readonly passes: number;
  readonly wleS: number;
  readonly peakMb: number | null;
  readonly logLikelihood: number;
  readonly shortfall: number;
  /** Estimation over the floor: how many bare passes it costs. */
  readonly ratio: number;
  readonly nanosecondsPerAnswer: number;
}

export function tableOf(results: readonly Measured[], now = new Date()): string {
  const whole = new Intl.NumberFormat('en');
  const rows = results.map((one) =>
    [
      `${whole.format(one.persons)} × ${one.items}`,
      `${one.wholeS.toFixed(1)} s`,
      `${one.readS.toFixed(1)} s`,
      `${one.estimateS.toFixed(1)} s`,
      String(one.passes),
      `${one.wleS.toFixed(1)} s`,
      one.peakMb === null ? '?' : `${(one.peakMb / 1000).toFixed(2)} GB`,
      `${one.floorS.toFixed(2)} s`,
      one.ratio.toFixed(0),
      `${one.nanosecondsPerAnswer.toFixed(0)} ns`,
    ].join(' | '),
  );
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${now.toISOString().slice(0, 10)}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory} GiB, Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(1)} at the end.`,
    '',
    '| persons × items | whole | read | estimate | passes | WLE, more | largest memory | floor | ratio | an answer |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

const PAGE = join(import.meta.dirname, '../../../docs/benchmarks.md');

export function writeBetweenMarkers(name: string, table: string, page = PAGE): void {
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}: ${begin} and ${end}`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`);
}
