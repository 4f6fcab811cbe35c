/**
 * A campaign that lives: vault, codes, a real platform with the built apps, and the authority at work until it is closed.
 * What the demonstration does for several campaigns, for one.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenCampaign, publishCampaign, serveCampaign } from '@cloison/authority';
import { TestOffice } from '@cloison/dev-env/authority/test-office.ts';
import { copyOfApp } from '@cloison/dev-env/platform/app-pages.ts';
import { type RunningPlatform, startPlatform } from '@cloison/platform';
import type { ExampleCampaign } from '../../examples/src/answers.ts';
import { demoSchools, forLevels } from '../../examples/src/roster.ts';
import { prepareFolder } from '../../scripts/demo/campaign-folder.ts';
import { DEMO_CAMPAIGNS } from '../../scripts/demo/demo-authority.ts';
import { type DemoSchool, readSchools } from '../../scripts/demo/demo-schools.ts';

export interface LivingCampaign {
  readonly folder: string;
  readonly desk: TestOffice;
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

export async function startCampaign({
  rosters,
  prepare,
  serveEveryMs,
}: LivingOptions): Promise<LivingCampaign> {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-life-'));
  const desk = await TestOffice.create(folder);
  const { keys } = desk;
  const apps = {
    pupil: await copyOfApp('pupil', join(folder, 'app-pupil')),
    school: await copyOfApp('school', join(folder, 'app-school')),
  };
  const platform = await startPlatform({
    dataDir: join(folder, 'platform'),
    authorityKey: desk.publicKey,
    apps,
  });
  const campaignParent = join(folder, 'campaign');
  mkdirSync(campaignParent);
  const source = prepare(campaignParent, `${platform.url}/`);
  const open = await desk.createCampaign(source);
  const { name } = open;
  const [schoolsFile, pupilsFile] = [join(folder, 'schools.csv'), join(folder, 'pupils.csv')];
  writeFileSync(schoolsFile, rosters.schoolsCsv);
  writeFileSync(pupilsFile, rosters.pupilsCsv);
  await desk.importRoster({ schools: schoolsFile, pupils: pupilsFile });
  await desk.assignCodes({ threads: availableParallelism() });
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
      desk.release();
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
