/** A holder as one message: whoever adds a record's name and whoever revokes cannot both overlook the other. */
import type { Bytes, HolderRole } from '@cloison/protocol/public';
import type { Link } from './link.ts';
import type { CampaignSubjects } from './schema.ts';

/** Lost races after which a call is given up; each loss means that another one was stored. */
export const RACES = 50;

/** What a message says, and the place in its stream by which it may be replaced. */
export interface Read<T> {
  readonly sequence: number;
  readonly value: T;
}

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

/** From the leader; null when there is none. */
export async function readHolder(
  link: Link,
  subjects: CampaignSubjects,
  holder: Uint8Array,
): Promise<Read<HolderMessage> | null> {
  const message = await link.read(subjects.holder(holder));
  return message === null ? null : { sequence: message.sequence, value: decodeHolder(message.data) };
}
