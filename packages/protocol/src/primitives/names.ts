/** Names of campaigns, records and documents: what may stand in an address and in an envelope. */

import { toBase32 } from './base32.ts';
import { type Bytes, concat, utf8 } from './bytes.ts';
import { ProtocolError } from './errors.ts';
import { hmacSha256, sha256 } from './hash.ts';

const CAMPAIGN = /^[a-z0-9][a-z0-9-]{2,39}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,30}(?:\/[A-Za-z0-9][A-Za-z0-9-]{0,15})?(?:~[0-9]{1,2})?$/;
const ENTRY = /^[0-9A-HJKMNP-TV-Z]{16}$/;

export function parseCampaignName(name: string): string {
  if (!CAMPAIGN.test(name)) throw new ProtocolError('campaign-invalid');
  return name;
}

/** `H(campaign name)[0..16]`. */
export async function campaignIdOf(name: string): Promise<Bytes> {
  return (await sha256(utf8(parseCampaignName(name)))).slice(0, 16);
}

/** ASCII, at most 52 symbols: `francais`, `francais/2`, `francais~2`, `report/class`, or 16 base32 symbols. */
export function parseName(name: string): string {
  if (!NAME.test(name)) throw new ProtocolError('name-invalid');
  return name;
}

export function isEntryRecordName(name: string): boolean {
  return ENTRY.test(name);
}

/**
 * The window and ceiling that a name falls under: `francais/2~3` → `francais`, `report/class` → `report`, a class's
 * entry record → `entry`.
 */
export function patternOf(name: string): string {
  if (isEntryRecordName(name)) return 'entry';
  // No regular expression: this runs twice for every save.
  let end = 0;
  while (end < name.length && name[end] !== '/' && name[end] !== '~') end += 1;
  return name.slice(0, end);
}

/** Name of a class's entry record of one pupil and sequence: the order number does not show. */
export async function entryRecordName(
  namesKey: Uint8Array,
  sequence: string,
  orderNumber: string,
): Promise<string> {
  const mac = await hmacSha256(namesKey, concat(utf8(sequence), new Uint8Array(1), utf8(orderNumber)));
  return toBase32(mac.slice(0, 10));
}
