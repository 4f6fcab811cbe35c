import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_COST, type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COHORT_PARTS, makeCohortKey } from '../cohort/cohort-keys.ts';
import { markPupils } from '../cohort/cohort-marks.ts';
import { endCohort } from '../cohort/end-cohort.ts';
import { journalLines } from '../journal/journal.ts';
import { presentPupils } from '../roster/pupils.ts';
import { createCampaign } from '../specify/create-campaign.ts';
import { closeCampaign } from './close-campaign.ts';
import { closingPreview } from './closing-preview.ts';

let office: SampleOffice;
beforeAll(async () => {
  office = await sampleOffice('vault');
  appendFileSync(
    join(office.campaignFolder, 'campaign.yaml'),
    'cohort: { name: panel-2026, until: 2032-08-31 }\n',
  );
  await createCampaign(office.vault, office.keys, office.actor, office.campaignFolder);
  await office.roster(samplePupils(2, 3));
});
afterAll(() => office.remove());

it('a campaign that follows a cohort is not closed while a pupil with a sitting lacks an identifier', async () => {
  const { vault, keys, actor, keysFolder, folder } = office;
  const campaign = await office.campaign();
  const { name } = campaign;
  const [pupil] = presentPupils(campaign);
  vault.run("INSERT INTO result VALUES (?, 'francais', NULL, zeroblob(1))", pupil!);
  // It was never published: that is what is said next.
  const close = (as = actor) =>
    closeCampaign(vault, keys, as, name, { platform: 'http://127.0.0.1:1/', patienceMs: 1 });
  const preview = () => closingPreview(vault, name, actor.now(), keysFolder).cohort;
  const passphrase = async () => 'une phrase à elle seule';
  // After the cohort's last day nobody can be marked any more: the campaign was never closed then.
  const late = { ...actor, now: () => new Date('2032-09-01T08:00:00Z') };
  await expect(close(late)).rejects.toMatchObject({ code: 'platform-unpublished' });
  for (const part of COHORT_PARTS) {
    const lines = [...journalLines(vault)];
    await expect(close()).rejects.toMatchObject({
      code: 'closing-cohort',
      message: expect.stringContaining('1 pupil of'),
    });
    expect([...journalLines(vault)]).toEqual(lines);
    expect(vault.get('SELECT state FROM campaign')).toEqual({ state: 'open' });
    expect(preview()).toMatchObject({ name: 'panel-2026', until: '2032-08-31', withoutIdentifier: 1 });
    const to = join(folder, `${part}.json`);
    const own = { ...actor, who: `personne ${part}` };
    await makeCohortKey(vault, own, {
      cohort: 'panel-2026',
      part,
      to,
      keysFolder,
      passphrase,
      cost: SAMPLE_COST,
    });
    await markPupils({ ...campaign, actor: own }, part, { key: to, passphrase });
  }
  expect(preview()?.withoutIdentifier).toBe(0);
  await expect(close()).rejects.toMatchObject({ code: 'platform-unpublished' });
});

it('says what is left to do where one key of the cohort is destroyed already', async () => {
  // It sent the custodian to mark pupils with a key that was gone.
  const { vault, keys, actor } = office;
  const { name } = await office.campaign();
  vault.run('DELETE FROM cohort_mark');
  const until = { despiteUntil: '2032-08-31' };
  await endCohort(vault, keys, { ...actor, who: 'personne 1' }, 'panel-2026', '1', until);
  const close = () =>
    closeCampaign(vault, keys, actor, name, { platform: 'http://127.0.0.1:1/', patienceMs: 1 });
  await expect(close()).rejects.toMatchObject({
    code: 'closing-cohort-ending',
    message: expect.stringContaining(
      'cloison cohort end --cohort panel-2026 --part 2 --despite-until 2032-08-31 --yes',
    ),
  });
  await endCohort(vault, keys, { ...actor, who: 'personne 2' }, 'panel-2026', '2', until);
  await expect(close()).rejects.toMatchObject({ code: 'platform-unpublished' });
});
