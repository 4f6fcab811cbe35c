/**
 * The folder of a school's laptop: a platform of its own (`store/`, `secrets/`), made from the bundle that the authority
 * prepared for one school, and `secrets/relay.json`, which it needs to return what it collects.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '@cloison/durable-files';
import {
  type Bytes,
  encodeTransfer,
  fromUtf8,
  type TransferHead,
  writeTransferFile,
} from '@cloison/protocol/public';
import * as v from 'valibot';
import { createSecrets, isInitialised, readSecrets } from '../base/secrets.ts';
import { SetupError } from '../base/setup-error.ts';
import { type CampaignHost, checkTransfer, importCampaign } from '../move/move-campaign.ts';
import type { Store } from '../store/store.ts';
import type { DumpEntry } from '../store/transfer.ts';

const relaySchema = v.strictObject({
  v: v.literal(1),
  campaign: v.string(),
  label: v.string(),
  /** A transfer key in groups of four; null once the laptop is purged. */
  returnKey: v.nullable(v.string()),
  /** The last export: a purge refuses to destroy anything newer unless it is forced. */
  exported: v.nullable(v.strictObject({ at: v.string(), changes: v.number() })),
});
export type RelayFacts = v.InferOutput<typeof relaySchema>;

export interface RelayDirs {
  readonly dataDir: string;
  readonly secretsDir: string;
}

const fileOf = ({ secretsDir }: RelayDirs) => join(secretsDir, 'relay.json');

/** Throws `not-a-relay`. */
export function readRelay(dirs: RelayDirs): RelayFacts {
  if (!existsSync(fileOf(dirs))) {
    throw new SetupError('not-a-laptop', { folder: dirs.dataDir });
  }
  return v.parse(relaySchema, JSON.parse(readFileSync(fileOf(dirs), 'utf8')));
}

export function keepRelay(dirs: RelayDirs, facts: RelayFacts): void {
  writeWhole(fileOf(dirs), `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
}

/**
 * Makes the folder from a bundle. `pieces` reads the bundle, first to its end before anything is changed, then again. After a
 * kill, the same call finishes it. Throws like `importCampaign`, and `bad-transfer-file` for a file that is not for a laptop.
 */
export async function prepareRelay(
  dirs: RelayDirs,
  key: Uint8Array,
  pieces: () => AsyncIterable<Uint8Array>,
  openStore: (secrets: Awaited<ReturnType<typeof readSecrets>>) => Promise<Store>,
): Promise<RelayFacts> {
  const { head } = await checkTransfer(key, pieces());
  const { relay, campaign } = head;
  if (head.purpose !== 'relay' || relay === null) {
    throw new SetupError('transfer-purpose', { purpose: head.purpose });
  }
  if (existsSync(fileOf(dirs))) return readRelay(dirs);
  const { secretsDir } = dirs;
  const secrets = isInitialised(secretsDir)
    ? await readSecrets(secretsDir)
    : await createSecrets(secretsDir, head.authorityKey, {
        pkcs8: relay.statementKey,
        publicKey: relay.publicKey,
      });
  if (Buffer.compare(secrets.statementKey.publicKey, relay.publicKey) !== 0) {
    throw new SetupError('folder-of-another-use', { folder: dirs.dataDir });
  }
  const store = await openStore(secrets);
  try {
    const host = { store, secrets, secretsDir, nowMs: Date.now };
    // An earlier call may have imported it and been killed before writing `relay.json`.
    if ((await store.campaign(campaign)).state === 'absent')
      await importCampaign(host, key, pieces(), 'relay');
  } finally {
    await store.close();
  }
  const facts: RelayFacts = {
    v: 1,
    campaign,
    label: relay.label,
    returnKey: fromUtf8(relay.returnKey),
    exported: null,
  };
  keepRelay(dirs, facts);
  return facts;
}

/** The file for the authority: records, branches and rescued envelopes, sealed under a key that only the authority and the laptop have. */
export async function* exportReturn(
  { store, secrets, nowMs }: CampaignHost,
  campaign: string,
  returnKey: Uint8Array,
): AsyncGenerator<Bytes> {
  const head: TransferHead = {
    kind: 'head',
    purpose: 'return',
    campaign,
    at: new Date(nowMs()).toISOString(),
    authorityKey: secrets.authorityKey as Bytes,
    pepper: null,
    relay: null,
  };
  const entries = collected(store.dump(campaign));
  yield* writeTransferFile(returnKey, new Uint8Array(randomBytes(16)), encodeTransfer(head, entries));
}

async function* collected(entries: AsyncIterable<DumpEntry>): AsyncGenerator<DumpEntry> {
  for await (const entry of entries) if (entry.kind === 'record' || entry.kind === 'rescue') yield entry;
}

/** Deletes the key of the laptop's files, once the laptop is purged. */
export function forgetReturnKey(dirs: RelayDirs, facts: RelayFacts): void {
  keepRelay(dirs, { ...facts, returnKey: null });
  rmSync(`${fileOf(dirs)}.new`, { force: true });
}
