/** The rescue file: sealed envelopes that have not been acknowledged. Useless to whoever finds it, readable by the authority. */
import { toBase64Url } from '@cloison/protocol/public';

export interface RescueFile {
  readonly v: 1;
  readonly campaign: string;
  /** base64url, each once. */
  readonly envelopes: readonly string[];
}

export function rescueFile(campaign: string, envelopes: readonly Uint8Array[]): RescueFile {
  return { v: 1, campaign, envelopes: [...new Set(envelopes.map(toBase64Url))] };
}
