/** Runs lines of the audit in a world of their own, one after the other; one that breaks off is red, and the others go on. */
import { type AuditLine, type Figure, Tally } from './audit-line.ts';
import { AuditWorld } from './audit-world.ts';
import { ANONYMISED, CLOSED } from './lines/closed.ts';
import { EVERYTHING } from './lines/closed-everything.ts';
import { FOUND_SLIP } from './lines/codes-on-paper.ts';
import { ENCRYPTED } from './lines/encrypted.ts';
import { ENTITLED } from './lines/entitled.ts';
import { HTTPS_AND_CODES } from './lines/https-and-codes.ts';
import { NO_ACCESS } from './lines/no-access.ts';
import { BACKUPS } from './lines/no-access-backups.ts';
import { ORDER_NUMBERS } from './lines/order-numbers.ts';
import { TECHNICAL_PLATFORM } from './lines/technical-platform.ts';

/** In the order of the ministry's answer. */
export const LINES: readonly AuditLine[] = [
  ...TECHNICAL_PLATFORM,
  ...NO_ACCESS,
  BACKUPS,
  ...ORDER_NUMBERS,
  ...HTTPS_AND_CODES,
  FOUND_SLIP,
  ...ENCRYPTED,
  ...ENTITLED,
  ...CLOSED,
  ...ANONYMISED,
  EVERYTHING,
];

export interface LineResult {
  readonly line: AuditLine;
  readonly held: boolean;
  readonly figures: Readonly<Partial<Record<Figure, number>>>;
  readonly findings: readonly string[];
  readonly found: number;
  readonly notTried: Tally['notTried'];
  readonly ms: number;
}

export async function runAudit(
  lines: readonly AuditLine[],
  onLine: (result: LineResult, done: number) => void,
  signal?: AbortSignal,
): Promise<readonly LineResult[]> {
  const world = await AuditWorld.start();
  const results: LineResult[] = [];
  try {
    for (const line of lines) {
      signal?.throwIfAborted();
      const result = await runLine(line, world);
      results.push(result);
      onLine(result, results.length);
    }
  } finally {
    await world.close();
  }
  return results;
}

async function runLine(line: AuditLine, world: AuditWorld): Promise<LineResult> {
  const tally = new Tally();
  const requests = () => world.road.requests;
  const startedMs = performance.now();
  const before = requests();
  try {
    await line.run(world, tally);
  } catch (error) {
    tally.finds(`broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  world.lying.honest();
  world.road.deceit = null;
  if ((tally.figures.get('attempts') ?? 0) === 0) tally.finds('nothing was tried');
  if (requests() > before) tally.add('requests', requests() - before);
  return {
    line,
    held: tally.found === 0,
    figures: Object.fromEntries(tally.figures),
    findings: tally.findings,
    found: tally.found,
    notTried: tally.notTried,
    ms: Math.round(performance.now() - startedMs),
  };
}
