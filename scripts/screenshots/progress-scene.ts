/** A second campaign of the year with the same pupils: what a class and its school are told of progress since the first. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  assignCodes,
  createCampaign,
  importRoster,
  mintCodes,
  openCampaign,
  publishCampaign,
  serveCampaign,
} from '@cloison/authority';
import { parse, stringify } from 'yaml';
import { answersOf } from '../../examples/src/answers.ts';
import { randomOf } from '../../examples/src/random.ts';
import { prepareFolder } from '../demo/campaign-folder.ts';
import type { DemoCampaign } from '../demo/demo-authority.ts';
import { readSchools } from '../demo/demo-schools.ts';
import { simulatePupil } from '../demo/simulate-pupil.ts';
import { computer } from '../demo/simulated-person.ts';
import { type Camera, WIDE } from './camera.ts';
import { ADDRESS, type Demonstration } from './demonstration.ts';
import { SIXTH, schoolAddress, show, signIn } from './school-scenes.ts';

const EXAMPLE = '6e';
const JANUARY = '2027-6e';
const CLASS = '6B';
/** What a pupil gained since the first campaign, on the scale of abilities. */
const GAIN = 0.5;
/** The place on each list of a pupil who is away this time. */
const AWAY = 3;

export async function progressScene(demo: Demonstration, camera: Camera): Promise<void> {
  const january = await secondCampaign(demo);
  const { keys } = demo.authority;
  await publishCampaign(january.open, keys, { platform: demo.platform });
  const [school] = await readSchools(demo.platform, january);
  if (school === undefined) throw new Error('the second campaign has no school');
  const answers = answersOf(EXAMPLE);
  for (const { label, pupils } of school.classes)
    for (const [place, { code }] of pupils.entries()) {
      if (code === null || place === AWAY) continue;
      const ability = randomOf('pupil', label, place).normal() + GAIN;
      const random = randomOf('january', label, place);
      await simulatePupil(computer(demo.platform, JANUARY), code, answers, ability, random);
    }
  await serveCampaign(january.open, keys, { platform: demo.platform, once: true });
  const address = schoolAddress(demo, JANUARY);
  const index = school.classes.findIndex(({ label }) => label === CLASS);
  const teacher = school.classes[index]?.teachers[0]?.code;
  if (teacher === undefined) throw new Error(`${CLASS} has no teacher's code`);
  await camera.visit(WIDE, async (page) => {
    await signIn(page, address, teacher);
    await show(page, address, '#/classe/0/progres');
    await page.locator('.progress-table').waitFor();
    await camera.shoot(page, 'progres-classe');
  });
  await camera.visit(WIDE, async (page) => {
    await signIn(page, address, school.headCode);
    await show(page, address, '#/resultats');
    await page.getByRole('heading', { name: /^Progrès depuis/ }).evaluate((node) => node.scrollIntoView());
    await camera.shoot(page, 'direction-progres');
  });
}

/** The first campaign's items and pupils again, under another name. */
async function secondCampaign({ folder, authority, campaign }: Demonstration): Promise<DemoCampaign> {
  const { vault, keys, actor } = authority;
  const source = prepareFolder(EXAMPLE, join(folder, 'second-campaigns'), {
    address: ADDRESS,
    nowMs: Date.now(),
    openDays: 7,
  });
  const file = join(source, 'campaign.yaml');
  const first = parse(readFileSync(file, 'utf8')) as { readonly domains: readonly { readonly id: string }[] };
  const domains = Object.fromEntries(first.domains.map(({ id }) => [id, id]));
  const second = {
    ...first,
    campaign: JANUARY,
    title: { fr: 'Évaluation de sixième, janvier', en: 'Sixième evaluation, January' },
    progress: { since: campaign(SIXTH).open.name, domains },
  };
  writeFileSync(file, stringify(second));
  const { name } = await createCampaign(vault, keys, actor, source);
  const open = await openCampaign(vault, keys, actor, name);
  const rosters = join(folder, 'rosters', EXAMPLE);
  const imported = await importRoster(open, {
    schools: join(rosters, 'schools.csv'),
    pupils: join(rosters, 'pupils.csv'),
  });
  await mintCodes(open);
  await assignCodes(open);
  return { example: EXAMPLE, open, pupils: imported.pupils.total };
}
