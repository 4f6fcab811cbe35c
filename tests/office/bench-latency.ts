/**
 * From a class's last cell to its report: how long it is until a class that has just ended can read its report at the platform,
 * when a thousand classes end within the same minute. The platform and `campaign serve` are processes of their own, the classes
 * are this one; everything but the last record of each class has come before.
 *
 *     npm run bench -- latency [--classes 1000] [--within 60] [--tick 5] [--json]
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { rosterChunks } from '@cloison/examples/roster';
import { NO_PREVIOUS, openHolder } from '@cloison/protocol';
import { type Bytes, bearer, parseEnvelopeHeader } from '@cloison/protocol/public';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { drawRoot } from '../../apps/authority/src/codes/draw.ts';
import { holderRoot } from '../../apps/authority/src/codes/holder-secret.ts';
import { insertHolder } from '../../apps/authority/src/codes/insert-holder.ts';
import { codesInStock, codesNeeded } from '../../apps/authority/src/codes/needs.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { sealEnvelope } from '../../apps/authority/src/envelopes/envelope.ts';
import { entryNamer, type HolderKeys, holderKeysOf } from '../../apps/authority/src/envelopes/holder-keys.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { numberedPupils } from '../../apps/authority/src/roster/pupils.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import type { HolderRow } from '../../apps/authority/src/vault/rows.ts';
import { createVault, openVault } from '../../apps/authority/src/vault/vault.ts';
import { answersOf, entryValue, simulateResponses } from '../../examples/src/answers.ts';
import { randomOf } from '../../examples/src/random.ts';
import { prepareFolder } from '../../scripts/demo/campaign-folder.ts';
import { BenchPlatform } from './bench-platform.ts';
import { actor, keysOf } from './office-world.ts';

const NAME = '2026-cp-ce1';
const SEQUENCE = 'francais-cp';
const IN_FLIGHT = 32;
const LOOK_MS = 500;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    classes: { type: 'string', default: '1000' },
    within: { type: 'string', default: '60' },
    tick: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const [role, folderGiven = '', url = ''] = positionals;
const tickMs = Number(values.tick) * 1000;
if (role === 'serve') await serve(folderGiven, url);
else await measure(Number(values.classes), Number(values.within));

/** `campaign serve`, until its input ends. */
async function serve(folder: string, platform: string): Promise<void> {
  const vault = openVault(join(folder, 'vault'));
  const keys = keysOf(folder);
  const campaign = await openCampaign(vault, keys, actor, NAME);
  const stop = new AbortController();
  process.stdin.on('end', () => stop.abort()).resume();
  await serveCampaign(campaign, keys, {
    platform,
    tickMs,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind === 'pass')
        process.stdout.write(`${event.received} ${event.documents} ${event.complete}\n`);
    },
  });
  vault.close();
  process.exit(0);
}

interface SchoolClass {
  readonly keys: HolderKeys;
  readonly bearer: string;
  /** The record that is still to come, by name. */
  readonly last: { readonly name: string; readonly bytes: Bytes };
}

async function measure(wanted: number, withinSeconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-latency-'));
  const platform = await prepare(folder, wanted);
  try {
    const classes = await keyAllButLast(folder, platform.url);
    const serving = startServe(folder, platform.url);
    await serving.settled();
    const before = await Promise.all(inLanes(classes, (one) => reportVersion(platform.url, one)));
    const latencies = await end(classes, before.flat(), platform.url, withinSeconds);
    await serving.stop();
    tell(latencies, classes.length, withinSeconds);
  } finally {
    await platform.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A published campaign with at least so many classes of CP. */
async function prepare(folder: string, wanted: number): Promise<BenchPlatform> {
  const files = { schools: join(folder, 'schools.csv'), pupils: join(folder, 'pupils.csv') };
  const text = { 'schools.csv': '', 'pupils.csv': '' };
  for await (const chunk of rosterChunks({ schools: wanted, seed: 1, levels: ['cp'], classesPerLevel: 1 }))
    text[chunk.file] += chunk.text;
  writeFileSync(files.schools, text['schools.csv']);
  writeFileSync(files.pupils, text['pupils.csv']);
  mkdirSync(join(folder, 'source'));
  const source = prepareFolder('cp-ce1', join(folder, 'source'), {
    address: 'https://evaluation.example/',
    nowMs: Date.now(),
    openDays: 14,
  });
  using vault = createVault(join(folder, 'vault'));
  const keys = keysOf(folder);
  const { publicKey } = await keys.initialise();
  writeFileSync(join(folder, 'authority.pub'), Buffer.from(publicKey).toString('hex'));
  await createCampaign(vault, keys, actor, source);
  const campaign = await openCampaign(vault, keys, actor, NAME);
  await importRoster(campaign, files);
  // Drawn without Argon2id: nobody types these codes.
  const [needed, stock] = [codesNeeded(campaign), codesInStock(campaign)];
  for (const kind of ['pupil', 'staff'] as const) {
    for (let left = needed[kind] - stock[kind]; left > 0; left--)
      insertHolder(
        campaign,
        { ...(await drawRoot(campaign.campaignId)), code: 'BENC-HBEN-CHBE' },
        kind,
        'minted',
      );
  }
  await assignCodes(campaign);
  const platform = await BenchPlatform.start(folder);
  await publishCampaign(campaign, keys, { platform: platform.url });
  return platform;
}

/** Every pupil of every class in one sequence, but for the last pupil's, which is given back. */
async function keyAllButLast(folder: string, url: string): Promise<SchoolClass[]> {
  using vault = openVault(join(folder, 'vault'));
  const campaign = await openCampaign(vault, keysOf(folder), actor, NAME);
  const table = answersOf('cp-ce1');
  const { items } = campaign.manifest.sequences.find(({ id }) => id === SEQUENCE)!;
  const rows = vault.all<HolderRow>(`SELECT * FROM holder WHERE kind = 'class' AND state = 'assigned'`);
  const classes: SchoolClass[] = [];
  await Promise.all(
    inLanes(rows, async (row) => {
      const root = holderRoot(campaign, row);
      const keys = holderKeysOf(root, campaign.campaignId, row.holder_id);
      const access = bearer((await openHolder(root, campaign.campaignId)).access);
      const nameOf = entryNamer(keys.namesKey);
      const records = numberedPupils(campaign, row.class_level!, 'present').map(({ id, orderNumber }) => {
        const random = randomOf('latency', id);
        const responses = simulateResponses(table, [...items], random.normal(), random);
        const cells = Object.fromEntries(
          [...responses].map(([item, given]) => [
            item,
            { value: entryValue(given), edit: [1, '01'.repeat(8)] },
          ]),
        );
        const name = nameOf(SEQUENCE, orderNumber);
        const { bytes } = sealEnvelope(keys, {
          kind: 'record',
          name,
          device: new Uint8Array(8).fill(1),
          version: 1,
          previous: NO_PREVIOUS,
          body: { v: 1, cells, conflicts: [], manifest: campaign.manifestHash, app: 'bench' },
          ceiling: campaign.manifest.ceilings.entry!,
          iv: new Uint8Array(randomBytes(12)),
        });
        return { name, bytes };
      });
      const last = records.pop();
      if (last === undefined) return;
      for (const { name, bytes } of records) await put(url, access, name, bytes);
      classes.push({ keys, bearer: access, last });
    }),
  );
  return classes;
}

/** The last record of each class at its moment of the minute; milliseconds from its acknowledgement to the new report. */
async function end(
  classes: readonly SchoolClass[],
  before: readonly number[],
  url: string,
  withinSeconds: number,
): Promise<number[]> {
  const latencies: number[] = [];
  const began = performance.now();
  await Promise.all(
    classes.map(async (one, i) => {
      await wait(Math.max(0, (i / classes.length) * withinSeconds * 1000 - (performance.now() - began)));
      await put(url, one.bearer, one.last.name, one.last.bytes);
      const acknowledged = performance.now();
      for (;;) {
        await wait(LOOK_MS);
        if ((await reportVersion(url, one)) > before[i]!) break;
      }
      latencies.push(performance.now() - acknowledged);
    }),
  );
  return latencies;
}

function startServe(folder: string, url: string) {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      import.meta.filename,
      'serve',
      folder,
      url,
      '--tick',
      values.tick,
    ],
    { stdio: ['pipe', 'pipe', 2] },
  );
  let heard = '';
  child.stdout!.on('data', (part) => {
    heard += part;
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    /** Until a pass had nothing left to do. */
    settled: async () => {
      while (!/^0 0 true$/m.test(heard)) await wait(200);
    },
    stop: async () => {
      child.stdin!.end();
      await ended;
    },
  };
}

function tell(latencies: readonly number[], classes: number, within: number): void {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]! / 1000;
  const result = {
    bench: 'latency',
    classes,
    withinSeconds: within,
    tickSeconds: tickMs / 1000,
    seconds: { p50: at(0.5), p95: at(0.95), p99: at(0.99), worst: at(1) },
    load: loadavg()[0],
  };
  const { p50, p95, p99, worst } = result.seconds;
  const say = (value: number) => value.toFixed(1);
  process.stderr.write(
    `${classes} classes end within ${within} s, a pass every ${tickMs / 1000} s, load ${say(loadavg()[0]!)}\n` +
      `last cell to report: p50 ${say(p50)} s, p95 ${say(p95)}, p99 ${say(p99)}, worst ${say(worst)}\n`,
  );
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Promises of lanes that do one after the other, each with what its lane gave, in the order of the list. */
function inLanes<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]>[] {
  const size = Math.ceil(list.length / IN_FLIGHT);
  return Array.from({ length: IN_FLIGHT }, async (_, lane) => {
    const done: R[] = [];
    for (const one of list.slice(lane * size, (lane + 1) * size)) done.push(await work(one));
    return done;
  });
}

function call(method: string, url: string, authorization: string, body: Uint8Array | null) {
  return new Promise<{ readonly status: number; readonly body: Buffer }>((resolve, reject) => {
    const headers = {
      authorization,
      ...(body === null ? {} : { 'content-type': 'application/octet-stream', 'content-length': body.length }),
    };
    const sent = request(url, { method, agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
    });
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

async function put(url: string, authorization: string, name: string, bytes: Uint8Array): Promise<void> {
  const { status } = await call('PUT', `${url}/api/1/${NAME}/records/${name}`, authorization, bytes);
  if (status !== 200 && status !== 204) throw new Error(`a save was answered with ${status}`);
}

/** 0: there is none. */
async function reportVersion(url: string, one: SchoolClass): Promise<number> {
  const path = `${url}/api/1/${NAME}/documents/report/class`;
  const { status, body } = await call('GET', path, one.bearer, null);
  if (status === 404) return 0;
  if (status !== 200) throw new Error(`a report was answered with ${status}`);
  return parseEnvelopeHeader(body).version;
}
