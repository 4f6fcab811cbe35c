/**
 * `npm run bench -- player`: what a pupil waits for before the first item, in Chromium, on a slow computer at the end of a
 * slow line. Each run is a browser that knows nothing yet; what the person does (the code is pasted, buttons are pressed at
 * once) is not counted. The floor is the line alone: the same bytes at its rate. Nothing here fails on a slow machine.
 */
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { buildApps } from '../../scripts/prepare/build-apps.ts';
import { closeBrowsers, openBrowser } from './browser.ts';
import { Campaign } from './harness.ts';
import { question } from './steps.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    runs: { type: 'string', default: '5' },
    slower: { type: 'string', default: '4' },
    megabits: { type: 'string', default: '1.6' },
    latency: { type: 'string', default: '150' },
  },
});

/** A number above zero, or an error that names the option. */
function above(name: 'runs' | 'slower' | 'megabits' | 'latency'): number {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} takes a number above zero, not ${values[name]}`);
  return value;
}
const runs = Math.ceil(above('runs'));
const slower = above('slower');
const megabits = above('megabits');
const latencyMs = above('latency');

/** Milliseconds, or bytes on the wire. */
interface Run {
  /** From the address to the field for the code. */
  readonly codePage: number;
  /** From the code to the pupil's own page. */
  readonly signIn: number;
  /** From "begin" to the first item. */
  readonly firstItem: number;
  /** The three together. */
  readonly all: number;
  /** All that the page fetched to that point. */
  readonly bytes: number;
  /** Time of the line alone for these bytes. */
  readonly line: number;
  /** Longest time in which the page answered nothing. */
  readonly blocked: number;
}

/** Adds up what the page fetches; the service worker's own requests come after the first item, and are not of it. */
async function slowDown(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  const rate = (megabits * 1_000_000) / 8;
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: rate,
    uploadThroughput: rate,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  return () => bytes;
}

async function measure(campaign: Campaign): Promise<Run> {
  const pupil = await campaign.addPupil();
  const { page, close } = await openBrowser();
  try {
    await page.addInitScript(() => {
      const blocks: number[] = [];
      Object.assign(globalThis, { blocks });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) blocks.push(duration);
      }).observe({ type: 'longtask', buffered: true });
    });
    const bytesSoFar = await slowDown(page);
    const timed = async (act: () => Promise<unknown>) => {
      const started = performance.now();
      await act();
      return performance.now() - started;
    };
    const codePage = await timed(async () => {
      await page.goto(campaign.address);
      await page.getByLabel('Tape le code').waitFor();
    });
    await page.getByLabel('Tape le code').fill(pupil.code);
    const signIn = await timed(async () => {
      await page.getByRole('button', { name: /^(Commencer|Réessayer)$/ }).click();
      await page.getByRole('heading', { name: 'C’est bien toi ?' }).waitFor();
    });
    const firstItem = await timed(async () => {
      await page.getByRole('button', { name: 'Commencer : Français' }).click();
      await page.getByRole('button', { name: 'C’est parti' }).click();
      await question(page, 1);
    });
    const bytes = bytesSoFar();
    const blocks = await page.evaluate(() => (globalThis as unknown as { blocks: number[] }).blocks);
    const all = codePage + signIn + firstItem;
    const line = (bytes * 8) / (megabits * 1_000);
    return { codePage, signIn, firstItem, all, bytes, line, blocked: Math.max(0, ...blocks) };
  } finally {
    await close();
  }
}

const sorted = (of: readonly Run[], name: keyof Run) =>
  of.map((run) => run[name]).toSorted((one, other) => one - other);
const median = (numbers: readonly number[]) => numbers[Math.floor(numbers.length / 2)]!;

await buildApps();
const campaign = await Campaign.start();
const done: Run[] = [];
try {
  for (let run = 1; run <= runs; run++) {
    done.push(await measure(campaign));
    process.stderr.write(`run ${run} of ${runs}: first item after ${done.at(-1)!.all.toFixed(0)} ms\n`);
  }
} finally {
  await closeBrowsers();
  await campaign.close();
}

const ROWS: readonly (readonly [keyof Run, string, number, string])[] = [
  ['codePage', 'address to code field', 1_000, 's'],
  ['signIn', 'code to own page', 1_000, 's'],
  ['firstItem', '“begin” to first item', 1_000, 's'],
  ['all', 'all three', 1_000, 's'],
  ['line', 'the line alone (floor)', 1_000, 's'],
  ['bytes', 'bytes on the wire', 1_000, 'KB'],
  ['blocked', 'longest block of the page', 1, 'ms'],
];
process.stderr.write(
  `processor ${slower} times slower, ${megabits} Mbit/s, ${latencyMs} ms a round trip; ${runs} runs, median (least–most)\n`,
);
for (const [name, title, unit, suffix] of ROWS) {
  const numbers = sorted(done, name).map((value) => value / unit);
  const digits = unit === 1_000 && suffix === 's' ? 2 : 0;
  const [least, most] = [numbers[0]!, numbers.at(-1)!];
  process.stderr.write(
    `${title.padEnd(28)} ${median(numbers).toFixed(digits)} ${suffix} (${least.toFixed(digits)}–${most.toFixed(digits)})\n`,
  );
}
if (values.json === true)
  process.stdout.write(
    `${JSON.stringify({ slower, megabits, latencyMs, runs: done, ratio: median(sorted(done, 'line')) / median(sorted(done, 'all')) })}\n`,
  );
