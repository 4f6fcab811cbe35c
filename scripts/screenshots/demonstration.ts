/** The demonstration with everybody at work, as `npm run demo` starts it, for pictures. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishCampaign, serveCampaign } from '@cloison/authority';
import { startPlatform } from '@cloison/platform';
import {
  createDemoVault,
  type DemoAuthority,
  type DemoCampaign,
  prepareCampaigns,
} from '../demo/demo-authority.ts';
import { simulateWork } from '../demo/demo-life.ts';
import { type DemoSchool, readSchools } from '../demo/demo-schools.ts';
import { buildApps } from '../prepare/build-apps.ts';

/** What papers and pages print: the address of a campaign at work, not of this machine. */
export const ADDRESS = 'https://evaluation.example/';
const ROOT = join(import.meta.dirname, '../..');

export interface Demonstration {
  readonly folder: string;
  readonly authority: DemoAuthority;
  readonly platform: string;
  readonly schools: readonly DemoSchool[];
  campaign(name: string): DemoCampaign;
  /** Does `work` as if it were done so many minutes ago, as far as the platform's clock says. */
  minutesAgo(minutes: number, work: () => Promise<void>): Promise<void>;
  /** Collects, scores, reports: one pass of every campaign. */
  serve(): Promise<void>;
  close(): Promise<void>;
}

export async function startDemonstration(): Promise<Demonstration> {
  await buildApps({ quiet: true });
  const folder = mkdtempSync(join(tmpdir(), 'cloison-screenshots-'));
  const desk = createDemoVault(folder);
  const { publicKey } = await desk.keys.initialise();
  let lateMs = 0;
  const platform = await startPlatform({
    dataDir: join(folder, 'platform'),
    authorityKey: publicKey,
    port: 0,
    apps: { pupil: join(ROOT, 'apps/pupil/dist'), school: join(ROOT, 'apps/school/dist') },
    log: 'none',
    clock: () => Date.now() - lateMs,
  });
  const campaigns = await prepareCampaigns(folder, desk, {
    address: ADDRESS,
    nowMs: Date.now(),
    sealedContent: '2de',
    keyedTwice: 'cp-ce1',
    onStep: say,
  });
  const authority: DemoAuthority = { ...desk, campaigns };
  const schools: DemoSchool[] = [];
  for (const campaign of campaigns) {
    await publishCampaign(campaign.open, desk.keys, { platform: platform.url });
    const own = await readSchools(platform.url, campaign);
    schools.push(...own);
    await simulateWork(platform.url, campaign, own);
  }
  const serve = async () => {
    for (const { open } of campaigns)
      await serveCampaign(open, desk.keys, { platform: platform.url, once: true });
  };
  await serve();
  return {
    folder,
    authority,
    platform: platform.url,
    schools,
    campaign: (name) => campaigns.find(({ open }) => open.name === name)!,
    serve,
    minutesAgo: async (minutes, work) => {
      lateMs = minutes * 60_000;
      await work().finally(() => {
        lateMs = 0;
      });
    },
    close: async () => {
      await platform.close();
      desk.vault.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The code of the pupil at that place on the list of a class. */
export function pupilCode(
  { schools }: Demonstration,
  campaign: string,
  label: string,
  place: number,
): string {
  const code = classOf(schools, campaign, label).pupils[place]?.code;
  if (code == null) throw new Error(`${label} has no code at place ${place}`);
  return code;
}

export function teacherCode({ schools }: Demonstration, campaign: string, label: string): string {
  return classOf(schools, campaign, label).teachers[0]!.code;
}

export function headCode({ schools }: Demonstration, campaign: string): string {
  return schools.find((school) => school.campaign === campaign)!.headCode;
}

/** The slips of a class, by its label. */
export function classOf(schools: readonly DemoSchool[], campaign: string, label: string) {
  const found = schools
    .filter((school) => school.campaign === campaign)
    .flatMap(({ classes }) => classes)
    .find((one) => one.label === label);
  if (found === undefined) throw new Error(`the demonstration has no class ${label}`);
  return found;
}

function say(words: string): void {
  process.stdout.write(`  ${words}\n`);
}
