/** A holder as one message: whoever adds a record's name and whoever revokes cannot both overlook the other. */
import type { Bytes, HolderRole } from '@cloison/protocol/public';

export interface HolderMessage {
  readonly access: Bytes;
  readonly calendar: number;
  readonly role: HolderRole;
  readonly revoked: boolean;
  /** Names of its records, a head or not. */
  readonly records: readonly string[];
  readonly documents: readonly string[];
}

export function encodeHolder(holder: HolderMessage): string {
  return JSON.stringify({ ...holder, access: Buffer.from(holder.access).toString('base64url') });
}

export function decodeHolder(data: Buffer): HolderMessage {
  const holder = JSON.parse(data.toString('utf8')) as HolderMessage & { access: string };
  return { ...holder, access: new Uint8Array(Buffer.from(holder.access, 'base64url')) };
}
