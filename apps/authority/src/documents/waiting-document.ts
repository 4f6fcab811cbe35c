/**
 * A document that waits for the platform, as the vault keeps it: the compressed body with its iv, sealed under the identity
 * key, without the padding that makes a ticket twenty times as large. Its envelope is made from that when it is sent, and is
 * the same, byte for byte, each time: nothing of it is drawn or compressed anew.
 */
import { NO_PREVIOUS, type SealedEnvelope } from '@cloison/protocol';
import { type Bytes, fromBase64Url, toBase64Url, toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DocumentRow, HolderRow } from '../vault/rows.ts';
import { sealDocument, withSignature } from './seal-document.ts';

/** Sealed at (document, envelope, holder/name/version). Bytes are base64url. */
interface WaitingBody {
  readonly deflated: string;
  readonly iv: string;
  /** Hash of the version before; null for the first. */
  readonly previous: string | null;
}

type Place = Pick<DocumentRow, 'holder' | 'name' | 'version'>;

function cellOf({ holder, name, version }: Place): string {
  return `${toHex(holder)}/${name}/${version}`;
}

/** What the vault keeps of a document until the platform has it. */
export function sealWaiting(
  { sealer }: Pick<OpenCampaign, 'sealer'>,
  place: Place,
  body: { readonly deflated: Uint8Array; readonly iv: Uint8Array; readonly previous: Uint8Array | null },
): Uint8Array {
  const kept: WaitingBody = {
    deflated: toBase64Url(body.deflated),
    iv: toBase64Url(body.iv),
    previous: body.previous === null ? null : toBase64Url(body.previous),
  };
  return sealer.seal('document', 'envelope', cellOf(place), kept);
}

/** The envelope of a document that waits. One that an earlier version of this program sealed is there whole. `room` as in `sealEncoded`. */
export async function envelopeOf(
  campaign: OpenCampaign,
  holder: HolderRow,
  row: Place & Pick<DocumentRow, 'hash' | 'envelope'>,
  room: Bytes | null = null,
): Promise<SealedEnvelope> {
  const { name, version, envelope, hash } = row;
  if (hash.length > 0) return { bytes: envelope, hash, version };
  const kept = campaign.sealer.open<WaitingBody>('document', 'envelope', cellOf(row), envelope);
  const previous = kept.previous === null ? NO_PREVIOUS : fromBase64Url(kept.previous);
  const encoded = withSignature(campaign, holder, fromBase64Url(kept.deflated));
  const place = { holder, name, version, previous };
  return sealDocument(campaign, place, encoded, fromBase64Url(kept.iv), room);
}
