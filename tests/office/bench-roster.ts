/**
 * `npm run bench -- roster`: a country imported from the exports of other programs. For each format the generator writes the
 * schools by a seed; a process of its own imports them into an empty campaign, and once more, unchanged, as the nightly file
 * is. Nothing here fails on a slow machine.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SAMPLE_COST, SAMPLE_PASSPHRASE } from '@cloison/dev-env/authority/sample-office.ts';
import { type Level, rosterChunks, rosterSchools } from '@cloison/examples/roster';
import { type ExportFormat, exportFormats, exportRoster } from '@cloison/examples/roster-exports';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import type { Actor } from '../../apps/authority/src/journal/journal.ts';
import { openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import { createVault } from '../../apps/authority/src/vault/vault.ts';
import { prepareFolder } from '../../scripts/demo/campaign-folder.ts';

const SEED = 1;
/** ONDE is for primary schools. `pupilsASchool`: of a school of the generator at that level. */
const OF = {
  onde: { level: 'cp', example: 'cp-ce1', campaign: '2026-cp-ce1', pupilsASchool: 38 },
  siecle: { level: '6e', example: '6e', campaign: '2026-6e', pupilsASchool: 107 },
  oneroster: { level: '6e', example: '6e', campaign: '2026-6e', pupilsASchool: 107 },
} as const satisfies Record<ExportFormat, { level: Level; [key: string]: unknown }>;

interface Measured {
  readonly pupils: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly againSeconds: number;
  readonly peakMiB: number;
}

/** Schools one after the other into ONDE and SIECLE, which have a file a school; OneRoster is one set. Megabytes written. */
async function writeFiles(folder: string, format: ExportFormat, schools: number): Promise<number> {
  const options = { schools, seed: SEED, levels: [OF[format].level] };
  const exports = join(folder, 'exports');
  mkdirSync(exports, { recursive: true });
  for await (const { file, text } of rosterChunks(options))
    if (file === 'schools.csv') appendFileSync(join(folder, file), text);
  const all = [];
  for (const { school, pupils } of rosterSchools(options)) {
    if (format === 'oneroster') all.push({ school, pupils });
    else
      for (const { name, bytes } of exportRoster(format, { schools: [school], pupils }))
        writeFileSync(join(exports, name), bytes);
  }
  if (format === 'oneroster') {
    const schoolsOf = all.map(({ school }) => school);
    const pupils = all.flatMap((one) => one.pupils);
    for (const { name, bytes } of exportRoster(format, { schools: schoolsOf, pupils }))
      writeFileSync(join(exports, name), bytes);
  }
  return readdirSync(exports).reduce((sum, name) => sum + statSync(join(exports, name)).size, 0) / 2 ** 20;
}

/** In a process of its own, so that its memory is its own. */
async function importAll(folder: string, format: ExportFormat): Promise<Measured> {
  const actor: Actor = { who: 'bench', now: () => new Date() };
  const source = prepareFolder(OF[format].example, folder, {
    address: 'https://evaluation.example/',
    nowMs: Date.now(),
    openDays: 14,
  });
  using vault = createVault(join(folder, 'vault'));
  const keys = openKeyStore(join(folder, 'keys'), SAMPLE_PASSPHRASE, SAMPLE_COST);
  await keys.initialise();
  await createCampaign(vault, keys, actor, source);
  const campaign = await openCampaign(vault, keys, actor, OF[format].campaign);
  const files = { schools: join(folder, 'schools.csv'), pupils: join(folder, 'exports') };
  const before = process.cpuUsage();
  const began = performance.now();
  const { pupils } = await importRoster(campaign, files);
  const seconds = (performance.now() - began) / 1000;
  const used = process.cpuUsage(before);
  const again = performance.now();
  const same = await importRoster(campaign, files);
  if (same.applied || same.pupils.unchanged !== pupils.total)
    throw new Error('the second import changed something');
  return {
    pupils: pupils.total,
    seconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    againSeconds: (performance.now() - again) / 1000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

const { values } = parseArgs({
  options: {
    pupils: { type: 'string', default: '20000' },
    format: { type: 'string', multiple: true },
    child: { type: 'string' },
    folder: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const wanted = exportFormats.filter((format) => values.format?.includes(format) ?? true);
if (values.child !== undefined && values.folder !== undefined) {
  const format = exportFormats.find((one) => one === values.child)!;
  process.stdout.write(JSON.stringify(await importAll(values.folder, format)));
} else {
  const results: Record<string, Measured & { megabytes: number }> = {};
  console.error('format     pupils      files   import    CPU      again     most memory');
  for (const format of wanted) {
    const folder = mkdtempSync(join(tmpdir(), 'cloison-roster-'));
    try {
      const schools = Math.max(1, Math.round(Number(values.pupils) / OF[format].pupilsASchool));
      const megabytes = await writeFiles(folder, format, schools);
      const child = spawnSync(
        process.execPath,
        [import.meta.filename, '--child', format, '--folder', folder],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      );
      if (child.status !== 0) throw new Error(`${format}: the import ended with ${child.status}`);
      const measured = JSON.parse(child.stdout) as Measured;
      results[format] = { ...measured, megabytes };
      const { pupils, seconds, cpuSeconds, againSeconds, peakMiB } = measured;
      console.error(
        [
          format.padEnd(10),
          String(pupils).padEnd(11),
          `${megabytes.toFixed(0)} MiB`.padEnd(8),
          ...[seconds, cpuSeconds, againSeconds].map((one) => `${one.toFixed(1)} s`.padEnd(9)),
          `${peakMiB.toFixed(0)} MiB`,
        ].join(' '),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (values.json) console.log(JSON.stringify(results));
}
