/**
 * Seals a document for a holder, signed where several people have the holder's secret: a class, a school or an area. That
 * of a pupil or of a member of staff is one person's.
 */
import { randomBytes } from 'node:crypto';
import { AUTHORITY_DEVICE, type SealedEnvelope, SIGNATURE_BYTES } from '@cloison/protocol';
import { type Bytes, patternOf } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderKeys } from '../codes/holder-secret.ts';
import { type EncodedBody, encodedBody, encodeJson, sealEncoded } from '../envelopes/envelope.ts';
import type { DocumentSigner } from '../keys/document-signer.ts';
import type { HolderRow } from '../vault/rows.ts';

/** What signs the documents of this holder; null: nothing does. */
export function signerFor({ signer }: OpenCampaign, { kind }: HolderRow): DocumentSigner | null {
  return kind === 'class' || kind === 'school' || kind === 'territory' ? signer : null;
}

/** The JSON of a body compressed, with the room that its signature takes. */
export function encodeDocument(campaign: OpenCampaign, holder: HolderRow, json: string): EncodedBody {
  return withSignature(campaign, holder, encodeJson(json).deflated);
}

/** As `encodeDocument`, of a body that was compressed before. */
export function withSignature(campaign: OpenCampaign, holder: HolderRow, deflated: Uint8Array): EncodedBody {
  const { bytes } = encodedBody(deflated);
  return { deflated, bytes: bytes + (signerFor(campaign, holder) === null ? 0 : SIGNATURE_BYTES) };
}

export interface DocumentPlace {
  readonly holder: HolderRow;
  readonly name: string;
  /** 1 for the first. */
  readonly version: number;
  readonly previous: Uint8Array;
}

/**
 * Throws `body-too-large` when the body does not fit. `iv`: 12 random bytes that sealed nothing else; given again with the same
 * body and place, it gives the same envelope. `room` as in `sealEncoded`.
 */
export async function sealDocument(
  campaign: OpenCampaign,
  { holder, name, version, previous }: DocumentPlace,
  encoded: EncodedBody,
  iv: Uint8Array = randomBytes(12),
  room: Bytes | null = null,
): Promise<SealedEnvelope> {
  const address = {
    kind: 'document',
    name,
    device: AUTHORITY_DEVICE,
    version,
    previous,
    ceiling: ceilingOf(campaign, name),
    iv,
  } as const;
  const sign = (await signerFor(campaign, holder)?.open()) ?? null;
  return sealEncoded(holderKeys(campaign, holder), address, encoded, sign, room);
}

/** Bytes to which bodies of this name are padded. */
export function ceilingOf(campaign: OpenCampaign, name: string): number {
  const pattern = patternOf(name);
  const { ceilings } = campaign.manifest;
  const ceiling = Object.hasOwn(ceilings, pattern) ? ceilings[pattern] : undefined;
  if (ceiling === undefined) throw new Error(`the manifest has no ceiling for ${pattern}`);
  return ceiling;
}
