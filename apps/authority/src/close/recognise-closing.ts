/**
 * A vault that was put back from a backup of before the closing does not know of it: the platform has erased all, the key is
 * destroyed, and no last collection can be made. The certificate says what was done. This vault takes it over, then does its own
 * part: it destroys each copy of the identity key that it can reach, erases its sealed rows, and keeps that certificate.
 */
import type { SignedStatement } from '@cloison/protocol/public';
import { equalBytes, fromBase64Url, ProtocolError, parseSignedStatement } from '@cloison/protocol/public';
import { campaignRow, setCampaignState } from '../campaign/campaign-row.ts';
import { keepStep, takeOverSteps } from '../campaign/closing-steps.ts';
import { readPurge } from '../hosts/purge-statement.ts';
import { type Actor, appendJournal } from '../journal/journal.ts';
import {
  copiesAway,
  destroyKeys,
  keepDestroyedElsewhere,
  keyCopies,
  lookAtCopy,
  registerKeyCopy,
  unregisteredOwn,
} from '../keys/copies.ts';
import { isOutOfReach, outOfReach } from '../keys/destroy-file.ts';
import { fingerprintOf, type KeyStore } from '../keys/key-store.ts';
import { isSameFingerprint, statementFault } from '../keys/signed-by.ts';
import { findSigningKey, signingKeyInForce } from '../keys/signing-keys.ts';
import { requireApproval } from '../roles/approvals.ts';
import type { CampaignRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import type { Asked } from './closing.ts';
import { requireRoom } from './closing-room.ts';
import { refuseClose } from './refusals.ts';

const takenOver = (name: string) => `closing-certificate:${name}`;

/** The certificate that a closing in this vault goes by; null: it makes its own. */
export function recognisedCertificate(vault: Vault, name: string): SignedStatement | null {
  const kept = vault.meta(takenOver(name));
  return kept === null ? null : (JSON.parse(kept) as SignedStatement);
}

/**
 * Takes the certificate over, in one transaction; from then on `closeCampaign` goes on by it, with the file or without. Throws
 * `recognise-invalid`, `recognise-other`, `recognise-key`, `recognise-leaked`, `recognise-copies`, `closing-room`,
 * `approval-missing`; then nothing has changed.
 */
export async function recogniseClosing(asked: Asked, signed: unknown): Promise<void> {
  const { vault, keys, actor, name, options } = asked;
  if (recognisedCertificate(vault, name) !== null) return;
  const certificate = await ownCertificate(asked, signed);
  requireRoom(vault, name);
  const known = [...copiesAway(vault, 'identity', name), ...leftBy(certificate).filter(isOutOfReach)];
  const away = stillToDestroy([...new Set(known)], certificate);
  if (away.length > 0 && options.leaveCopies !== true)
    throw refuseClose('recognise-copies', { list: away.join(', ') });
  requireApproval(vault, actor, 'close', name);
  if (campaignRow(vault, name).state === 'open') await options.confirm?.();
  const { purge, unstated, counts } = certificate;
  vault.transaction(() => {
    takeOverSteps(vault, actor, name, {
      collected: { received: 0, sittings: 0, recognised: true },
      counted: counts,
      // Its research rows were kept in the vault that closed, and are not here.
      distilled: { rows: 0, key: null },
      purged: purge ?? { unstated },
    });
    const keyId = certificate.destroyed.identityKey;
    for (const path of leftBy(certificate)) {
      // Another file by now, or of another computer: this vault has put nothing there, and does not overwrite it.
      if (lookAtCopy({ path, key_id: keyId }) === 'other') continue;
      registerKeyCopy(vault, actor, 'identity', name, { keyId, path });
    }
    registerResearchKey(vault, keys, actor, name, certificate);
    vault.setMeta(takenOver(name), JSON.stringify(parseSignedStatement(signed)));
    setCampaignState(vault, name, 'closing');
    appendJournal(vault, actor, 'campaign.close-recognised', name, {
      closedAt: certificate.at,
      key: certificate.authorityKey,
      lines: certificate.journal.lines,
      head: certificate.journal.head,
    });
  });
}

/** In the transaction that ends the closing, which keeps the certificate as its last step. */
export function forgetRecognised(vault: Vault, name: string): void {
  vault.dropMeta(takenOver(name));
}

/** The certificate's, once it is sure that it is of this very campaign, by a key of this office. */
async function ownCertificate({ vault, keys, name }: Asked, signed: unknown): Promise<Certificate> {
  const read = await readCertificate(signed, null).catch((error) => {
    throw refuseClose('recognise-invalid', { detail: statementFault(error) });
  });
  const { certificate, key } = read;
  const other = otherThan(campaignRow(vault, name), identityKeyId(vault, name), certificate);
  if (other !== null)
    throw refuseClose('recognise-other', { campaign: name, ...OTHER[other] }, { member: other });
  const signer = fromBase64Url(parseSignedStatement(signed).publicKey);
  if (!isOwnKey(vault, keys, signer, certificate.at)) throw refuseClose('recognise-key', { found: key });
  const isLeaked = findSigningKey(vault, signer)?.why === 'leaked';
  if (
    isLeaked &&
    mayHaveIdentityKey(vault, keys, name) &&
    !(await isStatedByPlatform(campaignRow(vault, name), certificate))
  ) {
    throw refuseClose('recognise-leaked', { found: key });
  }
  return certificate;
}

/**
 * Whether there is anything to lose, on any medium that this vault knows of. Without the key, what is sealed here opens no more,
 * whoever wrote the certificate.
 */
function mayHaveIdentityKey(vault: Vault, keys: KeyStore, name: string): boolean {
  const copies = keyCopies(vault, name).filter(
    ({ purpose, destroyed_at }) => purpose === 'identity' && destroyed_at === null,
  );
  const own = unregisteredOwn(vault, keys.folder, 'identity', name);
  return own !== null || copies.some((copy) => ['present', 'unreachable'].includes(lookAtCopy(copy)));
}

/**
 * Whether the platform that this vault knows has signed that it erased this campaign. Whoever found a signing key writes a
 * certificate of any date, and has not the platform's key.
 */
async function isStatedByPlatform(
  { name, created_at, platform_key }: CampaignRow,
  { purge, at }: Certificate,
): Promise<boolean> {
  if (purge === null || platform_key === null) return false;
  const times = { fromMs: Date.parse(created_at), untilMs: Date.parse(at) };
  return readPurge(purge, platform_key, name, times).then(
    () => true,
    (error) => {
      if (!(error instanceof ProtocolError)) throw error;
      return false;
    },
  );
}

/** Members of the certificate by which it may be another one's. */
const OTHER = {
  campaign: { whyFr: 'il nomme une autre campagne', whyEn: 'it names another campaign' },
  identityKey: {
    whyFr: 'la clé qu’il dit détruite n’est pas celle de cette campagne',
    whyEn: 'the key that it says was destroyed is not that of this campaign',
  },
  at: {
    whyFr: 'il est d’avant la création de la campagne',
    whyEn: 'it is from before the campaign was created',
  },
  platform: {
    whyFr: 'il ne nomme pas la plateforme que ce coffre connaît',
    whyEn: 'it does not name the platform that this vault knows',
  },
} as const;

/** Which member of the certificate says another campaign, or another vault's of that name; null: none. */
function otherThan(
  { name, created_at, platform_key }: CampaignRow,
  identityKey: string | null,
  certificate: Certificate,
): keyof typeof OTHER | null {
  if (certificate.campaign !== name) return 'campaign';
  if (certificate.destroyed.identityKey !== identityKey) return 'identityKey';
  if (Date.parse(certificate.at) < Date.parse(created_at)) return 'at';
  if (platform_key === null) return null;
  // The campaign may have moved after the backup: its host of then is among the places.
  const hosts = [certificate.platform.key, ...certificate.places.map(({ key }) => key)];
  const known = fingerprintOf(platform_key);
  return hosts.some((key) => isSameFingerprint(key, known)) ? null : 'platform';
}

function identityKeyId(vault: Vault, name: string): string | null {
  return keyCopies(vault, name).find(({ purpose }) => purpose === 'identity')?.key_id ?? null;
}

/** The signing key in force, or one that signed until it was replaced. A vault that has noted none goes by its key store. */
function isOwnKey(vault: Vault, keys: KeyStore, signer: Uint8Array, at: string): boolean {
  if (signingKeyInForce(vault) === null) return equalBytes(keys.authorityPublic().publicKey, signer);
  const known = findSigningKey(vault, signer);
  if (known === undefined) return false;
  return known.replaced_at === null || Date.parse(at) <= Date.parse(known.replaced_at);
}

/** Copies that the closing had not destroyed, whether or not this vault knew of them. */
function leftBy({ destroyed }: Pick<Certificate, 'destroyed'>): string[] {
  return destroyed.copies.filter(({ outcome }) => outcome !== 'destroyed').map(({ path }) => path);
}

/**
 * Destroys each copy within reach. One that is not to be found, and that the first closing has destroyed, is kept as destroyed
 * then. Throws `recognise-copies`.
 */
export function destroyRecognised({ vault, actor, name, options }: Asked, certificate: Certificate): void {
  const copies = destroyKeys(vault, actor, 'identity', name);
  const away = stillToDestroy(outOfReach(copies), certificate);
  if (away.length > 0 && options.leaveCopies !== true)
    throw refuseClose('recognise-copies', { list: away.join(', ') });
  vault.transaction(() => {
    for (const { path, outcome } of copies) {
      const at = destroyedIn(certificate, path);
      if (outcome === 'destroyed' || at === null || away.includes(path)) continue;
      keepDestroyedElsewhere(vault, actor, 'identity', name, { path, at });
    }
    keepStep(vault, actor, name, 'destroyed', { left: away.length });
  });
}

/** Of these, those that this closing has to destroy: not one out of reach that the first closing has destroyed. */
function stillToDestroy(paths: readonly string[], certificate: Certificate): string[] {
  return paths.filter((path) => destroyedIn(certificate, path) === null || !isOutOfReach(path));
}

/** When the first closing destroyed the copy, ISO 8601 UTC; null: it did not, or knew of none there. */
function destroyedIn({ destroyed }: Certificate, path: string): string | null {
  return (
    destroyed.copies.find((copy) => copy.path === path && copy.outcome === 'destroyed')?.destroyedAt ?? null
  );
}

/** What is left of the research of a closing that this vault did not know, once the campaign is closed here too. */
export interface LostResearch {
  /** Rows that were kept in the vault that closed, and are not in this one. */
  readonly rows: number;
  /** Where their key is still; null: it is not. */
  readonly key: string | null;
}

/** `researchRows`: of that closing, in this vault. Null: nothing is lost. */
export function lostResearch(
  vault: Vault,
  { campaign, research }: Pick<Certificate, 'campaign' | 'research'>,
  researchRows: number,
): LostResearch | null {
  if (research.rows === 0 || researchRows > 0) return null;
  const key = keyCopies(vault, campaign).find(
    ({ purpose, destroyed_at }) => purpose === 'research' && destroyed_at === null,
  );
  return { rows: research.rows, key: key?.path ?? null };
}

/** The research key of the closing is in the key store still: registered, so that `campaign destroy-research` destroys it. */
function registerResearchKey(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name: string,
  { research }: Certificate,
): void {
  if (research.key === null) return;
  const copy = { keyId: research.key, path: keys.pathOf('research', name) };
  if (lookAtCopy({ path: copy.path, key_id: copy.keyId }) !== 'present') return;
  registerKeyCopy(vault, actor, 'research', name, copy);
}
