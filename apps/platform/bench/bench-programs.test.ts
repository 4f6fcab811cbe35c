import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { medianOf, oneAfterTheOther, percentileOf, spreadOf } from './statistics.ts';
import { writeBetweenMarkers } from './write-tables.ts';

const SCRIPT = join(import.meta.dirname, '../../../scripts/bench.ts');

/** The command as one types it, so small that its figures say nothing; its JSON line, and what it left behind. */
function bench(...args: string[]) {
  const own = mkdtempSync(join(tmpdir(), 'cloison-bench-test-'));
  // PostgreSQL's own user goes through it.
  chmodSync(own, 0o711);
  try {
    const options = ['--disable-warning=ExperimentalWarning', SCRIPT, ...args, '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, options, {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: own },
      timeout: 600_000,
    });
    return { status, stdout, stderr, left: readdirSync(own) };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

const isPositive = expect.toSatisfy((value: unknown) => Number.isFinite(value) && (value as number) > 0);
const positive = { median: isPositive, least: isPositive, most: isPositive };

describe('the benches of the platform', () => {
  it.each([
    ['sqlite', 'both'],
    ['postgres', 'both'],
  ])('measure saves, logins, resumes and floors on %s', (store) => {
    const size = ['--runs', '1', '--seconds', '0.05', '--holders', '1024'];
    const { status, stdout, stderr, left } = bench('platform', '--store', store, ...size);
    expect([status, stderr]).toEqual([0, expect.stringContaining('| in flight |')]);
    const [result] = JSON.parse(stdout).platform.results;
    expect(result).toMatchObject({ store, logins: positive, resumes: positive });
    expect(result.bytesPerHolder).toBeGreaterThanOrEqual(0);
    expect(result.saves.map(({ inFlight }: { inFlight: number }) => inFlight)).toEqual([64, 512]);
    for (const saves of result.saves) {
      expect(saves).toMatchObject({ perSecond: positive, p99Ms: positive, bareHttp: positive });
      expect(saves).toMatchObject({ bareStore: positive, floor: positive, ratio: positive });
      const floor = oneAfterTheOther(saves.bareHttp.median, saves.bareStore.median);
      expect(saves.floor.median).toBeCloseTo(floor, 3);
      expect(saves.ratio.median).toBeCloseTo(saves.perSecond.median / floor, 6);
    }
    expect(left).toEqual([]);
  });
  it('measure sizes against the smallest', () => {
    const size = ['--runs', '1', '--seconds', '0.05', '--from', '64', '--upto', '640'];
    const { status, stdout, left } = bench('scaling', '--store', 'sqlite', ...size);
    expect([status, left]).toEqual([0, []]);
    const { results } = JSON.parse(stdout).scaling;
    expect(results).toMatchObject([
      { holders: 64, records: 640, saves: positive, logins: positive, savesKept: 1, loginsKept: 1 },
      { holders: 640, records: 6400, saves: positive, logins: positive, savesKept: isPositive },
    ]);
  });
  it('say which stores and benches there are', () => {
    const unknown = bench('platform', '--store', 'oracle');
    expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringMatching(/no store is called oracle/)]);
    const nothing = bench('platforms');
    expect([nothing.status, nothing.stderr]).toEqual([
      1,
      expect.stringMatching(/protocol, platform, scaling/),
    ]);
  });
});

describe('figures of several runs', () => {
  it('are their median, with the least and the most', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
  });
  it('give percentiles of what rises, and a rate of two things one after the other', () => {
    const hundred = Float64Array.from({ length: 100 }, (_, i) => i);
    expect([0, 0.5, 0.99, 1].map((share) => percentileOf(hundred, share))).toEqual([0, 50, 99, 99]);
    expect(oneAfterTheOther(2, 2)).toBe(1);
  });
  it('are written between the marks of their bench, and nowhere else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cloison-bench-test-'));
    const page = join(folder, 'page.md');
    writeFileSync(page, 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb\n');
    writeBetweenMarkers('x', '| new |', page);
    expect(readFileSync(page, 'utf8')).toBe('a\n<!-- bench:x -->\n| new |\n<!-- /bench:x -->\nb\n');
    expect(() => writeBetweenMarkers('y', '', page)).toThrow('no place for y');
    rmSync(folder, { recursive: true });
  });
});
