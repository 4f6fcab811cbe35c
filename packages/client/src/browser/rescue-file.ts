/**
 * The rescue file: `{ v: 1, campaign, envelopes }`, sealed envelopes in base64url that the platform has not acknowledged.
 * Nobody who finds it can read it. Anybody of the staff may hand it in, and the authority opens what is in it.
 */
import { type Bytes, fromBase64Url, toBase64Url } from '@cloison/protocol/public';

export type RescueRead =
  | { readonly kind: 'envelopes'; readonly envelopes: readonly Bytes[] }
  /** `wrong`: not a rescue file, or an empty one. */
  | { readonly kind: 'wrong' | 'wrongCampaign' };

/** The text of a rescue file. Each envelope stands in it once. */
export function rescueFileText(campaign: string, envelopes: readonly Uint8Array[]): string {
  return JSON.stringify({ v: 1, campaign, envelopes: [...new Set(envelopes.map(toBase64Url))] });
}

/** Reads what `rescueFileText` wrote. The envelopes are not opened: the platform and the authority check them. */
export function readRescueFile(text: string, campaign: string): RescueRead {
  try {
    const file = JSON.parse(text) as { v?: unknown; campaign?: unknown; envelopes?: unknown };
    if (file.v !== 1 || typeof file.campaign !== 'string' || !Array.isArray(file.envelopes))
      return { kind: 'wrong' };
    if (file.campaign !== campaign) return { kind: 'wrongCampaign' };
    if (file.envelopes.length === 0 || !file.envelopes.every((envelope) => typeof envelope === 'string'))
      return { kind: 'wrong' };
    return { kind: 'envelopes', envelopes: file.envelopes.map(fromBase64Url) };
  } catch {
    return { kind: 'wrong' };
  }
}
