/**
 * How long it is from a pupil's final to the class's report while the office takes in a backlog: a bench campaign that is
 * published, most of whose pupils have saved and not finished before `campaign serve` starts. From that moment on one pupil of
 * each of some classes finishes, one class after the other: nobody else of them sits. Each report is opened as a teacher's page
 * does, and counts once it says that somebody has finished.
 *
 *     npm run bench -- office --pupils 50000 --folder PATH --until republish
 *     npm run bench -- backlog --folder PATH [--schools 20] [--within 60] [--json]
 */
import { spawn } from 'node:child_process';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openHolder, openSignedDocument, parseClassReport } from '@cloison/protocol';
import { bearer } from '@cloison/protocol/public';
import { holderRoot } from '../../apps/authority/src/codes/holder-secret.ts';
import { holderOfClassLevel } from '../../apps/authority/src/codes/holders.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { BenchPlatform } from './bench-platform.ts';
import { authorityKey, NAME, openWorld } from './office-world.ts';
import { sitPupils } from './sit-pupils.ts';

const LOOK_MS = 500;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string' },
    schools: { type: 'string', default: '20' },
    within: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
const [role, folderGiven = '', url = ''] = positionals;
if (role === 'serve') await serve(folderGiven, url);
else if (values.folder === undefined)
  throw new Error('--folder names a published campaign of the office’s bench');
else await measure(values.folder, Number(values.schools), Number(values.within));

/** `campaign serve`, until its input ends. A line a pass: received, opened, sent, and whether it caught up. */
async function serve(folder: string, platform: string): Promise<void> {
  const { campaign, keys, vault } = await openWorld(folder);
  const stop = new AbortController();
  process.stdin.on('end', () => stop.abort()).resume();
  let ended = performance.now();
  await serveCampaign(campaign, keys, {
    platform,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind !== 'pass') return;
      const now = performance.now();
      const { received, sittings, documents, complete } = event;
      const seconds = ((now - ended) / 1000).toFixed(1);
      process.stdout.write(`pass of ${seconds} s: ${received} ${sittings} ${documents} ${complete}\n`);
      ended = now;
    },
  });
  vault.close();
  process.exit(0);
}

interface WatchedClass {
  readonly holder: Awaited<ReturnType<typeof openHolder>>;
  /** Row of the vault. The first sits. */
  readonly pupils: readonly number[];
}

async function measure(folder: string, schools: number, withinSeconds: number): Promise<void> {
  const platform = await BenchPlatform.start(folder);
  try {
    // Everything of the vault that is needed is read before the other process has it.
    const { campaign, vault } = await openWorld(folder);
    const classes: WatchedClass[] = [];
    const rows = vault.all<{ class_level: number }>(
      `SELECT class_level FROM class_level_view WHERE school IN
         (SELECT id FROM school_view WHERE campaign = ? ORDER BY id DESC LIMIT ?)`,
      NAME,
      schools,
    );
    for (const { class_level } of rows) {
      const holder = holderOfClassLevel(vault, class_level);
      if (holder === null) continue;
      const opened = await openHolder(holderRoot(campaign, holder), campaign.campaignId);
      const ids = vault.all<{ id: number }>('SELECT id FROM pupil_view WHERE class_level = ?', class_level);
      classes.push({ holder: opened, pupils: ids.map(({ id }) => id) });
    }
    const watched = new Set(classes.flatMap(({ pupils }) => [...pupils]));
    const backlog = await sitPupils({ campaign }, platform.url, {
      isFinal: false,
      isOf: (pupil) => !watched.has(pupil),
    });
    process.stderr.write(`${backlog} records wait; ${classes.length} classes will end\n`);
    // The pupils' keys come from the vault: its lock is given up, and it is only read from here.
    await vault.rest(0, AbortSignal.abort());
    const key = authorityKey(folder);
    const serving = startServe(folder, platform.url);
    const began = performance.now();
    const caughtUp = serving.caughtUp.then(() => (performance.now() - began) / 1000);
    const latencies = await Promise.all(
      classes.map(async ({ holder, pupils }, i) => {
        await wait((i / classes.length) * withinSeconds * 1000);
        await sitPupils({ campaign }, platform.url, { pupil: pupils[0]!, sequences: 1 });
        const acknowledged = performance.now();
        while (!(await isReported(platform.url, holder, key))) await wait(LOOK_MS);
        const tookMs = performance.now() - acknowledged;
        process.stderr.write(`a final to its report: ${(tookMs / 1000).toFixed(1)} s\n`);
        return tookMs;
      }),
    );
    const seconds = await caughtUp;
    await serving.stop();
    tell(latencies, { backlog, classes: classes.length, withinSeconds, caughtUpSeconds: seconds });
  } finally {
    await platform.stop();
  }
}

function startServe(folder: string, platform: string) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', import.meta.filename, 'serve', folder, platform],
    { stdio: ['pipe', 'pipe', 2] },
  );
  const caughtUp = new Promise<void>((resolve) => {
    let heard = '';
    child.stdout!.on('data', (part) => {
      heard += part;
      process.stderr.write(String(part));
      if (/ true$/m.test(heard)) resolve();
    });
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    /** Until a pass had read the feed to its end and opened everything. */
    caughtUp,
    stop: async () => {
      child.stdin!.end();
      await ended;
    },
  };
}

/** Whether the class's report, opened and verified, says that a pupil of the class has finished. */
async function isReported(
  platform: string,
  holder: WatchedClass['holder'],
  key: Uint8Array,
): Promise<boolean> {
  const name = 'report/class';
  const url = `${platform}/api/1/${NAME}/documents/${name}`;
  const answer = await fetch(url, { headers: { authorization: bearer(holder.access) } });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (!answer.ok && answer.status !== 404) throw new Error(`a report was answered with ${answer.status}`);
  if (!answer.ok) return false;
  const { body } = await openSignedDocument(holder, bytes, name, key);
  return parseClassReport(body).pupils.some(({ sequences }) =>
    Object.values(sequences).some(({ state }) => state === 'complete'),
  );
}

function tell(
  latencies: readonly number[],
  about: {
    readonly backlog: number;
    readonly classes: number;
    readonly withinSeconds: number;
    readonly caughtUpSeconds: number;
  },
): void {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]! / 1000;
  const seconds = { p50: at(0.5), p95: at(0.95), worst: at(1) };
  const load = loadavg()[0]!;
  const say = (value: number) => value.toFixed(1);
  process.stderr.write(
    `${about.classes} classes end within ${about.withinSeconds} s beside a backlog of ${about.backlog} records, which took ` +
      `${say(about.caughtUpSeconds)} s; load ${say(load)}\n` +
      `from final to report: p50 ${say(seconds.p50)} s, p95 ${say(seconds.p95)}, worst ${say(seconds.worst)}\n`,
  );
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'backlog', ...about, seconds, load })}\n`);
}
