/** Who has the secret of a class cannot make what looks like the authority's: its documents are signed, and keyrings say by whom. */

import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { open, openSignedDocument, parseKeyring } from '@cloison/protocol';
import { bearer, fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCampaign, signsDocuments } from '../../apps/authority/src/campaign/open-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { groupOf, type Person, readDocument } from './simulated-people.ts';

let small: SmallCampaign;
const publish = () => publishCampaign(small.campaign, small.keys, { platform: small.platform.url });

beforeAll(async () => {
  small = await startSmallCampaign();
});
afterAll(() => small.close());

async function envelopeOf(person: Person, name: string): Promise<Uint8Array> {
  const response = await fetch(`${small.platform.url}/api/1/${NAME}/documents/${name}`, {
    headers: { authorization: bearer(person.holder.access) },
  });
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

const SHARED = [
  ['class', 'roster'],
  ['class', 'participation'],
  ['school', 'participation'],
  ['school', 'slips/1'],
] as const;

/** In this order: what is signed stays signed, and a vault never goes back. */
describe('Documents of a class and of its school', () => {
  it('of a campaign that was created before any was signed are not, and its keyrings name no key', async () => {
    const older = await startSmallCampaign();
    older.vault.run('DELETE FROM meta WHERE name = ?', signsDocuments(NAME));
    const campaign = await openCampaign(older.vault, older.keys, older.campaign.actor, NAME);
    await publishCampaign(campaign, older.keys, { platform: older.platform.url });
    const view = { ...older, campaign };
    const group = await groupOf(view, '6e');
    const keyring = parseKeyring((await readDocument(view, group.teacher, 'keyring'))?.body);
    expect(keyring.authority).toBeUndefined();
    expect((await readDocument(view, group.class, 'roster'))?.version).toBe(1);
    await older.close();
  });

  it('are signed with the key that the keyrings of teacher and head name, and open with no other', async () => {
    await publish();
    const group = await groupOf(small, '6e');
    const own = toBase64Url(small.keys.authorityPublic().publicKey);
    for (const staff of [group.teacher, group.head]) {
      expect(parseKeyring((await readDocument(small, staff, 'keyring'))?.body).authority).toBe(own);
    }
    for (const [who, name] of SHARED) {
      const { holder } = group[who];
      const envelope = await envelopeOf(group[who], name);
      await openSignedDocument(holder, envelope, name, fromBase64Url(own));
      const other = fromBase64Url(own).map((byte) => byte ^ 1);
      await expect(openSignedDocument(holder, envelope, name, other)).rejects.toMatchObject({
        code: 'envelope-signature',
      });
      await expect(open(holder, envelope, { kind: 'document', name })).rejects.toThrow();
    }
  });
});
