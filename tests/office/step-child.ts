/** One step or floor of the office's bench in a process of its own: `step-child.ts KIND NAME FOLDER PUPILS PLATFORM`; a line of JSON at the end. */
import { FLOORS, type FloorName } from './floors.ts';
import { STEPS, type StepName } from './steps.ts';

export interface Measured {
  readonly count: number;
  readonly per?: number;
  readonly seconds: number;
  /** User and system time, all threads. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  readonly parts?: Readonly<Record<string, number>>;
  readonly cpuParts?: Readonly<Record<string, number>>;
}

const [kind, name, folder = '', pupils, platform = ''] = process.argv.slice(2);
const input = { folder, pupils: Number(pupils), platform };
const before = process.cpuUsage();
const began = performance.now();
const outcome =
  kind === 'step' ? await STEPS[name as StepName].run(input) : await FLOORS[name as FloorName].run(input);
const seconds = 'seconds' in outcome ? outcome.seconds : (performance.now() - began) / 1000;
const used = process.cpuUsage(before);
const measured: Measured = {
  ...outcome,
  seconds,
  cpuSeconds: (used.user + used.system) / 1e6,
  peakMiB: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
process.exit(0);
