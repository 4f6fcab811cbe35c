/** What is to be sealed to a holder, and whether it differs from what was sealed last. */
import { toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderRow } from '../vault/rows.ts';
import { signerFor } from './seal-document.ts';

/** A document to be published if it changed. `body` is a message body; its `at`, if any, is not a change. */
export interface DocumentDraft {
  readonly holder: HolderRow;
  readonly name: string;
  readonly body: object;
}

/** Equal for bodies of one document that say the same. */
export function bodyLookup(campaign: OpenCampaign, { holder, name, body }: DocumentDraft): Uint8Array {
  const said = withoutTimes(body);
  const signer = signerFor(campaign, holder);
  // Under another key of the authority the same body is another document.
  const signed = signer === null ? [] : [signer.authority];
  return campaign.sealer.lookup('document', toHex(holder.holder_id), name, said, ...signed);
}

/** JSON without any `at`. With a function for each value, which takes four times as long, only where there is one inside. */
function withoutTimes(body: object): string {
  const { at: _at, ...rest } = body as { readonly at?: unknown };
  const text = JSON.stringify(rest);
  // In a text of somebody the quotation marks are escaped.
  if (!text.includes('"at":')) return text;
  return JSON.stringify(rest, (key, value: unknown) => (key === 'at' ? undefined : value));
}
