/**
 * Runs the targets of one room: `node tests/fuzz/run-fuzz.ts ROOM [--cases N] [--seed N] [--only TEXT]`. One JSON line a target, so that
 * the parent process sees how far it came even when a parser hangs. Ends with 1 at the first that fails.
 */
import { parseArgs } from 'node:util';
import { ROOMS } from './rooms.ts';

/** What test runs use, so that every run tries the same cases. */
export const SEED = 20_260_910;

export interface FuzzLine {
  readonly room: string;
  readonly target: string;
  readonly cases: number;
  readonly seconds: number;
  /** Largest resident size of this process so far. */
  readonly rssMiB: number;
  readonly failure: string | null;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { cases: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
  });
  const room = positionals[0] ?? '';
  const targets = await ROOMS[room]?.();
  if (targets === undefined) throw new Error(`ROOM is one of ${Object.keys(ROOMS).join(', ')}`);
  for (const target of targets) {
    if (!target.name.includes(values.only ?? '')) continue;
    const cases = values.cases === undefined ? target.share : Number(values.cases);
    const started = performance.now();
    let failure: string | null = null;
    try {
      await target.run({ numRuns: cases, seed: Number(values.seed ?? SEED), endOnFailure: false });
    } catch (error) {
      failure =
        error instanceof Error
          ? `${error.message}\n${(error.cause as Error | undefined)?.stack ?? ''}`
          : String(error);
    }
    const line: FuzzLine = {
      room,
      target: target.name,
      cases,
      seconds: Math.round(performance.now() - started) / 1000,
      rssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
      failure,
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    if (failure !== null) process.exitCode = 1;
  }
}
