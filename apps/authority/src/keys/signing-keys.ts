/**
 * The signing key in force, as the vault knows it, and those of before. The vault decides which key counts; the key store has
 * it. A replacement is prepared in the key store, kept in the vault in one transaction, then put in its place: killed before
 * that transaction nothing has happened, killed after it the next command that uses keys and vault does the rest.
 */
import { existsSync } from 'node:fs';
import { type Bytes, equalBytes, fromBase64Url } from '@cloison/protocol/public';
import { type Actor, appendJournal, journalLinesOf } from '../journal/journal.ts';
import type { SigningKeyRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { replaceAndDestroy } from './destroy-file.ts';
import { readKeyFile } from './key-file.ts';
import { fingerprintOf, type KeyStore, type SigningKey } from './key-store.ts';
import { refuseKeys } from './refusals.ts';
import type { ReplacedKey, WhyReplaced } from './signed-by.ts';

/** Null: this vault has taken note of none yet. */
export function signingKeyInForce(vault: Vault): Bytes | null {
  const row = vault.get<SigningKeyRow>('SELECT * FROM signing_key WHERE replaced_at IS NULL');
  return row?.public_key ?? null;
}

/** Takes note of the first key; does nothing when there is one. */
export function noteSigningKey(vault: Vault, actor: Actor, publicKey: Bytes): void {
  vault.run(
    `INSERT INTO signing_key (public_key, since) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM signing_key)`,
    publicKey,
    actor.now().toISOString(),
  );
}

/** Keys that were replaced, the oldest first. `campaign`: only those that were in force at its creation, or later. */
export function replacedSigningKeys(vault: Vault, campaign: string | null = null): ReplacedKey[] {
  const rows = vault.all<SigningKeyRow>('SELECT * FROM signing_key ORDER BY number');
  const before = campaign === null ? new Set<string>() : replacedBefore(vault, campaign);
  return rows.flatMap(({ public_key, replaced_at, why }, i) => {
    const next = rows[i + 1];
    const key = fingerprintOf(public_key);
    if (replaced_at === null || why === null || next === undefined || before.has(key)) return [];
    return [{ key, replacedBy: fingerprintOf(next.public_key), at: replaced_at, why }];
  });
}

/** Fingerprints. By the journal's order: a clock may have been set back in between. */
function replacedBefore(vault: Vault, campaign: string): Set<string> {
  const created = journalLinesOf(vault, 'campaign.create').find((line) => line.campaign === campaign)?.n ?? 0;
  const replaced = journalLinesOf(vault, 'keys.replace-signing').filter(({ n }) => n < created);
  return new Set(replaced.map(({ detail }) => String(detail.former)));
}

/** `former` no longer counts, `publicKey` does. In the caller's transaction, with its line in the journal. */
export function keepReplacement(
  vault: Vault,
  actor: Actor,
  former: Bytes,
  publicKey: Bytes,
  why: WhyReplaced,
): void {
  const at = actor.now().toISOString();
  vault.transaction(() => {
    noteSigningKey(vault, actor, former);
    vault.run(
      'UPDATE signing_key SET replaced_at = ?, why = ? WHERE public_key = ? AND replaced_at IS NULL',
      at,
      why,
      former,
    );
    vault.run('INSERT INTO signing_key (public_key, since) VALUES (?, ?)', publicKey, at);
    appendJournal(vault, actor, 'keys.replace-signing', null, {
      why,
      former: fingerprintOf(former),
      key: fingerprintOf(publicKey),
    });
  });
}

/** Whether a replacement was cut short: the vault knows a key that the key store has only prepared. */
export function isReplacementCut(vault: Vault, { preparedKeyPath }: KeyStore): boolean {
  if (!existsSync(preparedKeyPath)) return false;
  const prepared = publicKeyIn(preparedKeyPath);
  const inForce = signingKeyInForce(vault);
  return prepared !== null && inForce !== null && equalBytes(prepared, inForce);
}

/** Puts such a key in its place, and overwrites the one before. Whether there was something to do. */
export function finishReplacement(vault: Vault, keys: KeyStore): boolean {
  if (!isReplacementCut(vault, keys)) return false;
  replaceAndDestroy(keys.preparedKeyPath, keys.signingKeyPath);
  return true;
}

/**
 * Throws `signing-key-replaced` when the key store has a key that this vault knows to be replaced, `signing-key-other` when it has
 * one that this vault does not know. Does nothing while the vault has taken note of none.
 */
export function checkSigningKey(vault: Vault, keys: KeyStore): void {
  finishReplacement(vault, keys);
  const inForce = signingKeyInForce(vault);
  if (inForce === null) return;
  const { publicKey: found, fingerprint } = keys.authorityPublic();
  if (equalBytes(found, inForce)) return;
  const values = { folder: keys.folder, found: fingerprint, expected: fingerprintOf(inForce) };
  const row = findSigningKey(vault, found);
  if (row === undefined) throw refuseKeys('signing-key-other', values);
  throw refuseKeys('signing-key-replaced', { ...values, at: row.replaced_at?.slice(0, 10) ?? '' });
}

/** The key in force, opened. Throws as `checkSigningKey` and `openKey`. */
export async function signingKey(vault: Vault, keys: KeyStore): Promise<SigningKey> {
  checkSigningKey(vault, keys);
  return keys.authority();
}

/** Throws `signing-key-changed` unless `publicKey`, which this process began with, is still the key in force. */
export function requireInForce(vault: Vault, publicKey: Uint8Array): void {
  const inForce = signingKeyInForce(vault);
  if (inForce !== null && !equalBytes(inForce, publicKey)) throw refuseKeys('signing-key-changed');
}

export function findSigningKey(vault: Vault, publicKey: Uint8Array): SigningKeyRow | undefined {
  return vault.get<SigningKeyRow>('SELECT * FROM signing_key WHERE public_key = ?', publicKey);
}

/** Null: damaged. */
export function publicKeyIn(path: string): Bytes | null {
  try {
    return fromBase64Url(readKeyFile(path).publicKey ?? '');
  } catch {
    return null;
  }
}
