/**
 * A campaign that lives: vault, codes, a real platform with the built apps, and the authority at work until it is closed.
 * What the demonstration does for several campaigns, for one.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  assignCodes,
  createCampaign,
  importRoster,
  mintCodes,
  type OpenCampaign,
  openCampaign,
  publishCampaign,
  serveCampaign,
} from '@cloison/authority';
import { type RunningPlatform, startPlatform } from '@cloison/platform';
import type { ExampleCampaign } from '../../examples/src/answers.ts';
import { demoSchools, forLevels } from '../../examples/src/roster.ts';
import { prepareFolder } from '../../scripts/demo/campaign-folder.ts';
import { createDemoVault, DEMO_CAMPAIGNS, type DemoAuthority } from '../../scripts/demo/demo-authority.ts';
import { type DemoSchool, readSchools } from '../../scripts/demo/demo-schools.ts';
import { copyOfApp } from '../pupil/app-copy.ts';

export interface LivingCampaign {
  readonly folder: string;
  readonly desk: Pick<DemoAuthority, 'vault' | 'keys' | 'actor'>;
  readonly open: OpenCampaign;
  readonly platform: RunningPlatform;
  /** As heads see them: slips with codes, by school. */
  readonly schools: readonly DemoSchool[];
  /** Addresses that people type. */
  readonly pupilAddress: string;
  readonly schoolAddress: string;
  /** The authority collects, scores and pushes once. */
  readonly pass: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Rosters {
  readonly schoolsCsv: string;
  readonly pupilsCsv: string;
}

export interface LivingOptions {
  readonly rosters: Rosters;
  /** Writes the campaign's folder below `parent` and returns it. */
  readonly prepare: (parent: string, address: string) => string;
  /** Milliseconds between two passes of the authority; null: only when the test says so. */
  readonly serveEveryMs: number | null;
}

const SCHOOL_APP = join(import.meta.dirname, '../../apps/school/dist');

export async function startCampaign({
  rosters,
  prepare,
  serveEveryMs,
}: LivingOptions): Promise<LivingCampaign> {
  if (!existsSync(join(SCHOOL_APP, 'index.html'))) throw new Error('the pages are not built: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'cloison-life-'));
  const desk = createDemoVault(folder);
  const { keys } = desk;
  const { publicKey } = await keys.initialise();
  // Copies: a build meanwhile, such as the demonstration's own, empties `dist`.
  const apps = { pupil: await copyOfApp(join(folder, 'app-pupil')), school: join(folder, 'app-school') };
  cpSync(SCHOOL_APP, apps.school, { recursive: true });
  const platform = await startPlatform({
    dataDir: join(folder, 'platform'),
    authorityKey: publicKey,
    apps,
  });
  const campaignParent = join(folder, 'campaign');
  mkdirSync(campaignParent);
  const source = prepare(campaignParent, `${platform.url}/`);
  const { name } = await createCampaign(desk.vault, keys, desk.actor, source);
  const open = await openCampaign(desk.vault, keys, desk.actor, name);
  const [schoolsFile, pupilsFile] = [join(folder, 'schools.csv'), join(folder, 'pupils.csv')];
  writeFileSync(schoolsFile, rosters.schoolsCsv);
  writeFileSync(pupilsFile, rosters.pupilsCsv);
  await importRoster(open, { schools: schoolsFile, pupils: pupilsFile });
  await mintCodes(open);
  await assignCodes(open);
  await publishCampaign(open, keys, { platform: platform.url });
  const schools = await readSchools(platform.url, { example: '6e', open, pupils: 0 });

  const stop = new AbortController();
  const serving =
    serveEveryMs === null
      ? Promise.resolve()
      : serveCampaign(open, keys, {
          platform: platform.url,
          tickMs: serveEveryMs,
          signal: stop.signal,
        }).then(() => undefined);
  return {
    folder,
    desk,
    open,
    platform,
    schools,
    pupilAddress: `${platform.url}/c/${name}/`,
    schoolAddress: `${platform.url}/c/${name}/ecole/`,
    pass: async () => {
      await serveCampaign(open, keys, { platform: platform.url, once: true });
    },
    close: async () => {
      stop.abort();
      await serving;
      await platform.close();
      desk.vault.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One of the examples, with the demonstration's own pupils of its levels. */
export function startExample(
  example: ExampleCampaign,
  { serveEveryMs = 1_000 }: { serveEveryMs?: number | null } = {},
): Promise<LivingCampaign> {
  const { levels } = DEMO_CAMPAIGNS.find((campaign) => campaign.example === example)!;
  return startCampaign({
    rosters: forLevels(demoSchools(), levels),
    prepare: (parent, address) => prepareFolder(example, parent, { address, nowMs: Date.now(), openDays: 2 }),
    serveEveryMs,
  });
}

/** The class's slips: pupils' codes and teachers'. */
export function slipsOf({ schools }: LivingCampaign, label: string): DemoSchool['classes'][number] {
  const found = schools.flatMap(({ classes }) => classes).find((slips) => slips.label === label);
  if (found === undefined) throw new Error(`no class ${label}`);
  return found;
}
