/** Plays one scenario from beginning to end, in simulated time, and says what was found. */
import { createHash } from 'node:crypto';
import { runtime } from '../runtime/install.ts';
import { type Places, restoreBase } from './base-campaign.ts';
import type { PeopleOfBase } from './people-of-base.ts';
import { describe, Found, Run, type Violation } from './run.ts';
import type { Scenario } from './scenario.ts';

export interface RunResult {
  readonly violation: Violation | null;
  /** SHA-256 of the trace: every call, event and state, in order. */
  readonly digest: string;
  readonly trace: readonly string[];
  readonly calls: number;
  readonly passes: number;
  readonly saves: number;
  /** Lies told, by name. */
  readonly told: Readonly<Record<string, number>>;
}

export async function runScenario(
  scenario: Scenario,
  places: Places,
  people: PeopleOfBase,
): Promise<RunResult> {
  restoreBase(places);
  const run = new Run(scenario, places, people);
  try {
    await run.play();
  } catch (error) {
    if (!(error instanceof Found)) run.found('simulator', describe(error));
  }
  runtime.onStep = () => undefined;
  run.office.end();
  await run.platform.end();
  const hash = createHash('sha256');
  for (const line of run.trace) hash.update(line).update('\n');
  const { violation, trace, calls, passes, told } = run;
  return {
    violation,
    digest: hash.digest('hex'),
    trace,
    calls,
    passes,
    told,
    saves: run.truth.envelopes.size,
  };
}
