/**
 * Other places that had sealed parts of a campaign beside its platform: platforms that it was moved from, and laptops of
 * schools without internet. Each has a key of its own, under which it says what it has erased; the closing counts them.
 */

import {
  type Bytes,
  equalBytes,
  fromBase64Url,
  parseSignedStatement,
  type SignedStatement,
} from '@cloison/protocol/public';
import { type Actor, appendJournal } from '../journal/journal.ts';
import { fingerprintOf } from '../keys/key-store.ts';
import type { PlaceRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { readPurge } from './purge-statement.ts';
import { refusePlaces } from './refusals.ts';

/** Oldest first. */
export function placesOf(vault: Vault, campaign: string): PlaceRow[] {
  return vault.all<PlaceRow>('SELECT * FROM place WHERE campaign = ? ORDER BY since, label', campaign);
}

export interface NewPlace {
  readonly kind: PlaceRow['kind'];
  /** The address of a platform; what a laptop is called. */
  readonly label: string;
  /** Ed25519, raw. */
  readonly publicKey: Uint8Array;
  /** Of a laptop: what it seals its records under. */
  readonly returnKey?: { readonly id: Uint8Array; readonly sealed: Uint8Array };
}

/** In the caller's transaction. */
export function addPlace(vault: Vault, actor: Actor, campaign: string, place: NewPlace): void {
  vault.run(
    'INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL) ON CONFLICT DO NOTHING',
    campaign,
    place.publicKey,
    place.kind,
    place.label,
    actor.now().toISOString(),
    place.returnKey?.id ?? null,
    place.returnKey?.sealed ?? null,
  );
}

export interface TakenPurge {
  readonly place: PlaceRow;
  readonly erased: Readonly<Record<string, number>>;
}

/**
 * Keeps what a place says that it has erased: a signed statement, as `cloison platform purge` prints it. The same again
 * changes nothing. Throws `purge-unreadable`, `purge-stranger` for a key that no place of the campaign has.
 */
export async function takePurge(
  vault: Vault,
  actor: Actor,
  campaign: string,
  text: string,
): Promise<TakenPurge> {
  const signed = statementIn(text);
  const key = fromBase64Url(signed.publicKey);
  const place = placesOf(vault, campaign).find(({ public_key }) => equalBytes(public_key, key));
  if (place === undefined) throw refusePlaces('purge-stranger', { campaign, key: fingerprintOf(key) });
  let erased: TakenPurge['erased'];
  try {
    ({ erased } = await readPurge(signed, place.public_key, campaign));
  } catch (error) {
    throw refusePlaces('purge-unreadable', { detail: (error as Error).message });
  }
  vault.transaction(() => {
    const changed = vault.run(
      'UPDATE place SET statement = ? WHERE campaign = ? AND public_key = ? AND statement IS NULL',
      JSON.stringify(signed),
      campaign,
      place.public_key,
    );
    if (changed > 0) {
      appendJournal(vault, actor, 'place.purged', campaign, {
        place: place.label,
        records: erased.records ?? 0,
        holders: erased.holders ?? 0,
      });
    }
  });
  return { place, erased };
}

/** The last line of what the command printed that is such a statement, alone or among other facts. */
function statementIn(text: string): SignedStatement {
  for (const line of [text, ...text.split('\n').reverse()]) {
    try {
      const { statement, publicKey, signature } = JSON.parse(line) as Record<string, unknown>;
      return parseSignedStatement({ statement, publicKey, signature });
    } catch {
      // Another line may be.
    }
  }
  throw refusePlaces('purge-unreadable', { detail: 'no signed statement' });
}

/** The statement that a place has given, null while it has not. */
export function statementOf({ statement }: Pick<PlaceRow, 'statement'>): SignedStatement | null {
  return statement === null ? null : parseSignedStatement(JSON.parse(statement));
}

/** Fingerprints are compared whatever their spaces and case. */
export function sameFingerprint(given: string, key: Bytes): boolean {
  const plain = (text: string) => text.replace(/[\s:-]/g, '').toUpperCase();
  return plain(given) === plain(fingerprintOf(key));
}
