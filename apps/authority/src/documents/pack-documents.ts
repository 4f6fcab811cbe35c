/** A batch of documents that wait, made into the request that brings them to the platform. Reads and changes nothing. */
import { hash } from 'node:crypto';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder } from '../codes/holders.ts';
import type { SignedBody } from '../platform-link/platform-client.ts';
import { type SentVersion, waitingDocument } from './document-ledger.ts';
import { envelopeOf } from './waiting-document.ts';

export interface PackedDocuments extends SignedBody {
  /** In the order of the request. */
  readonly sent: readonly SentVersion[];
}

/** `ids`: rows of `document`. */
export async function packDocuments(
  campaign: OpenCampaign,
  ids: readonly number[],
): Promise<PackedDocuments> {
  const sent: SentVersion[] = [];
  const envelopes: Buffer[] = [];
  for (const id of ids) {
    const row = waitingDocument(campaign.vault, id);
    const holder = findHolder(campaign.vault, row.holder);
    if (holder === null) throw new Error('a document of nobody');
    const { bytes, hash: envelopeHash } = await envelopeOf(campaign, holder, row);
    envelopes.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    sent.push({ holder: row.holder, name: row.name, version: row.version, hash: envelopeHash });
  }
  const body = requestOf(envelopes);
  return { body, digest: hash('sha256', body, 'base64'), sent };
}

const BEFORE = '{"envelopes":["';
const BETWEEN = '","';
const AFTER = '"]}';

/** The JSON of the request, written once into memory of its size: several megabytes, which are not copied again. */
function requestOf(envelopes: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const symbols = envelopes.reduce((sum, { length }) => sum + Math.ceil((length * 4) / 3), 0);
  const between = BETWEEN.length * Math.max(0, envelopes.length - 1);
  const bytes = new Uint8Array(BEFORE.length + symbols + between + AFTER.length);
  const body = Buffer.from(bytes.buffer);
  let at = body.write(BEFORE, 'latin1');
  for (const [i, envelope] of envelopes.entries()) {
    if (i > 0) at += body.write(BETWEEN, at, 'latin1');
    at += body.write(envelope.toString('base64url'), at, 'latin1');
  }
  body.write(AFTER, at, 'latin1');
  return bytes;
}
