/** What a closing does with each copy of the identity key: destroys it, or names it as not destroyed. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { describe, expect, test } from 'vitest';
import { readCertificate } from '../../apps/authority/src/close/certificate.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { closingPreview } from '../../apps/authority/src/close/closing-preview.ts';
import { copyKey, keyCopies } from '../../apps/authority/src/keys/copies.ts';
import { openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { destroyResearch } from '../../apps/authority/src/research/destroy-research.ts';

describe('keys whose medium has another path than when they were made', () => {
  test('the key that the closing itself works with is shown, destroyed and named, as each registered copy is', async () => {
    // Only paths of the register were destroyed: a stick that another machine mounts elsewhere kept the key, and nothing said so.
    const one = await startSmallCampaign();
    try {
      const { vault, keys, actor, platform, campaign } = one;
      await publishCampaign(campaign, keys, { platform: platform.url });
      const registered = keys.pathOf('identity', NAME);
      const elsewhere = openKeyStore(join(one.folder, 'monte-ailleurs'), PASSPHRASE);
      cpSync(keys.folder, elsewhere.folder, { recursive: true });
      rmSync(registered);
      const own = elsewhere.pathOf('identity', NAME);
      expect(closingPreview(vault, NAME, actor.now(), elsewhere.folder).copies).toEqual([
        { path: registered, place: 'absent' },
        { path: own, place: 'present' },
      ]);
      const { certificate: signed } = await closeCampaign(vault, elsewhere, actor, NAME, {
        platform: platform.url,
      });
      expect(elsewhere.has('identity', NAME)).toBe(false);
      const { certificate } = await readCertificate(signed, null);
      expect(certificate.destroyed.copies.map(({ path, outcome }) => [path, outcome])).toEqual([
        [registered, 'absent'],
        [own, 'destroyed'],
      ]);
      // So is the research key, by the medium's path of that day.
      const later = openKeyStore(join(one.folder, 'monte-encore-ailleurs'), PASSPHRASE);
      renameSync(elsewhere.folder, later.folder);
      destroyResearch(vault, later, actor, NAME, { leaveCopies: true });
      expect(later.has('research', NAME)).toBe(false);
    } finally {
      await one.close();
    }
  });
});

describe('a copy of the key whose folder is not there', () => {
  test('stops the closing before anything, unless it is left: then it is named as not destroyed', async () => {
    // It did neither: an unplugged stick counted as gone, and the register called its copy destroyed.
    const one = await startSmallCampaign();
    try {
      const { vault, keys, actor, platform, campaign } = one;
      await publishCampaign(campaign, keys, { platform: platform.url });
      const stick = join(one.folder, 'cle-usb');
      mkdirSync(stick);
      const copy = join(stick, 'identity.json');
      await copyKey(vault, keys, actor, 'identity', NAME, copy);
      renameSync(stick, `${stick}-debranchee`);
      const close = (leaveCopies: boolean) =>
        closeCampaign(vault, keys, actor, NAME, { platform: platform.url, leaveCopies });
      await expect(close(false)).rejects.toMatchObject({
        code: 'closing-copies',
        words: { fr: expect.stringContaining(copy) },
      });
      expect(vault.get('SELECT state FROM campaign')).toEqual({ state: 'open' });
      expect(keys.has('identity', NAME)).toBe(true);
      const { certificate: signed } = await close(true);
      const { certificate } = await readCertificate(signed, null);
      expect(certificate.destroyed.copies).toContainEqual(
        expect.objectContaining({ path: copy, destroyedAt: null, outcome: 'unreachable' }),
      );
      expect(certificate.notDestroyed[0]).toMatchObject({
        code: 'key-copy',
        what: { fr: expect.stringContaining(copy) },
      });
      expect(keyCopies(vault, NAME).find(({ path }) => path === copy)?.destroyed_at).toBeNull();
    } finally {
      await one.close();
    }
  });

  test('nor does one end that can’t write to a copy: it says so, and goes on once it can', async () => {
    const one = await startSmallCampaign();
    try {
      const { vault, keys, actor, platform, campaign } = one;
      await publishCampaign(campaign, keys, { platform: platform.url });
      const copy = join(one.folder, 'copie.json');
      await copyKey(vault, keys, actor, 'identity', NAME, copy);
      // Stands for a read-only stick: for root every file can be written to, and no folder can.
      renameSync(copy, `${copy}-ailleurs`);
      mkdirSync(copy);
      const close = () => closeCampaign(vault, keys, actor, NAME, { platform: platform.url });
      await expect(close()).rejects.toMatchObject({
        code: 'closing-copies',
        words: { fr: expect.stringContaining('lecture seule') },
      });
      expect(vault.get('SELECT state FROM campaign')).toEqual({ state: 'closing' });
      rmSync(copy, { recursive: true });
      renameSync(`${copy}-ailleurs`, copy);
      const { certificate: signed } = await close();
      const { certificate } = await readCertificate(signed, null);
      expect(certificate.destroyed.copies.map(({ outcome }) => outcome)).toEqual(['destroyed', 'destroyed']);
      expect(existsSync(copy)).toBe(false);
    } finally {
      await one.close();
    }
  });
});
