/** The rescue file: `{ v: 1, campaign, envelopes }`, envelopes in base64url as they are, sealed. */
import { type Bytes, fromBase64Url, toBase64Url } from '@cloison/protocol/public';

export type RescueRead =
  | { readonly kind: 'envelopes'; readonly envelopes: readonly Bytes[] }
  | { readonly kind: 'wrong' | 'wrongCampaign' };

export function rescueFileText(campaign: string, envelopes: readonly Uint8Array[]): string {
  return JSON.stringify({ v: 1, campaign, envelopes: [...new Set(envelopes.map(toBase64Url))] });
}

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
