import type { OpenCampaign } from './open-campaign.ts';

/** Milliseconds that a pupil with these accommodations has for a sequence; null when it has no limit. */
export function limitMs(
  campaign: Pick<OpenCampaign, 'spec'>,
  sequence: string,
  accommodations: readonly string[],
): number | null {
  const minutes = campaign.spec.sequences.find(({ id }) => id === sequence)?.minutes ?? null;
  if (minutes === null) return null;
  const factors = campaign.spec.accommodations
    .filter(({ id }) => accommodations.includes(id))
    .map(({ time }) => time);
  return Math.ceil(minutes * 60_000 * Math.max(1, ...factors));
}
