/**
 * `npm run bench -- console`: what each page of the console asks of a country's vault: processor time and bytes of the first
 * answer and of one that follows, and the program's memory. The vault is made first, which takes minutes (`country-vault.ts`);
 * `--folder` takes one that was kept with `--keep`. Nothing here fails on a slow machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { RequestName, Requests } from '@cloison/console-messages';
import { readVault } from '../../apps/authority/src/vault/vault.ts';
import { machineLine, writeBetweenMarkers } from '../../apps/platform/bench/write-tables.ts';
import { countryVault } from './country-vault.ts';

const NOW = '2026-09-16T12:20:00Z';
const CAMPAIGN = 'essai-2026';

const { values } = parseArgs({
  options: {
    schools: { type: 'string', default: '453' },
    pupils: { type: 'string', default: '9' },
    requests: { type: 'string', default: '5000' },
    folder: { type: 'string' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

interface Used {
  readonly cpuSeconds: number;
  readonly residentMiB: number;
  readonly peakMiB: number;
}

const made =
  values.folder === undefined
    ? await countryVault(
        new Date(NOW),
        {
          schools: Number(values.schools),
          pupils: Number(values.pupils),
          requests: Number(values.requests),
        },
        (what) => process.stderr.write(`${what}\n`),
      )
    : null;
const folder = made?.folder ?? values.folder ?? '';
const [vaultFolder, keysFolder] = [join(folder, 'vault'), join(folder, 'keys')];
const size = sizeOf(vaultFolder);
const child = spawn(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'console-child.ts'),
    vaultFolder,
    keysFolder,
    NOW,
  ],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const said = async () => ((await lines.next()).value as string | undefined) ?? '';
const address = new URL(await said());
const ended = once(child, 'exit');
try {
  await measureAll();
} finally {
  child.stdin.end();
  await ended;
  if (!values.keep) made?.remove();
  else process.stderr.write(`kept: ${folder}\n`);
}

async function used(): Promise<Used> {
  child.stdin.write('\n');
  return JSON.parse(await said()) as Used;
}

interface Row {
  readonly what: string;
  readonly first: number;
  readonly firstSeconds: number;
  readonly next: number;
  readonly kibibytes: number;
  readonly residentMiB: number;
}

async function measureAll(): Promise<void> {
  const { session } = (await post('enter', { token: address.hash.slice('#jeton='.length) }, null)).body as {
    readonly session: string;
  };
  const school = { sequence: null, wanted: '', academie: null, pace: null, from: 0, all: false } as const;
  const byLeft = { by: 'left', desc: true } as const;
  const requests = { kind: null, wanted: '', from: 0, all: false } as const;
  const byDate = { by: 'received', desc: false } as const;
  const rows: Row[] = [];
  const measure = async <Name extends RequestName>(
    what: string,
    name: Name,
    request: Requests[Name],
    next: Requests[Name] = request,
  ) => {
    const before = await used();
    const began = performance.now();
    const first = await post(name, request, session);
    const firstSeconds = (performance.now() - began) / 1000;
    const between = await used();
    await post(name, next, session);
    const after = await used();
    rows.push({
      what,
      first: between.cpuSeconds - before.cpuSeconds,
      firstSeconds,
      next: after.cpuSeconds - between.cpuSeconds,
      kibibytes: first.bytes / 1024,
      residentMiB: after.residentMiB,
    });
  };
  const campaign = CAMPAIGN;
  const uai = size.uai;
  await measure('steps', 'life', { campaign });
  await measure('participation and map', 'participation', { campaign, sequence: null });
  await measure('· one sequence', 'participation', { campaign, sequence: 'francais' });
  await measure(
    'schools: first page, next page',
    'schools',
    { campaign, ...school, sort: byLeft },
    {
      campaign,
      ...school,
      sort: byLeft,
      from: 100,
    },
  );
  await measure(
    '· sorted by name, by town',
    'schools',
    { campaign, ...school, sort: { by: 'name', desc: false } },
    { campaign, ...school, sort: { by: 'town', desc: false } },
  );
  await measure(
    '· a word, another',
    'schools',
    { campaign, ...school, wanted: 'tilleuls', sort: byLeft },
    { campaign, ...school, wanted: 'montclair', sort: byLeft },
  );
  await measure('· all, for a file', 'schools', { campaign, ...school, sort: byLeft, all: true });
  await measure('incidents', 'incidents', { campaign });
  await measure(
    'requests: first page, next page',
    'schoolRequests',
    { campaign, ...requests, filter: 'asked', sort: byDate },
    { campaign, ...requests, filter: 'asked', sort: byDate, from: 100 },
  );
  await measure('· a word', 'schoolRequests', {
    campaign,
    ...requests,
    filter: 'asked',
    wanted: 'courant',
    sort: byDate,
  });
  await measure('· all, for a file', 'schoolRequests', {
    campaign,
    ...requests,
    filter: 'all',
    sort: byDate,
    all: true,
  });
  await measure('· one', 'schoolRequest', { campaign, id: size.request });
  await measure('areas', 'areas', { campaign });
  await measure('a school', 'schoolFile', { campaign, uai });
  await measure('a pupil by name, in a school', 'findPupils', { campaign, wanted: 'nom12', uai });
  await measure('a pupil by name, in the country', 'findPupils', { campaign, wanted: 'nom4321', uai: null });
  await measure('results', 'results', { campaign });
  await measure('closing', 'closing', { campaign });
  const end = await used();
  const table = [
    `${machineLine()} ${size.schools.toLocaleString('en')} schools, ${size.pupils.toLocaleString('en')} pupils, ${size.records.toLocaleString('en')} records, ${size.requests.toLocaleString('en')} requests. Most memory of the program: ${end.peakMiB.toFixed(0)} MiB.`,
    '',
    '| asked for | first answer, s of CPU | by the clock, s | the next, s of CPU | KiB | memory after, MiB |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      ({ what, first, firstSeconds, next, kibibytes, residentMiB }) =>
        `| ${what} | ${first.toFixed(2)} | ${firstSeconds.toFixed(2)} | ${next.toFixed(2)} | ${kibibytes.toFixed(0)} | ${residentMiB.toFixed(0)} |`,
    ),
  ].join('\n');
  process.stderr.write(`${table}\n`);
  if (values.write) writeBetweenMarkers('console', table);
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'console', ...size, ...end, rows })}\n`);
}

async function post(
  name: string,
  body: object,
  session: string | null,
): Promise<{ readonly body: unknown; readonly bytes: number }> {
  const answer = await fetch(new URL(`/api/${name}`, address), {
    method: 'POST',
    headers: {
      origin: address.origin,
      'content-type': 'application/json',
      ...(session === null ? {} : { authorization: `Bearer ${session}` }),
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
  return { body: JSON.parse(text) as unknown, bytes: Buffer.byteLength(text) };
}

function sizeOf(vault: string) {
  using reader = readVault(vault);
  return {
    schools: reader.count('SELECT count(*) FROM school'),
    pupils: reader.count('SELECT count(*) FROM pupil'),
    records: reader.count('SELECT count(*) FROM record'),
    requests: reader.count('SELECT count(*) FROM request'),
    uai: reader.get<{ uai: string }>('SELECT uai FROM school ORDER BY id LIMIT 1 OFFSET 2')?.uai ?? '',
    request: reader.get<{ id: string }>('SELECT id FROM request LIMIT 1')?.id ?? '',
  };
}
