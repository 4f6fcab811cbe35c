/** Runs the audit's line of a broken variant in a process of its own, where the guard is gone: it has to turn red. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Variant } from './variant.ts';

const AUDIT = join(import.meta.dirname, '../audit.ts');
const PATCH = pathToFileURL(join(import.meta.dirname, 'patch-sources.ts')).href;
/** A line that was not judged is not red, nor one that a variant broke by its own mistake. */
const BROKE_OFF = /^broke off|\b(?:Reference|Syntax)Error\b/;
const TIMEOUT_MS = 600_000;

export interface BrokenResult {
  readonly variant: Variant;
  /** Whether the line found that its guard was gone. */
  readonly isRed: boolean;
  /** What the line found, or why it could not be judged. */
  readonly findings: readonly string[];
  readonly ms: number;
}

export async function runBroken(variant: Variant, signal?: AbortSignal): Promise<BrokenResult> {
  const startedMs = performance.now();
  const { stdout, stderr } = await run(variant, signal);
  const ms = Math.round(performance.now() - startedMs);
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{'))
    return { variant, isRed: false, findings: [`no report: ${stderr.slice(-600)}`], ms };
  const report = JSON.parse(last) as { lines: { id: string; held: boolean; findings: string[] }[] };
  const line = report.lines.find(({ id }) => id === variant.line);
  const findings = line?.findings ?? ['the line did not run'];
  return {
    variant,
    isRed: line?.held === false && findings.some((one) => !BROKE_OFF.test(one)),
    findings,
    ms,
  };
}

function run(variant: Variant, signal?: AbortSignal): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', AUDIT, '--only', variant.line, '--json', '--no-page'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: `--import=${PATCH}`, CLOISON_AUDIT_BREAK: variant.name },
      timeout: TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (part) => {
    stdout += part;
  });
  child.stderr.on('data', (part) => {
    stderr += part;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve({ stdout, stderr }));
  });
}
