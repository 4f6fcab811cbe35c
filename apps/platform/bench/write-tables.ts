/** Writes the tables of a bench into docs/benchmarks.md, between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../../docs/benchmarks.md');

export function writeBetweenMarkers(name: string, tables: string, page = PAGE): void {
  const text = readFileSync(page, 'utf8');
  const { from, to } = requirePlace(name, page);
  writeFileSync(page, `${text.slice(0, from)}\n${tables}\n${text.slice(to)}`);
}

/** Where the tables of `name` stand, as indices into the page. Throws if it has no place for them: asked before a run of hours. */
export function requirePlace(name: string, page = PAGE): { readonly from: number; readonly to: number } {
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}: ${begin} and ${end}`);
  return { from: from + begin.length, to };
}

/** The date and the machine. */
export function machineLine(now = new Date()): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${now.toISOString().slice(0, 10)}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory} GiB, Node ${process.versions.node}.`;
}
