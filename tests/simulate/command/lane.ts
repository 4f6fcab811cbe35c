/**
 * A thread that plays scenarios, one after the other, in a world of its own. The simulated world is installed before
 * anything of the project is loaded; with `hole`, one of its guards is taken out first.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { canShow } from '../holes/can-show.ts';
import { digHole } from '../holes/dig-hole.ts';
import '../runtime/install.ts';
import type { Places } from '../world/base-campaign.ts';
import type { PeopleOfBase } from '../world/people-of-base.ts';
import type { RunResult } from '../world/run-scenario.ts';
import type { CampaignKind, Scenario } from '../world/scenario.ts';

export interface LaneData {
  /** A folder of this lane's own; removed at its end. */
  readonly folder: string;
  /** Name of a guard to take out (`holes/holes.ts`); null: none. */
  readonly hole: string | null;
}

export type LaneOrder =
  | {
      readonly kind: 'seed';
      readonly seed: string;
      readonly steps: number;
      readonly withTrace: boolean;
      /** Not played where the hole of this lane cannot show. */
      readonly mayPass?: boolean;
    }
  | { readonly kind: 'scenario'; readonly scenario: Scenario; readonly withTrace: boolean };

export interface LaneAnswer extends Omit<RunResult, 'trace'> {
  readonly scenario: Scenario;
  /** Empty unless asked for. */
  readonly trace: readonly string[];
  /** Of this thread's processor time. */
  readonly cpuMs: number;
}

const { folder, hole } = workerData as LaneData;
if (hole !== null) digHole(hole);
const { makeBase, placesIn } = await import('../world/base-campaign.ts');
const { readPeople } = await import('../world/people-of-base.ts');
const { runScenario } = await import('../world/run-scenario.ts');
const { makeScenario } = await import('../world/scenario.ts');
const { LIES_ON_THE_WIRE, LIES_WHILE_CLOSING, LIES_WHILE_COLLECTING, LIES_WHILE_PUBLISHING } = await import(
  '../world/simulated-host.ts'
);

const LIES = {
  whileCollecting: LIES_WHILE_COLLECTING,
  onTheWire: LIES_ON_THE_WIRE,
  whileClosing: LIES_WHILE_CLOSING,
  whilePublishing: LIES_WHILE_PUBLISHING,
};

/** Made when the first scenario of its kind is played. */
const bases = new Map<CampaignKind, { readonly places: Places; readonly people: PeopleOfBase }>();

async function baseOf(kind: CampaignKind) {
  const made = bases.get(kind);
  if (made !== undefined) return made;
  const places = placesIn(join(folder, 'lane'), kind);
  await makeBase(places, kind);
  const base = { places, people: await readPeople(places) };
  bases.set(kind, base);
  return base;
}

parentPort?.on('message', async (order: LaneOrder | 'end') => {
  if (order === 'end') {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  }
  const scenario = order.kind === 'scenario' ? order.scenario : makeScenario(order.seed, order.steps, LIES);
  if (order.kind === 'seed' && order.mayPass === true && hole !== null && !canShow(hole, scenario)) {
    parentPort?.postMessage('passed');
    return;
  }
  const base = await baseOf(scenario.campaign ?? 'plain');
  const before = process.threadCpuUsage();
  const result = await runScenario(scenario, base.places, base.people);
  const trace = order.withTrace ? result.trace : [];
  const used = process.threadCpuUsage(before);
  const cpuMs = (used.user + used.system) / 1000;
  const answer: LaneAnswer = { ...result, scenario, trace, cpuMs };
  parentPort?.postMessage(answer);
});
parentPort?.postMessage('ready');
