/** Writes the tables of a bench into docs/benchmarks.md, between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../../docs/benchmarks.md');

export function writeBetweenMarkers(name: string, tables: string, page = PAGE): void {
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}: ${begin} and ${end}`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n${tables}\n${text.slice(to)}`);
}

/** The date and the machine. */
export function machineLine(now = new Date()): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${now.toISOString().slice(0, 10)}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory} GiB, Node ${process.versions.node}.`;
}
