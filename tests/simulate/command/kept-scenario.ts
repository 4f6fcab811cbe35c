/** A scenario as a file: what failed once, to be replayed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../world/scenario.ts';

export interface KeptScenario {
  /** One sentence: what was wrong. */
  readonly title: string;
  /** Code of the violation that it showed. */
  readonly found: string;
  readonly scenario: Scenario;
}

export function readKept(path: string): KeptScenario {
  const kept = JSON.parse(readFileSync(path, 'utf8')) as KeptScenario;
  if (kept.scenario?.v !== 1) throw new Error(`${path} is no scenario of version 1`);
  return kept;
}

/** Where it was written. */
export function writeKept(kept: KeptScenario): string {
  const folder = join(tmpdir(), 'cloison-simulate');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${kept.found}-${kept.scenario.seed}.json`);
  const steps = kept.scenario.steps.map((step) => `      ${JSON.stringify(step)}`).join(',\n');
  const { title, found, scenario } = kept;
  const { steps: _steps, ...head } = scenario;
  const text = `{\n  "title": ${JSON.stringify(title)},\n  "found": ${JSON.stringify(found)},\n  "scenario": {\n    ${JSON.stringify(head).slice(1, -1).replaceAll(',"', ', "').replaceAll('":', '": ')},\n    "steps": [\n${steps}\n    ]\n  }\n}\n`;
  writeFileSync(path, text);
  return path;
}
