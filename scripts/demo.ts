/**
 * `npm run demo`: a whole campaign on this machine, both zones at once: the authority's vault, a platform on loopback,
 * simulated pupils and one teacher by the browsers' own code. Everybody is invented.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishCampaign, serveCampaign } from '@cloison/authority';
import { startPlatform } from '@cloison/platform';
import { Command, InvalidArgumentError } from 'commander';
import { areaCodes, createDemoVault, type DemoAuthority, prepareCampaigns } from './demo/demo-authority.ts';
import { type EndOfLife, endOfLife, simulateWork } from './demo/demo-life.ts';
import { demoPage } from './demo/demo-page.ts';
import { readSchools } from './demo/demo-schools.ts';
import { buildApps } from './prepare/build-apps.ts';

interface Options {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly port: number;
  readonly folder?: string;
  readonly simulate: boolean;
}

const TICK_MS = 2_000;

const options = new Command('npm run demo --')
  .description(
    'A whole campaign on this machine: four schools, about 250 invented pupils, a platform on loopback.\n' +
      'Une campagne entière sur cette machine.',
  )
  .option('--once', 'go on by itself to the closing, the research file and the verified journal, then end')
  .option('--json', 'end with one JSON line on standard output; words go to standard error')
  .option('--port <number>', 'port of the platform on 127.0.0.1; 0 takes a free one', portOf, 4810)
  .option(
    '--folder <path>',
    'keep vault, keys and platform there (it must not exist yet); default: a temporary folder, erased at the end',
  )
  .option('--no-simulate', 'leave every pupil and class to you')
  .addHelpText(
    'after',
    '\nExamples:\n  npm run demo\n  npm run demo -- --once --json\n  npm run demo -- --port 8080 --folder ./my-demo\n',
  )
  .parse()
  .opts<Options>();

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is 0 to 65535');
  return port;
}

const startedMs = Date.now();
const say = (words: string) => (options.json === true ? process.stderr : process.stdout).write(`${words}\n`);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'cloison-demo-'));
if (options.folder !== undefined) mkdirSync(options.folder);

try {
  await run();
} catch (error) {
  if (!stop.signal.aborted) throw error;
} finally {
  if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  await buildApps({ quiet: options.json === true });
  const desk = createDemoVault(folder);
  const { publicKey } = await desk.keys.initialise();
  const root = join(import.meta.dirname, '..');
  const platform = await startPlatform({
    dataDir: join(folder, 'platform'),
    authorityKey: publicKey,
    port: options.once === true ? 0 : options.port,
    apps: { pupil: join(root, 'apps/pupil/dist'), school: join(root, 'apps/school/dist') },
  });
  try {
    say(`Plateforme sur ${platform.url} ; coffre et clés dans ${folder}`);
    const campaigns = await prepareCampaigns(folder, desk, {
      address: `${platform.url}/`,
      nowMs: startedMs,
      sealedContent: '2de',
      onStep: (words) => say(`  ${words}`),
    });
    const authority: DemoAuthority = { ...desk, campaigns };
    for (const { open } of campaigns) {
      const { documents, holders } = await publishCampaign(open, desk.keys, { platform: platform.url });
      say(`  ${open.name} : publiée (${holders} titulaires, ${documents} documents scellés)`);
    }
    const schools = (
      await Promise.all(campaigns.map((campaign) => readSchools(platform.url, campaign)))
    ).flat();
    if (options.simulate) {
      for (const campaign of campaigns) {
        stop.signal.throwIfAborted();
        const own = schools.filter((school) => school.campaign === campaign.open.name);
        const work = await simulateWork(platform.url, campaign, own);
        const words =
          work.booklets > 0 ? `${work.booklets} cahiers saisis` : `${work.pupils} élèves ont répondu`;
        say(`  ${campaign.open.name} : ${words}`);
      }
    }
    if (options.once === true) await finish(authority, platform.url);
    else {
      const areas = campaigns.flatMap(({ open }) =>
        areaCodes(open).map((one) => ({ ...one, campaign: open.name })),
      );
      say(demoPage(platform.url, schools, areas));
      await serveAll(authority, platform.url);
      say('\nArrêt.');
    }
  } finally {
    await platform.close();
    desk.vault.close();
  }
}

/** The authority at work on all campaigns, one pass each in turn, until Ctrl-C. */
async function serveAll({ keys, campaigns }: DemoAuthority, platform: string): Promise<void> {
  while (!stop.signal.aborted) {
    for (const { open } of campaigns) {
      await serveCampaign(open, keys, { platform, once: true, signal: stop.signal });
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TICK_MS);
      stop.signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }
}

async function finish(authority: DemoAuthority, platform: string): Promise<void> {
  const ends: EndOfLife[] = [];
  for (const campaign of authority.campaigns) {
    stop.signal.throwIfAborted();
    const end = await endOfLife(authority, campaign, platform, folder);
    ends.push(end);
    say(`  ${end.campaign} : fermée, certificat vérifié, ${end.researchRows} lignes de recherche`);
  }
  const seconds = Math.round((Date.now() - startedMs) / 100) / 10;
  if (options.json === true) {
    const campaigns = ends.map(({ participation, ...end }, i) => ({
      ...end,
      pupils: authority.campaigns[i]!.pupils,
      participation,
    }));
    process.stdout.write(`${JSON.stringify({ ok: true, seconds, journal: 'verified', campaigns })}\n`);
  } else say(`Terminé en ${seconds} s : journal vérifié.`);
}
