/** The demonstration as a person types it: to its end with `--once --json`, and stopped by Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
let temporary: string;
const started: Demo[] = [];

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'cloison-demo-test-'));
});
afterAll(() => {
  for (const { child, alive } of started) if (alive()) process.kill(-child.pid!, 'SIGKILL');
  rmSync(temporary, { recursive: true, force: true });
});

interface Demo {
  readonly child: ChildProcess;
  readonly said: () => { readonly stdout: string; readonly stderr: string };
  /** As a shell gives it: 130 for who was ended by SIGINT, as npm does to itself. */
  readonly exit: Promise<number>;
  /** Whether any process of its group is left. */
  readonly alive: () => boolean;
  /** Its own temporary folder. */
  readonly folder: string;
}

/** `npm run demo -- …` in a process group of its own, as a shell starts it. */
function demo(...args: string[]): Demo {
  const folder = mkdtempSync(join(temporary, 'tmp-'));
  const child = spawn('npm', ['run', 'demo', '--', ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString('utf8');
  });
  const run: Demo = {
    child,
    folder,
    said: () => said,
    exit: new Promise((resolve) =>
      child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : -1))),
    ),
    alive: () => {
      try {
        process.kill(-child.pid!, 0);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
        throw error;
      }
    },
  };
  started.push(run);
  return run;
}

const until = (run: Demo, words: string | RegExp) =>
  vi.waitFor(
    () => {
      const { stdout, stderr } = run.said();
      if (run.child.exitCode !== null) throw new Error(`ended with ${run.child.exitCode}: ${stderr}`);
      expect(stdout).toMatch(words);
    },
    { timeout: 600_000, interval: 100 },
  );

/** Demonstration folders that are still there. */
const leftIn = ({ folder }: Demo) => readdirSync(folder).filter((name) => name.startsWith('cloison'));

interface Totals {
  readonly sequence: string;
  readonly expected: number;
  readonly notBegun: number;
  readonly begun: number;
  readonly complete: number;
  readonly absent: number;
}
interface Summary {
  readonly ok: boolean;
  readonly journal: string;
  readonly campaigns: readonly {
    readonly campaign: string;
    readonly pupils: number;
    readonly researchRows: number;
    readonly exported: readonly string[];
    readonly certificateKey: string;
    readonly participation: { readonly sequences: readonly Totals[]; readonly quarantined: number };
  }[];
}

describe('npm run demo -- --once --json', () => {
  let summary: Summary;
  let run: Demo;

  it('goes to the end of the life by itself and says so in the last line, as JSON', async () => {
    run = demo('--once', '--json');
    const code = await run.exit;
    const { stdout, stderr } = run.said();
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    summary = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    expect(summary).toMatchObject({ ok: true, journal: 'verified' });
    expect(summary.campaigns.map(({ campaign }) => campaign).toSorted()).toEqual([
      '2026-2de',
      '2026-6e',
      '2026-6e-adaptatif',
      '2026-cp-ce1',
    ]);
  });

  it('has counts that reconcile in every sequence: final, unfinished, absent and never begun make those expected', () => {
    for (const { campaign, participation, pupils } of summary.campaigns) {
      expect(participation.quarantined).toBe(0);
      expect(participation.sequences.length).toBeGreaterThan(0);
      for (const { sequence, expected, notBegun, begun, complete, absent } of participation.sequences) {
        expect([campaign, sequence, notBegun + begun + complete + absent]).toEqual([
          campaign,
          sequence,
          expected,
        ]);
        expect(complete).toBeGreaterThan(0);
      }
      const of = (suffix: string) =>
        participation.sequences
          .filter(({ sequence }) => sequence.startsWith(suffix))
          .reduce((sum, { expected }) => sum + expected, 0);
      // Each pupil is expected in French once and in mathematics once, whatever the level; the adaptive test has no French.
      const french = campaign === '2026-6e-adaptatif' ? 0 : pupils;
      expect([campaign, of('francais'), of('maths')]).toEqual([campaign, french, pupils]);
    }
    const all = summary.campaigns.flatMap(({ participation }) => participation.sequences);
    for (const state of ['notBegun', 'begun', 'absent'] as const)
      expect(all.some((totals) => totals[state] > 0)).toBe(true);
  });

  it('exported a research file of each campaign and a certificate under one key', () => {
    expect(new Set(summary.campaigns.map(({ certificateKey }) => certificateKey)).size).toBe(1);
    for (const { researchRows, exported, pupils } of summary.campaigns) {
      // One row a pupil.
      expect(researchRows).toBe(pupils);
      for (const ending of ['.csv', '.parquet'])
        expect(exported.some((name) => name.endsWith(ending))).toBe(true);
    }
  });

  it('leaves no process and no folder', () => {
    expect(run.alive()).toBe(false);
    expect(leftIn(run)).toEqual([]);
  });
});

describe('Ctrl-C', () => {
  it('ends a demonstration that runs, whose addresses answered: no process, no folder, nothing listening', async () => {
    const run = demo('--port', '0', '--no-simulate');
    await until(run, /Ctrl-C arrête tout/);
    const { stdout } = run.said();
    const addresses = stdout.match(/http:\/\/127\.0\.0\.1:\d+\/c\/\S+/g) ?? [];
    expect(new Set(addresses).size).toBeGreaterThanOrEqual(5);
    for (const address of new Set(addresses))
      expect([address, (await fetch(address)).status]).toEqual([address, 200]);
    expect(leftIn(run)).toHaveLength(1);
    // As a terminal does: to every process of the group at once.
    process.kill(-run.child.pid!, 'SIGINT');
    expect([0, 130]).toContain(await run.exit);
    expect(run.said().stdout).toContain('Arrêt.');
    await vi.waitFor(() => expect(run.alive()).toBe(false), 120_000);
    expect(leftIn(run)).toEqual([]);
    await expect(fetch(addresses[0]!)).rejects.toThrow();
  });

  it('ends one that is still at work', async () => {
    const run = demo('--port', '0');
    await until(run, /2026-cp-ce1 : publiée/);
    process.kill(-run.child.pid!, 'SIGINT');
    expect([0, 130]).toContain(await run.exit);
    await vi.waitFor(() => expect(run.alive()).toBe(false), 120_000);
    expect(existsSync(run.folder)).toBe(true);
    expect(leftIn(run)).toEqual([]);
  });
});
