/** Two points of one year in one vault: what the second campaign's reports say of progress. Expected counts are written by hand. */
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { writeCampaignFolder } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { parseClassReport, parseSchoolReport } from '@cloison/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setCampaignState } from '../../apps/authority/src/campaign/campaign-row.ts';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { holderOfClassLevel } from '../../apps/authority/src/codes/holders.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { issueReports } from '../../apps/authority/src/report/issue-reports.ts';
import { classLevel } from '../../apps/authority/src/roster/class-levels.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { markReports } from '../../apps/authority/src/score/due-reports.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import type { HolderRow } from '../../apps/authority/src/vault/rows.ts';
import { key, type Person, personOf, pupilsOf, readDocument } from './simulated-people.ts';

const JANUARY = 'petite-janvier';

const line = (label: string, n: number, firstName: string) =>
  ['0750001', label, 'cp', `1000000${n}AA`, `Nom${n}`, firstName, '2020-04-16', 'F', ''] as const;
const [gael, hana, ines, jules, karim] = ['Gaël', 'Hana', 'Inès', 'Jules', 'Karim'].map((name, i) =>
  line('CP A', 11 + i, name),
) as [ReturnType<typeof line>, ...ReturnType<typeof line>[]];
const stayed = [gael!, hana!, ines!, jules!, karim!];
const small = [line('CP B', 21, 'Mia'), line('CP B', 22, 'Noé')];
/** Lola leaves before January, Oscar has come. */
const ROSTERS = {
  september: [...stayed, line('CP A', 31, 'Lola'), ...small],
  january: [...stayed, line('CP A', 32, 'Oscar'), ...small],
};

/** The first `right` of the four letters are right. Below 2 needs, 4 is satisfactory. */
const letters = (right: number) => {
  const keys = ['A', 'B', 'A', 'B'];
  return Object.fromEntries(keys.map((value, i) => [`l${i + 1}`, i < right ? value : 'C']));
};
const ABSENT = Object.fromEntries([1, 2, 3, 4].map((n) => [`l${n}`, '!absent']));

let september: SmallCampaign;
let january: SmallCampaign;

async function classOf(of: SmallCampaign, label: string): Promise<Person> {
  const { vault, campaign } = of;
  const rows = vault.all<{ class_level: number }>(
    'SELECT class_level FROM class_level_view WHERE campaign = ?',
    campaign.name,
  );
  const found = rows.find((row) => classLevel(campaign, row.class_level).label === label);
  return personOf(of, holderOfClassLevel(vault, found!.class_level)!);
}

async function schoolOf(of: SmallCampaign): Promise<Person> {
  const row = of.vault.get<HolderRow>(
    `SELECT h.* FROM holder h JOIN school_view s ON s.id = h.school
     WHERE s.campaign = ? AND h.kind = 'school' AND h.state = 'assigned'`,
    of.campaign.name,
  );
  return personOf(of, row!);
}

const serveOnce = (of: SmallCampaign) =>
  serveCampaign(of.campaign, of.keys, { platform: of.platform.url, once: true });

/** Keys in how many letters each pupil has right; null: absent. */
async function keyAll(of: SmallCampaign, right: Readonly<Record<string, number | null>>) {
  const pupils = await pupilsOf(of);
  for (const [name, count] of Object.entries(right)) {
    const label = name === 'Mia' || name === 'Noé' ? 'CP B' : 'CP A';
    await key(of, await classOf(of, label), pupils.get(name)!, count === null ? ABSENT : letters(count));
  }
  await serveOnce(of);
}

/** The second campaign as it is opened now. */
async function reopen(): Promise<void> {
  january = {
    ...september,
    campaign: await openCampaign(september.vault, september.keys, september.actor, JANUARY),
  };
}

async function reissued() {
  markReports(january.campaign);
  await serveOnce(january);
  const read = async (person: Person, name: string) => (await readDocument(january, person, name))?.body;
  const [a, b] = [await classOf(january, 'CP A'), await classOf(january, 'CP B')];
  return {
    a: parseClassReport(await read(a, 'report/class')).progress,
    b: parseClassReport(await read(b, 'report/class')).progress,
    school: parseSchoolReport(await read(await schoolOf(january), 'report/school')).progress,
  };
}

beforeAll(async () => {
  september = await startSmallCampaign({ pupils: ROSTERS.september });
  await publishCampaign(september.campaign, september.keys, { platform: september.platform.url });
  await keyAll(september, { Gaël: 4, Hana: 1, Inès: 3, Jules: 0, Karim: 2, Lola: 1, Mia: 4, Noé: 1 });
  const folder = join(september.folder, 'january');
  mkdirSync(folder);
  const since = `progress: { since: ${NAME}, domains: { lettres: lettres } }`;
  writeCampaignFolder(folder, {
    pupils: ROSTERS.january,
    campaign: (yaml) => `${yaml.replace(`campaign: ${NAME}`, `campaign: ${JANUARY}`)}${since}\n`,
  });
  await createCampaign(september.vault, september.keys, september.actor, folder);
  await reopen();
  const files = { schools: join(folder, 'schools.csv'), pupils: join(folder, 'pupils.csv') };
  await importRoster(january.campaign, files);
  await mintCodes(january.campaign, { threads: 1 });
  await assignCodes(january.campaign);
  await publishCampaign(january.campaign, january.keys, { platform: january.platform.url });
  await keyAll(january, { Gaël: 4, Hana: 4, Inès: 4, Jules: 1, Karim: 1, Oscar: 4, Mia: 4, Noé: null });
});
afterAll(() => september.close());

test('reports count, for the same pupils by national number, who went from which group to which', async () => {
  const source = {
    title: { fr: 'Petite campagne', en: 'Small campaign' },
    fewest: 5,
    domains: [{ domain: 'lettres', earlier: { fr: 'Lettres', en: 'Letters' } }],
  };
  // Rows: needs, fragile, satisfactory in September. Hana and Inès rose, Karim fell, Oscar is new.
  const ofA = {
    moves: [
      [1, 0, 1],
      [1, 0, 1],
      [0, 0, 1],
    ],
    onlyNow: 1,
    onlyEarlier: 0,
  };
  // One pupil has both: too few. Noé, absent in January, has September alone.
  const ofB = { moves: null, onlyNow: 0, onlyEarlier: 1 };
  const { a, b, school } = await reissued();
  expect(a).toEqual({ ...source, figures: { lettres: ofA } });
  expect(b).toEqual({ ...source, figures: { lettres: ofB } });
  expect(school).toEqual({
    ...source,
    figures: {
      lettres: {
        moves: [
          [1, 0, 1],
          [1, 0, 1],
          [0, 0, 2],
        ],
        onlyNow: 1,
        onlyEarlier: 1,
      },
    },
    classes: [
      { label: 'CP A', level: 'cp', figures: { lettres: ofA } },
      { label: 'CP B', level: 'cp', figures: { lettres: ofB } },
    ],
  });
});

test('reports made in threads say the same', async () => {
  markReports(january.campaign);
  expect(await issueReports(january.campaign, { threads: 1 })).toMatchObject({
    documents: 0,
    failures: [],
  });
});

test('without the key of the earlier campaign, or after its closing, reports say why there is no progress', async () => {
  const path = september.keys.pathOf('identity', NAME);
  renameSync(path, `${path}.away`);
  await reopen();
  const { a, school } = await reissued();
  expect(a).toMatchObject({ without: 'locked', figures: {} });
  expect(school).toMatchObject({ without: 'locked', figures: {} });
  renameSync(`${path}.away`, path);
  await reopen();
  expect((await reissued()).a).not.toHaveProperty('without');
  // Closed by another process while this one has it open.
  setCampaignState(september.vault, NAME, 'closed');
  expect((await reissued()).a).toMatchObject({ without: 'closed', figures: {} });
  await reopen();
  expect((await reissued()).school).toMatchObject({ without: 'closed', figures: {} });
});
