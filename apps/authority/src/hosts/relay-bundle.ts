/**
 * One school's part of a campaign, for a laptop that will serve it without internet: windows, content, the school's holders and
 * their sealed documents, and keys made for this laptop alone. Sealed whole under a transfer key; nothing in it opens an
 * envelope, and the laptop knows no other school.
 */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open as openFile, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { NO_PREVIOUS } from '@cloison/protocol';
import {
  type Bytes,
  type CampaignEntry,
  encodeTransfer,
  fromBase64Url,
  readTransferKey,
  storedAccess,
  TRANSFER_KEY_BYTES,
  toHex,
  transferKeyId,
  writeTransferFile,
  writeTransferKey,
} from '@cloison/protocol/public';
import { requireOpen } from '../campaign/campaign-row.ts';
import { findPublicFile, publicPaths } from '../campaign/content-files.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holdersOfSchool } from '../codes/holders.ts';
import { schoolDrafts } from '../documents/school-drafts.ts';
import { readSchool } from '../documents/school-model.ts';
import { encodeDocument, sealDocument } from '../documents/seal-document.ts';
import { appendJournal } from '../journal/journal.ts';
import { fingerprintOf, type KeyStore } from '../keys/key-store.ts';
import { publishedCampaign } from '../platform-link/published-campaign.ts';
import { schoolOfUai } from '../roster/schools.ts';
import { openingKey, sealedSequences } from '../sealed-content/seal-content.ts';
import type { ContentRow, HolderRow } from '../vault/rows.ts';
import { keepHostCounts } from './host-counts.ts';
import { addHost } from './hosts.ts';
import { refuseHosts } from './refusals.ts';

export interface BundleOptions {
  /** UAI. */
  readonly school: string;
  /** What this laptop is called, in the journal and in the certificate. */
  readonly label: string;
  readonly out: string;
  readonly onBytes?: (bytes: number) => void;
}

export interface RelayBundle {
  readonly bytes: number;
  readonly holders: number;
  readonly documents: number;
  readonly contentFiles: number;
  /** To be sent by another way than the file. */
  readonly transferKey: string;
  /** Fingerprint of the laptop's key: its statement of erasure is signed with it. */
  readonly key: string;
}

/** Throws `relay-school`, `relay-file-exists`. The same school may have several laptops; each is a host of its own. */
export async function makeRelayBundle(
  campaign: OpenCampaign,
  keys: KeyStore,
  options: BundleOptions,
): Promise<RelayBundle> {
  requireOpen(campaign);
  if (existsSync(options.out)) throw refuseHosts('relay-file-exists', { path: options.out });
  const { vault, actor, name, sealer } = campaign;
  const school = schoolOfUai(campaign, options.school);
  const holders = school === null ? [] : holdersOfSchool(campaign, school.id);
  if (school === null || holders.length === 0) {
    throw refuseHosts('relay-school', { campaign: name, school: options.school });
  }
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const statementKey = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  const [transferKey, returnKey] = [0, 1].map(() => writeTransferKey(randomBytes(TRANSFER_KEY_BYTES))) as [
    string,
    string,
  ];
  const pepper = new Uint8Array(randomBytes(32));
  const counts = { holders: holders.length, documents: 0, contentFiles: 0 };
  const head = {
    kind: 'head',
    purpose: 'relay',
    campaign: name,
    at: actor.now().toISOString(),
    authorityKey: keys.authorityPublic().publicKey as Bytes,
    pepper,
    relay: { label: options.label, statementKey, publicKey, returnKey: readTransferKey(returnKey) },
  } as const;
  const entries = entriesOf(campaign, school.id, holders, pepper, counts);
  const file = writeTransferFile(
    readTransferKey(transferKey),
    new Uint8Array(randomBytes(16)),
    encodeTransfer(head, entries),
  );
  const returnKeyId = await transferKeyId(readTransferKey(returnKey));
  // Known before the file is: a laptop that the vault has forgotten could bring nothing back.
  vault.transaction(() => {
    addHost(vault, actor, name, {
      kind: 'relay',
      label: options.label,
      publicKey,
      returnKey: {
        id: returnKeyId,
        sealed: sealer.seal('place', 'return_key_sealed', toHex(publicKey), returnKey),
      },
    });
    appendJournal(vault, actor, 'relay.bundle', name, {
      school: options.school,
      laptop: options.label,
      key: fingerprintOf(publicKey),
      holders: holders.length,
    });
  });
  const bytes = await writeFile(options.out, file, options.onBytes);
  vault.transaction(() => keepHostCounts(vault, { public_key: publicKey }, { ...counts, records: 0 }));
  return { bytes, ...counts, transferKey, key: fingerprintOf(publicKey) };
}

async function* entriesOf(
  campaign: OpenCampaign,
  school: number,
  holders: readonly HolderRow[],
  pepper: Uint8Array,
  counts: { documents: number; contentFiles: number },
): AsyncGenerator<CampaignEntry> {
  const { vault, name } = campaign;
  yield { kind: 'published', published: publishedCampaign(campaign) };
  const seen = new Set<string>();
  for (const path of publicPaths(vault, name, 'all')) {
    const file = findPublicFile(vault, name, path);
    if (file === null) continue;
    const hash = toHex(file.hash);
    if (seen.has(hash)) continue;
    seen.add(hash);
    counts.contentFiles += 1;
    yield {
      kind: 'content',
      file: { hash, type: file.type, identity: file.bytes, ...(await compressedForms(file)) },
    };
  }
  for (const { holder_id, access_hash, calendar, kind } of holders) {
    const access = await storedAccess(pepper, access_hash);
    const role = kind === 'pupil' || kind === 'staff' ? kind : 'group';
    yield {
      kind: 'holder',
      holder: { holder: holder_id, access, calendar: calendar ?? 0, role },
      revoked: false,
    };
  }
  // Nobody can bring them at the opening. The laptop gives them inside the window only, and nothing opens without a ticket.
  const calendars = [...new Set(holders.map(({ calendar }) => calendar ?? 0))];
  for (const sequence of sealedSequences(campaign.spec)) {
    const key = openingKey(campaign, sequence);
    if (key === null) throw new Error('a sealed sequence without a key');
    for (const calendar of calendars) {
      yield { kind: 'key', released: { name: sequence, calendar, key: fromBase64Url(key) } };
    }
  }
  // Sealed anew: the vault keeps only the hash of what the platform has. A browser sees but one of the two.
  for (const { holder, name: document, body } of await schoolDrafts(campaign, readSchool(campaign, school))) {
    const place = { holder, name: document, version: 1, previous: NO_PREVIOUS };
    const envelope = await sealDocument(
      campaign,
      place,
      encodeDocument(campaign, holder, JSON.stringify(body)),
    );
    counts.documents += 1;
    yield { kind: 'document', envelope: envelope.bytes };
  }
}

/** As a platform compresses content when it is published: null where that makes nothing smaller. */
async function compressedForms({
  type,
  bytes,
}: ContentRow): Promise<{ gzip: Bytes | null; br: Bytes | null }> {
  if (/^(?:image\/(?!svg)|audio\/|video\/|font\/woff2|application\/(?:zip|gzip|octet-stream))/.test(type)) {
    return { gzip: null, br: null };
  }
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  const [gz, br] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, quality),
  ]);
  const kept = (one: Uint8Array) => (one.length < bytes.length ? new Uint8Array(one) : null);
  return { gzip: kept(gz), br: kept(br) };
}

/** Whole or not there. */
async function writeFile(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<number> {
  const part = `${path}.part`;
  const file = await openFile(part, 'w', 0o600);
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      await file.writeFile(piece);
      bytes += piece.length;
      onBytes(bytes);
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(part, { force: true });
    throw error;
  }
  await file.close();
  await rename(part, path);
  return bytes;
}
