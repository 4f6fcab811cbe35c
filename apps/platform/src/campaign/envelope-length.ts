/**
 * How long an envelope of a name has to be: bodies are padded to the ceiling of their pattern, which the public manifest
 * states. A platform that has not got the manifest, or cannot read it, knows nothing and says null.
 */
import { envelopeBytes, type PublishedCampaign, patternOf } from '@cloison/protocol/public';
import * as v from 'valibot';
import type { CampaignReader } from '../store/reading.ts';

type Ceilings = Readonly<Record<string, number>>;
const manifestSchema = v.object({ ceilings: v.record(v.string(), v.number()) });
const known = new WeakMap<PublishedCampaign, Ceilings>();

export async function envelopeLength(
  campaign: Pick<CampaignReader, 'content'>,
  published: PublishedCampaign,
  name: string,
): Promise<number | null> {
  const ceilings = known.get(published) ?? (await readCeilings(campaign, published));
  const pattern = patternOf(name);
  if (ceilings === null || !Object.hasOwn(ceilings, pattern)) return null;
  return envelopeBytes(name, ceilings[pattern]!);
}

async function readCeilings(
  campaign: Pick<CampaignReader, 'content'>,
  published: PublishedCampaign,
): Promise<Ceilings | null> {
  const file = await campaign.content(published.card.manifest);
  if (file === null) return null;
  let json: unknown = null;
  try {
    json = JSON.parse(Buffer.from(file.identity).toString('utf8'));
  } catch {
    // Not a manifest: what is published is the authority's business.
  }
  const manifest = v.safeParse(manifestSchema, json);
  const ceilings = manifest.success ? manifest.output.ceilings : {};
  known.set(published, ceilings);
  return ceilings;
}
