/** The office's signing key is replaced while a campaign runs: platform, staff, pupils, whoever has the old key, and the certificate. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_COST } from '@cloison/dev-env/authority/test-office.ts';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { LyingHost, RawAnswer } from '@cloison/dev-env/platform/lying-host.ts';
import { openSignedDocument, parseKeyring } from '@cloison/protocol';
import {
  type Bytes,
  bearer,
  fromBase64Url,
  parseEnvelopeHeader,
  toBase64Url,
} from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../apps/authority/src/close/certificate.ts';
import { certificatePage } from '../../apps/authority/src/close/certificate-page.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { countUnpushed, forgetDocuments } from '../../apps/authority/src/documents/document-ledger.ts';
import { openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import {
  createPlatformClient,
  type PlatformClient,
} from '../../apps/authority/src/platform-link/platform-client.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { countIncidents } from '../../apps/authority/src/records/incidents.ts';
import { markReports } from '../../apps/authority/src/score/due-reports.ts';
import { replaceSigningKey } from '../../apps/authority/src/signing/replace-signing-key.ts';
import { verifyStatementFile } from '../../apps/authority/src/verify/verify-certificate.ts';
import { replaceAuthorityKey } from '../../apps/platform/src/base/secrets.ts';
import { groupOf, type Person, pupilsOf, readDocument, sit } from './simulated-people.ts';

let small: SmallCampaign;
/** Of before the replacement: the thief has a copy of the folder, and its passphrase. */
let formerKey: Bytes;
let formerFingerprint: string;

const publish = () => publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
const serveOnce = () =>
  serveCampaign(small.campaign, small.keys, { platform: small.platform.url, once: true });
const envelopeOf = async ({ holder }: Person, name: string) => {
  const response = await fetch(`${small.platform.url}/api/1/${NAME}/documents/${name}`, {
    headers: { authorization: bearer(holder.access) },
  });
  expect([name, response.status]).toEqual([name, 200]);
  return new Uint8Array(await response.arrayBuffer());
};

const SHARED = [
  ['class', 'roster'],
  ['class', 'participation'],
  ['school', 'participation'],
  ['school', 'slips/1'],
] as const;

/** What the thief of the old key calls the platform with. */
async function thiefsClient(): Promise<PlatformClient> {
  const { privateKey, publicKey } = await openKeyStore(
    join(small.folder, 'stolen'),
    PASSPHRASE,
    SAMPLE_COST,
  ).authority();
  let sequence = Date.now() * 2000;
  return createPlatformClient({
    platform: small.platform.url,
    campaign: NAME,
    signer: {
      keyId: toBase64Url(publicKey),
      sign: async (bytes) =>
        new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(bytes))),
    },
    nextSequence: () => {
      sequence += 1;
      return sequence;
    },
  });
}

beforeAll(async () => {
  small = await startSmallCampaign();
  ({ publicKey: formerKey, fingerprint: formerFingerprint } = small.keys.authorityPublic() as {
    publicKey: Bytes;
    fingerprint: string;
  });
  cpSync(small.keysFolder, join(small.folder, 'stolen'), { recursive: true });
  await publish();
  await serveOnce();
});
afterAll(() => small.close());

/** Envelopes that the host was shown, base64url. */
const shown: string[] = [];
/** The holder, the iv, and what is sealed under it: two of those with one iv give the key of the seal away. */
function sealedUnderOneIv(): number {
  const by = new Map<string, Set<string>>();
  for (const text of shown) {
    const bytes = fromBase64Url(text);
    const { holderId, bodyOffset } = parseEnvelopeHeader(bytes);
    const iv = `${toBase64Url(holderId)} ${toBase64Url(bytes.subarray(bodyOffset - 12, bodyOffset))}`;
    by.set(iv, (by.get(iv) ?? new Set()).add(text));
  }
  return [...by.values()].filter((envelopes) => envelopes.size > 1).length;
}

/** In this order. */
describe('While a campaign runs', () => {
  let host: LyingHost;
  beforeAll(async () => {
    host = await LyingHost.start(() => small.platform.url);
    host.lies = {
      documents: (truth, { body }) => {
        shown.push(...(body as { envelopes: string[] }).envelopes);
        return truth;
      },
    };
  });
  afterAll(() => host.close());

  it('serve ends, and says what to do; nothing is signed with the old key', async () => {
    // Documents wait that the platform has been shown: its answer was not heard.
    await sit(small, (await pupilsOf(small)).get('Anna')!, { m1: 'A' }, false);
    const { lies } = host;
    host.lies = {
      documents: (truth, asked) => {
        lies.documents?.(truth, asked);
        return new RawAnswer(400, '{"code":"bad-request"}');
      },
    };
    const first = Promise.withResolvers<void>();
    const stop = new AbortController();
    let after = 0;
    let isReplaced = false;
    const serving = serveCampaign(small.campaign, small.keys, {
      platform: host.url,
      tickMs: 20,
      signal: stop.signal,
      onEvent: ({ kind }) => {
        // Between two passes, as another command that has the vault.
        if (kind === 'problem') first.resolve();
        // A serve that does not see the new key would go on for ever.
        if (isReplaced && (kind === 'problem' || kind === 'pass') && ++after > 3) stop.abort();
      },
    });
    await first.promise;
    expect(countUnpushed(small.campaign)).toBeGreaterThan(0);
    expect(shown.length).toBeGreaterThan(0);
    const { former } = await replaceSigningKey(small.vault, small.keys, small.actor, { why: 'leaked' });
    isReplaced = true;
    expect(former).toBe(formerFingerprint);
    const ended = await serving.then(
      () => 'it went on with the old key, pass after pass',
      (error: { readonly code?: string }) => error.code ?? String(error),
    );
    expect(ended).toBe('signing-key-changed');
    host.lies = lies;
    await small.reopen();
  });

  it('the platform refuses the new key until its operator has registered it', async () => {
    await expect(publish()).rejects.toMatchObject({ code: 'platform-signature' });
    await small.restartPlatform(() => undefined);
    await expect(publish()).rejects.toMatchObject({ code: 'platform-signature' });
    const { publicKey } = small.keys.authorityPublic();
    await replaceAuthorityKey(join(small.platformFolder, 'secrets'), publicKey);
    await small.restartPlatform();
  });

  it('pupils save meanwhile, and their tickets stay as they are', async () => {
    const boris = (await pupilsOf(small)).get('Anna')!;
    expect((await readDocument(small, boris.person!, 'ticket'))?.version).toBe(1);
  });

  it('nothing is sealed twice under one iv: what waited under the old key is made anew', async () => {
    // The same text with another signature, under the same iv: two such envelopes open the seal of a class to the host.
    await serveCampaign(small.campaign, small.keys, { platform: host.url, once: true });
    await publishCampaign(small.campaign, small.keys, { platform: host.url });
    await serveCampaign(small.campaign, small.keys, { platform: host.url, once: true });
    expect(sealedUnderOneIv()).toBe(0);
  });

  it('documents of classes and schools are sealed again under the new key, which keyrings bring', async () => {
    const { publicKey } = small.keys.authorityPublic();
    const group = await groupOf(small, '6e');
    for (const staff of [group.teacher, group.head]) {
      const keyring = await readDocument(small, staff, 'keyring');
      expect(parseKeyring(keyring?.body).authority).toBe(toBase64Url(publicKey));
    }
    for (const [who, name] of SHARED) {
      const envelope = await envelopeOf(group[who], name);
      await openSignedDocument(group[who].holder, envelope, name, publicKey as Bytes);
      // To whoever has the new keyring, what the old key signs is nothing.
      await expect(openSignedDocument(group[who].holder, envelope, name, formerKey)).rejects.toMatchObject({
        code: 'envelope-signature',
      });
    }
    const ticket = await readDocument(small, (await pupilsOf(small)).get('Anna')!.person!, 'ticket');
    expect(ticket?.version).toBe(1);
  });

  it('whoever has the old key is refused every call by the platform', async () => {
    const thief = await thiefsClient();
    const group = await groupOf(small, '6e');
    const roster = toBase64Url(await envelopeOf(group.class, 'roster'));
    for (const call of [
      () => thief.feed('', 1),
      () => thief.putDocuments({ envelopes: [roster] }),
      () => thief.putRevocations([toBase64Url(group.class.row.holder_id)]),
      () => thief.purge(),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'platform-signature' });
    }
  });

  it('a host that goes on taking the old key’s documents is named, and staff are given the office’s again', async () => {
    const group = await groupOf(small, '6e');
    const { publicKey } = small.keys.authorityPublic();
    // Host and thief together put a newer version there: the office’s next one is refused as older.
    host.lies = { documents: ({ results }) => ({ results: results.map(() => ({ code: 'stale' })) }) };
    for (const _pass of [1, 2]) {
      await sit(small, (await pupilsOf(small)).get('Anna')!, { m1: 'A' }, false).catch(() => undefined);
      markReports(small.campaign);
      forgetDocuments(small.campaign);
      await serveCampaign(small.campaign, small.keys, { platform: host.url, once: true });
    }
    expect(countIncidents(small.vault, NAME)).toMatchObject({ 'documents-newer': 1 });
    host.lies = {};
    await publishCampaign(small.campaign, small.keys, { platform: host.url });
    await serveCampaign(small.campaign, small.keys, { platform: host.url, once: true });
    const envelope = await envelopeOf(group.class, 'participation');
    await openSignedDocument(group.class.holder, envelope, 'participation', publicKey as Bytes);
  });

  it('the certificate says that the key was replaced, when and why; the old fingerprint verifies nothing, and is told so', async () => {
    await sit(small, (await pupilsOf(small)).get('Anna')!, { m1: 'B' });
    const { certificate } = await closeCampaign(small.vault, small.keys, small.actor, NAME, {
      platform: small.platform.url,
    });
    const { fingerprint } = small.keys.authorityPublic();
    const verified = await readCertificate(certificate, fingerprint);
    expect(verified.certificate.replacedKeys).toMatchObject([
      { key: formerFingerprint, replacedBy: fingerprint, why: 'leaked' },
    ]);
    const page = certificatePage(verified);
    expect(page).toContain(formerFingerprint);
    expect(page).toContain('divulguée');
    const path = join(small.folder, 'certificat.json');
    writeFileSync(path, JSON.stringify(certificate));
    expect((await verifyStatementFile(path, fingerprint)).kind).toBe('closing');
    await expect(verifyStatementFile(path, formerFingerprint)).rejects.toMatchObject({
      code: 'certificate-key-replaced',
      message: expect.stringContaining(fingerprint),
    });
    await expect(verifyStatementFile(path, fingerprint.replace(/^.{4}/, '0000'))).rejects.toMatchObject({
      code: 'certificate-key',
    });
  });
});
