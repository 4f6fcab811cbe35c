/** A host that shows a key which it does not have. */

import { startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { newAuthorityKey } from '@cloison/dev-env/platform/authority-key.ts';
import { LyingHost } from '@cloison/dev-env/platform/lying-host.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { LyingCampaign } from './lying-campaign.ts';

let one: LyingCampaign;
beforeAll(async () => {
  one = await LyingCampaign.start();
});
afterAll(() => one.close());

interface Shown {
  readonly v: 1;
  readonly publicKey: string;
  readonly proof: { readonly statement: string; readonly publicKey: string; readonly signature: string };
}
const said = ({ proof }: Shown) => JSON.parse(Buffer.from(proof.statement, 'base64url').toString('utf8'));
const stated = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

let former: Shown | null = null;
const LIES: Readonly<Record<string, (shown: Shown) => unknown>> = {
  'shows it and proves nothing': ({ v, publicKey }) => ({ v, publicKey }),
  'repeats a proof that it heard': (shown) => {
    former ??= shown;
    return former === shown ? { v: 1, publicKey: shown.publicKey } : former;
  },
  'signs with another key': async (shown) => {
    const own = newAuthorityKey();
    const signature = await own.sign(Buffer.from(shown.proof.statement, 'base64url'));
    return {
      ...shown,
      proof: {
        ...shown.proof,
        publicKey: own.x,
        signature: Buffer.from(signature).toString('base64url'),
      },
    };
  },
  'shows it with a symbol that cannot be decoded': (shown) => ({
    ...shown,
    // 43 symbols are 258 bits: the last two are nought.
    publicKey: `${shown.publicKey.slice(0, -1)}B`,
  }),
  'has the proof of another campaign': (shown) => ({
    ...shown,
    proof: { ...shown.proof, statement: stated({ ...said(shown), campaign: 'une-autre' }) },
  }),
};

test.each(Object.entries(LIES))('a host that %s gets nothing at any pass', async (_, lie) => {
  former = null;
  const before = one.host.asked.length;
  one.host.lies = { key: lie };
  const code = expect.stringMatching(/^platform-(?:key-unproven|answer)$/);
  await expect(one.serve()).rejects.toMatchObject({ code });
  await expect(one.serve()).rejects.toMatchObject({ code });
  // It was asked for its key, and nothing else.
  expect([...new Set(one.host.asked.slice(before).map(({ what }) => what))]).toEqual(['key']);
  one.honest();
  expect(await one.serve()).toMatchObject({ incidents: 0 });
});

test('a host that proves nothing gets nothing at the first contact', async () => {
  const small = await startSmallCampaign();
  const host = await LyingHost.start(() => small.platform.url);
  host.lies = { key: ({ v, publicKey }: Shown) => ({ v, publicKey }) };
  const published = publishCampaign(small.campaign, small.keys, { platform: host.url });
  await expect(published).rejects.toMatchObject({ code: 'platform-key-unproven' });
  expect(host.asked.map(({ what }) => what)).toEqual(['key']);
  await host.close();
  await small.close();
});
