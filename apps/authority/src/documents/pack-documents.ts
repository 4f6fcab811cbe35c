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
  const texts: string[] = [];
  for (const id of ids) {
    const row = waitingDocument(campaign.vault, id);
    const holder = findHolder(campaign.vault, row.holder);
    if (holder === null) throw new Error('a document of nobody');
    const envelope = await envelopeOf(campaign, holder, row);
    const { bytes } = envelope;
    texts.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url'));
    sent.push({ holder: row.holder, name: row.name, version: row.version, hash: envelope.hash });
  }
  const body = new Uint8Array(Buffer.from(`{"envelopes":["${texts.join('","')}"]}`, 'latin1'));
  return { body, digest: hash('sha256', body, 'base64'), sent };
}
