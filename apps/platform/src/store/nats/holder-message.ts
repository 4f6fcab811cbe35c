/** A holder as one message, so that adding a record's name and a revocation cannot miss each other. */
import type { Bytes, HolderRole } from '@cloison/protocol/public';
import type { Link } from './link.ts';
import type { CampaignSubjects } from './schema.ts';

/** How many lost races end a call. Each loss means that another change was stored. */
export const MAX_RACES = 50;

/** The content of a message, and its sequence number, which is needed to replace it. */
export interface Read<T> {
  readonly sequence: number;
  readonly value: T;
}

export interface HolderMessage {
  readonly access: Bytes;
  readonly calendar: number;
  readonly role: HolderRole;
  readonly revoked: boolean;
  /** Names of its records, with or without a head. */
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

/** Read from the stream's leader; null when there is none. */
export async function readHolder(
  link: Link,
  subjects: CampaignSubjects,
  holder: Uint8Array,
): Promise<Read<HolderMessage> | null> {
  const message = await link.read(subjects.holder(holder));
  return message === null ? null : { sequence: message.sequence, value: decodeHolder(message.data) };
}
