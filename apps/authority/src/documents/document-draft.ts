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
  /** Bytes of all that it was to say, where something had to be left out; missing: nothing was. */
  readonly wholeBytes?: number;
}

export interface SaidInDraft {
  /** Equal for bodies of one document that say the same. */
  readonly lookup: Uint8Array;
  /** JSON of the body. */
  readonly json: string;
}

/** The text that is sealed, and the mark by which it is known whether it says anything new. */
export function saidInDraft(campaign: OpenCampaign, { holder, name, body }: DocumentDraft): SaidInDraft {
  const { said, json } = textsOf(body);
  const signer = signerFor(campaign, holder);
  // Under another key of the authority the same body is another document.
  const signed = signer === null ? [] : [signer.authority];
  const lookup = campaign.sealer.lookup('document', toHex(holder.holder_id), name, said, ...signed);
  return { lookup, json };
}

/** `said` is JSON without any `at`. With a function for each value, which takes four times as long, only where there is one inside. */
function textsOf(body: object): { readonly said: string; readonly json: string } {
  const { at, ...rest } = body as { readonly at?: unknown };
  const text = JSON.stringify(rest);
  const json =
    at === undefined ? text : `{"at":${JSON.stringify(at)}${text === '{}' ? '}' : `,${text.slice(1)}`}`;
  // In a text of somebody the quotation marks are escaped.
  if (!text.includes('"at":')) return { said: text, json };
  return { said: JSON.stringify(rest, (key, value: unknown) => (key === 'at' ? undefined : value)), json };
}
