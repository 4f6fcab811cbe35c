/**
 * A process full of pupils. Told by its parent which ones, where to and by which plan; tells back how it goes each
 * second and, at the end, its times and what was acknowledged to each pupil.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { Target } from './connection.ts';
import { type LoadPlan, loadHolder } from './plan.ts';
import { LoadPupil } from './pupil.ts';

export interface Orders {
  readonly plan: LoadPlan;
  readonly first: number;
  readonly count: number;
  readonly target: Target;
}

/** Sent once by each process when its pupils sit at their computers; it begins at the next message. */
export interface Ready {
  readonly kind: 'ready';
}

export interface Progress {
  readonly kind: 'progress';
  readonly loggedIn: number;
  readonly saves: number;
  readonly finished: number;
  readonly failed: number;
  readonly busy: number;
  readonly broken: number;
}

export interface Report extends Omit<Progress, 'kind'> {
  readonly kind: 'report';
  readonly connections: number;
  /** Microseconds, HdrHistogram V2 compressed, base64. */
  readonly loginTimes: string;
  readonly saveTimes: string;
  /** Of those answered after the logins and before the finals. */
  readonly sustainedTimes: string;
  readonly cpuS: number;
  /** From the beginning to when the last one was logged in. */
  readonly loggedInMs: number;
  /** 36 bytes a pupil: version (big-endian) and hash of what was acknowledged last. */
  readonly acknowledged: Uint8Array;
  /** Words of the first failures. */
  readonly failures: readonly string[];
}

const MOST_FAILURES_TOLD = 20;
const LONGEST_US = 600_000_000;

// Pupils end with the process that started them.
process.once('disconnect', () => process.exit());
process.once('message', (orders: Orders) => {
  run(orders).then(
    (report) => process.send!(report, () => process.disconnect()),
    (error) => {
      process.stderr.write(`${(error as Error).stack}\n`);
      process.exit(1);
    },
  );
});

async function run({ plan, first, count, target }: Orders): Promise<Report> {
  const [loginTimes, saveTimes, sustainedTimes] = [times(), times(), times()];
  const failures: string[] = [];
  let began = performance.now();
  let loggedInMs = 0;
  const so = { loggedIn: 0, saves: 0, finished: 0, failed: 0, busy: 0, broken: 0 };
  const tally = {
    login: (ms: number) => {
      so.loggedIn += 1;
      loggedInMs = performance.now() - began;
      loginTimes.recordValue(Math.max(1, Math.round(ms * 1000)));
    },
    save: (ms: number) => {
      so.saves += 1;
      const us = Math.max(1, Math.round(ms * 1000));
      saveTimes.recordValue(us);
      const sinceLoginMs = performance.now() - began - plan.loginMs;
      if (sinceLoginMs >= 0 && sinceLoginMs <= plan.sustainMs) sustainedTimes.recordValue(us);
    },
    busy: () => {
      so.busy += 1;
    },
    broken: (error: Error) => {
      so.broken += 1;
      if (failures.length < MOST_FAILURES_TOLD) failures.push(`broken: ${error.message}`);
    },
  };
  const ticker = setInterval(() => process.send!({ kind: 'progress', ...so } satisfies Progress), 1000);
  const pupils = Array.from(
    { length: count },
    (_, i) => new LoadPupil(loadHolder(first + i), { ...target, from: addressOf(target.from, i) }, tally),
  );
  process.send!({ kind: 'ready' } satisfies Ready);
  await once(process, 'message');
  began = performance.now();
  await Promise.all(
    pupils.map(async (pupil, i) => {
      try {
        await sit(pupil, (i + Math.random()) / count, plan, began);
        so.finished += 1;
      } catch (error) {
        so.failed += 1;
        if (failures.length < MOST_FAILURES_TOLD) failures.push((error as Error).message);
      }
    }),
  );
  clearInterval(ticker);
  for (const pupil of pupils) pupil.close();
  const acknowledged = Buffer.alloc(36 * count);
  for (const [i, pupil] of pupils.entries()) {
    acknowledged.writeUInt32BE(pupil.acknowledgedVersion, 36 * i);
    pupil.acknowledgedHash.copy(acknowledged, 36 * i + 4);
  }
  const { user, system } = process.cpuUsage();
  return {
    kind: 'report',
    ...so,
    connections: pupils.reduce((sum, pupil) => sum + pupil.connectionsOpened, 0),
    loginTimes: encodeIntoCompressedBase64(loginTimes),
    saveTimes: encodeIntoCompressedBase64(saveTimes),
    sustainedTimes: encodeIntoCompressedBase64(sustainedTimes),
    cpuS: (user + system) / 1e6,
    loggedInMs,
    acknowledged,
    failures,
  };
}

/** `place` from 0 to 1 spreads logins and finals evenly. Saves are begun at their times, whatever the last one took. */
async function sit(pupil: LoadPupil, place: number, plan: LoadPlan, began: number): Promise<void> {
  const elapsed = () => performance.now() - began;
  const until = async (ms: number) => {
    if (ms > elapsed()) await sleep(ms - elapsed());
  };
  await until(plan.loginMs * place);
  await pupil.login();
  const lastAt = plan.loginMs + plan.sustainMs + plan.finishMs * place;
  for (let [at, saves] = [elapsed(), 0]; ; saves++) {
    at = Math.max(elapsed(), at + plan.saveEveryMs * (0.8 + 0.4 * Math.random()));
    if (at >= lastAt && saves >= (plan.minSaves ?? 0)) break;
    await until(at);
    await pupil.save(false);
  }
  await until(lastAt);
  await pupil.save(true);
}

/**
 * A thousand pupils to a loopback address: looking for a free port among many that are taken costs the system more than
 * all the rest.
 */
function addressOf(network: string, pupil: number): string {
  return `${network}.${1 + Math.floor(pupil / 1000)}`;
}

function times(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits: 3,
  });
}
