/** Drawing secrets. Everything is random and independent of people, so it can be done before there is a roster. */
import { randomBytes } from 'node:crypto';
import { type Argon2id, type CodeKind, mintCode, openHolder, rootFromCode } from '@cloison/protocol';
import { accessHash, type Bytes } from '@cloison/protocol/public';

/** A new holder, before it is anybody's. */
export interface DrawnHolder {
  readonly holderId: Bytes;
  readonly accessHash: Bytes;
  readonly root: Bytes;
  /** Null: nobody types it. */
  readonly code: string | null;
}

const random = (length: number): Bytes => new Uint8Array(randomBytes(length));

/** A code that a person types, and its root: one Argon2id, about 10 ms. */
export async function drawCode(kind: CodeKind, campaignId: Bytes, argon2id: Argon2id): Promise<DrawnHolder> {
  const code = mintCode(kind, random);
  return derive(await rootFromCode(code, campaignId, argon2id), code.text, campaignId);
}

/** A random root: classes and schools. */
export async function drawRoot(campaignId: Bytes): Promise<DrawnHolder> {
  return derive(random(32), null, campaignId);
}

async function derive(root: Bytes, code: string | null, campaignId: Bytes): Promise<DrawnHolder> {
  const { holderId, access } = await openHolder(root, campaignId);
  return { holderId, accessHash: await accessHash(access), root, code };
}
