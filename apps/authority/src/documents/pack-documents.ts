/** A batch of documents that wait, made into the request that brings them to the platform. Reads and changes nothing. */
import { hash } from 'node:crypto';
import { envelopeBytes, MAX_ENVELOPE_BYTES } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder } from '../codes/holders.ts';
import type { SignedBody } from '../platform-link/platform-client.ts';
import { type SentVersion, type WaitingRow, waitingDocument } from './document-ledger.ts';
import { ceilingOf } from './seal-document.ts';
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
  const rows = ids.map((id) => waitingDocument(campaign.vault, id));
  const request = new RequestWriter(rows.map((row) => bytesOf(campaign, row)));
  const room = new Uint8Array(MAX_ENVELOPE_BYTES);
  const sent: SentVersion[] = [];
  for (const row of rows) {
    const holder = findHolder(campaign.vault, row.holder);
    if (holder === null) throw new Error('a document of nobody');
    const { bytes, hash: envelopeHash } = await envelopeOf(campaign, holder, row, room);
    request.add(bytes);
    sent.push({ holder: row.holder, name: row.name, version: row.version, hash: envelopeHash });
  }
  const body = request.end();
  return { body, digest: hash('sha256', body, 'base64'), sent };
}

function bytesOf(campaign: OpenCampaign, { name, hash: known, envelope }: WaitingRow): number {
  return known.length > 0 ? envelope.length : envelopeBytes(name, ceilingOf(campaign, name));
}

const BEFORE = '{"envelopes":["';
const BETWEEN = '","';
const AFTER = '"]}';

/**
 * The JSON of the request, written once into memory of its size: several megabytes, which are not copied again. Each
 * envelope is written before the next one is sealed, so that none but the last is in memory twice.
 */
class RequestWriter {
  readonly #body: Buffer;
  #at: number;

  /** `sizes`: bytes of the envelopes to come. */
  constructor(sizes: readonly number[]) {
    const symbols = sizes.reduce((sum, size) => sum + Math.ceil((size * 4) / 3), 0);
    const between = BETWEEN.length * Math.max(0, sizes.length - 1);
    this.#body = Buffer.from(new ArrayBuffer(BEFORE.length + symbols + between + AFTER.length));
    this.#at = this.#body.write(BEFORE, 'latin1');
  }

  add(envelope: Uint8Array): void {
    if (this.#at > BEFORE.length) this.#at += this.#body.write(BETWEEN, this.#at, 'latin1');
    const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.length);
    this.#at += this.#body.write(bytes.toString('base64url'), this.#at, 'latin1');
  }

  end(): Uint8Array<ArrayBuffer> {
    this.#at += this.#body.write(AFTER, this.#at, 'latin1');
    if (this.#at !== this.#body.length) throw new Error('a request of another size');
    return new Uint8Array(this.#body.buffer as ArrayBuffer);
  }
}
