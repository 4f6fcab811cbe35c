/**
 * The real service on the real embedded store, slowed down by the test: it holds saves back, or lets them through late. Put
 * together here from the service's parts, because the test stands between the service and its store.
 */

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newAuthorityKey } from '@cloison/dev-env/platform/authority-key.ts';
import { newStatementKey } from '@cloison/dev-env/platform/statement-key.ts';
import { type Holder, openHolder } from '@cloison/protocol';
import { accessHash, campaignIdOf, type PublishedCampaign } from '@cloison/protocol/public';
import { Admission, type AdmissionParts } from '../../apps/platform/src/admission/admission.ts';
import { UnknownCodeQueue } from '../../apps/platform/src/admission/unknown-code-queue.ts';
import { authorityKeyOf } from '../../apps/platform/src/authority/signed-call.ts';
import { openLog } from '../../apps/platform/src/base/log.ts';
import { TokenHash } from '../../apps/platform/src/campaign/token-hash.ts';
import { HolderAccess } from '../../apps/platform/src/holder/holder-access.ts';
import { buildServer } from '../../apps/platform/src/http/server.ts';
import type { CampaignStore } from '../../apps/platform/src/store/campaign-store.ts';
import { openSqliteStore } from '../../apps/platform/src/store/sqlite/store.ts';
import type { Store } from '../../apps/platform/src/store/store.ts';
import { AppFolder } from '../../apps/platform/src/web/app-folder.ts';
import { CAMPAIGN, RECORD } from './tiny-campaign.ts';

export interface SlowPlatform {
  readonly url: string;
  readonly admission: Admission;
  readonly store: CampaignStore;
  /** Waited for before each save reaches the store, and each look-up and reading. */
  before: { save: () => Promise<void>; read: () => Promise<void> };
  /** Most saves that the store had at once. */
  readonly mostSavesAtOnce: number;
  addPupil(root: Uint8Array): Promise<Holder>;
  close(): Promise<void>;
}

export async function startSlowPlatform(
  limits: NonNullable<AdmissionParts['limits']>,
): Promise<SlowPlatform> {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-slow-'));
  const pepper = randomBytes(32);
  const real = openSqliteStore({ folder, pepper });
  const before = { save: async () => undefined, read: async () => undefined } as SlowPlatform['before'];
  await real.publish(CAMPAIGN, publication());
  const lookup = await real.campaign(CAMPAIGN);
  if (lookup.state !== 'open') throw new Error(lookup.state);
  let atOnce = 0;
  let most = 0;
  const slow = wrapped(lookup.campaign, {
    save: async (request) => {
      most = Math.max(most, ++atOnce);
      try {
        await before.save();
        return await lookup.campaign.save(request);
      } finally {
        atOnce--;
      }
    },
    listing: async (holder) => {
      await before.read();
      return lookup.campaign.listing(holder);
    },
    holderByAccess: async (access) => {
      const found = await lookup.campaign.holderByAccess(access);
      if (found === null) await before.read();
      return found;
    },
  });
  const store = wrapped<Store>(real, {
    campaign: async () => ({ state: 'open', campaign: slow }),
    campaignToSave: async () => ({ state: 'open', campaign: slow }),
  });
  const tokens = new TokenHash(pepper);
  const nowMs = () => performance.now();
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  // The machine that runs the test may lag: that is not what is tried here.
  const admission = new Admission({ nowMs, lagMs: () => 0, random: Math.random, limits });
  const { raw } = newAuthorityKey();
  const app = new AppFolder(null, nowMs);
  const unknownCodes = new UnknownCodeQueue({ nowMs, sleep }, (name, wanted) =>
    store.bookSlots(name, wanted),
  );
  const server = buildServer({
    store,
    access: new HolderAccess(tokens, unknownCodes, admission),
    admission,
    appOrigins: [],
    authority: authorityKeyOf(raw),
    tokens,
    purgeTools: { store, key: await newStatementKey(), notErased: '' },
    apps: { pupil: app, school: app },
    log: openLog('none'),
    nowMs: Date.now,
    secure: false,
    tls: null,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const campaignId = await campaignIdOf(CAMPAIGN);
  return {
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    admission,
    store: lookup.campaign,
    before,
    get mostSavesAtOnce() {
      return most;
    },
    async addPupil(root) {
      const holder = await openHolder(root, campaignId);
      const access = tokens.stored(await accessHash(holder.access));
      await real.campaign(CAMPAIGN);
      await lookup.campaign.putHolders([{ holder: holder.holderId, access, calendar: 0, role: 'pupil' }]);
      return holder;
    },
    async close() {
      await server.close();
      await real.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Everything of `inner`, but these methods. */
function wrapped<T extends object>(inner: T, methods: Partial<T>): T {
  return new Proxy(inner, {
    get(target, name) {
      const own = (methods as Record<PropertyKey, unknown>)[name];
      if (own !== undefined) return own;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function publication(): PublishedCampaign {
  const title = { fr: 'Essai', en: 'Test' };
  const window = { opens: '2000-01-01T00:00:00Z', closes: '2100-01-01T00:00:00Z' };
  return {
    v: 1,
    card: { v: 1, campaign: CAMPAIGN, title, rehearsal: true, manifest: '0'.repeat(64), online: true },
    calendars: [{ [RECORD]: window }],
  };
}
