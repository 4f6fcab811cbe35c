import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { choiceItem } from '@cloison/dev-env/authority/sample-folder.ts';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { toHex } from '@cloison/protocol/public';
import { readPackage } from '@cloison/qti';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourcePackage } from '../campaign/content-files.ts';
import { openCampaign } from '../campaign/open-campaign.ts';
import type { ContentRow } from '../vault/rows.ts';
import { createCampaign } from './create-campaign.ts';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('vault');
});
afterEach(() => office.remove());

const create = (options = {}) =>
  createCampaign(office.vault, office.keys, office.actor, office.campaignFolder, options);

describe('a created campaign', () => {
  it('publishes content whose hashes the manifest states, without any key of an item', async () => {
    const created = await create();
    const { manifest, manifestHash } = await office.campaign();
    expect(manifestHash).toBe(created.manifest);
    const rows = office.vault.all<ContentRow>(
      `SELECT * FROM content WHERE kind = 'public' AND path <> 'manifest.json'`,
    );
    expect(rows.map(({ path }) => path).sort()).toEqual(Object.keys(manifest.files).sort());
    for (const { path, bytes, hash, type } of rows) {
      expect(manifest.files[path]).toEqual({ hash: toHex(hash), bytes: bytes.length, type });
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(toHex(hash));
      const text = Buffer.from(bytes).toString('utf8');
      for (const word of ['correct', 'SCORE', 'outcome', 'processing', 'mapping'])
        expect(text).not.toContain(word);
    }
  });

  it('keeps the packages with their keys in the vault', async () => {
    await create();
    const { items } = readPackage(sourcePackage(office.vault, 'essai-2026', 'francais-cp'));
    expect(items.map(({ identifier }) => identifier)).toEqual(['l1', 'l2', 'l3']);
    expect(items[0]!.responses[0]!.correct).not.toBeNull();
    expect(sourcePackage(office.vault, 'essai-2026', 'francais').size).toBe(3);
  });

  it('created again is the same, and created from another content is refused', async () => {
    const first = await create();
    expect(await create()).toEqual({ ...first, created: false });
    writeFileSync(join(office.campaignFolder, 'francais', 'items', 'f2.xml'), choiceItem('f2', 'a'));
    await expect(create()).rejects.toMatchObject({ code: 'campaign-exists' });
    expect(office.vault.count('SELECT count(*) FROM campaign')).toBe(1);
  });

  it('is a rehearsal when that is asked for, beside the real one of the same folder', async () => {
    // It had the folder's name: refused when the real campaign was there, and in its way when it was not.
    await create();
    const blanche = await create({ rehearsal: true });
    expect(blanche).toMatchObject({ name: 'essai-2026-blanche', created: true });
    expect(await create({ rehearsal: true })).toEqual({ ...blanche, created: false });
    const { manifest, spec } = await openCampaign(
      office.vault,
      office.keys,
      office.actor,
      'essai-2026-blanche',
    );
    expect([manifest.campaign, manifest.rehearsal, spec.rehearsal]).toEqual([
      'essai-2026-blanche',
      true,
      true,
    ]);
  });

  it('keeps its name as a rehearsal when campaign.yaml says that it is one, or names it so', async () => {
    const path = join(office.campaignFolder, 'campaign.yaml');
    const yaml = readFileSync(path, 'utf8');
    writeFileSync(path, `${yaml.replace(/^rehearsal:.*\n/m, '')}\nrehearsal: true\n`);
    expect((await create({ rehearsal: true })).name).toBe('essai-2026');
    writeFileSync(path, yaml.replace('essai-2026', 'essai-blanche'));
    expect((await create({ rehearsal: true })).name).toBe('essai-blanche');
    writeFileSync(path, yaml.replace('essai-2026', `essai-${'x'.repeat(27)}`));
    await expect(create({ rehearsal: true })).rejects.toMatchObject({
      code: 'campaign-invalid',
      data: { problems: [expect.objectContaining({ code: 'rehearsal-name' })] },
    });
  });

  it('is not created to count progress since a campaign or a domain that the vault has not', async () => {
    await create();
    const path = join(office.campaignFolder, 'campaign.yaml');
    const yaml = readFileSync(path, 'utf8').replace('essai-2026', 'essai-janvier');
    const progress = (since: string, id: string) =>
      writeFileSync(path, `${yaml}\nprogress: { since: ${since}, domains: { comprendre: ${id} } }\n`);
    progress('essai-2025', 'comprendre');
    await expect(create()).rejects.toMatchObject({ code: 'progress-missing' });
    progress('essai-2026', 'algebre');
    await expect(create()).rejects.toMatchObject({ code: 'progress-domain-missing' });
    expect(office.keys.has('identity', 'essai-janvier')).toBe(false);
    progress('essai-2026', 'comprendre');
    expect(await create()).toMatchObject({ name: 'essai-janvier', created: true });
    const made = await openCampaign(office.vault, office.keys, office.actor, 'essai-janvier');
    expect(made.earlier).toMatchObject({ kind: 'open', campaign: { name: 'essai-2026' } });
  });

  it('tells school pages what families can do at home, for the levels that say it', async () => {
    const path = join(office.campaignFolder, 'campaign.yaml');
    const yaml = readFileSync(path, 'utf8');
    const home = 'atHome: { fr: Lisez ensemble., en: Read together. }';
    const said = yaml.replace(/mode: (entry|online)/, `mode: $1, ${home}`);
    expect(said).not.toBe(yaml);
    writeFileSync(path, said);
    await create();
    const { manifest } = await office.campaign();
    const [first, ...others] = manifest.levels;
    expect(first?.atHome).toEqual({ fr: 'Lisez ensemble.', en: 'Read together.' });
    expect(others.every(({ atHome }) => atHome === undefined)).toBe(true);
  });

  it('is not created from a folder with problems', async () => {
    writeFileSync(join(office.campaignFolder, 'calendar.yaml'), 'areas: []');
    await expect(create()).rejects.toMatchObject({ code: 'campaign-invalid', exit: 1 });
    expect(office.keys.has('identity', 'essai-2026')).toBe(false);
  });
});
