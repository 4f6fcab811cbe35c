/** What the authority publishes: campaign, content, holders, documents, routing tables, keys and revocations. Every call may be repeated. */
import { createHash } from 'node:crypto';
import {
  equalBytes,
  fromBase64Url,
  parseCampaignName,
  parseDocumentBatch,
  parseHolderBatch,
  parseKeyBatch,
  parseName,
  parsePublishedCampaign,
  parseRevocations,
  parseRoutingBatch,
  type Results,
} from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import { campaignIdFor } from '../campaign/campaign-id.ts';
import { readEnvelopeText } from '../campaign/read-envelope.ts';
import type { TokenHash } from '../campaign/token-hash.ts';
import { calendarsOf } from '../campaign/windows.ts';
import type { CampaignDirectory } from '../store/directory.ts';
import type { NewEnvelope } from '../store/envelopes.ts';
import type { HolderLookup } from '../store/holders.ts';
import type { CampaignPublisher } from '../store/publishing.ts';
import { compressed } from '../web/compress.ts';

/** The maximum size of the envelopes in one batch of documents. */
const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;
/** Types that a browser would run or render with the rights of our origin. No content needs them. */
const REFUSED_TYPES = /html|script|xslt|pdf|multipart/;
const CONTENT_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,60}(?:; ?charset=utf-8)?$/;
/** Types that compression does not make smaller. Sealed packs are `octet-stream`. */
const COMPRESSED_TYPES =
  /^(?:image\/(?!svg)|audio\/|video\/|font\/woff2|application\/(?:zip|gzip|octet-stream))/;

/** What publishing needs of a campaign. */
type PublishedInto = CampaignPublisher & Pick<HolderLookup, 'name'>;

/** `PUT /authority/1/{campaign}/campaign`. */
export async function publishCampaign(store: CampaignDirectory, name: string, body: unknown): Promise<void> {
  try {
    parseCampaignName(name);
  } catch {
    throw new PlatformError('not-found');
  }
  const published = parsePublishedCampaign(body);
  if (published.card.campaign !== name) throw new PlatformError('wrong-campaign');
  calendarsOf(published);
  await store.publish(name, published);
}

/** `PUT …/content/{hash}`. The file is compressed once, here. */
export async function publishContent(
  campaign: PublishedInto,
  hash: string,
  type: string,
  bytes: Uint8Array,
): Promise<void> {
  const lowerType = type.toLowerCase();
  if (!CONTENT_TYPE.test(lowerType) || REFUSED_TYPES.test(lowerType))
    throw new PlatformError('unsupported-type');
  if (createHash('sha256').update(bytes).digest('hex') !== hash) throw new PlatformError('hash-mismatch');
  const compress = !COMPRESSED_TYPES.test(lowerType);
  const [gz, br] = compress ? await compressed(bytes) : [null, null];
  await campaign.putContent({ hash, type: lowerType, identity: bytes, gzip: gz, br });
}

/** `PUT …/holders`. */
export async function publishHolders(
  campaign: PublishedInto,
  tokens: TokenHash,
  body: unknown,
): Promise<void> {
  const { holders } = parseHolderBatch(body);
  await campaign.putHolders(
    holders.map(({ holder, access, calendar, role }) => ({
      holder: fromBase64Url(holder),
      access: tokens.of(campaign.name).stored(fromBase64Url(access)),
      calendar,
      role,
    })),
  );
}

/** `PUT …/documents`. Returns a code for each envelope, in order. */
export async function publishDocuments(campaign: PublishedInto, body: unknown): Promise<Results> {
  const { envelopes } = parseDocumentBatch(body);
  const characters = envelopes.reduce((sum, text) => sum + text.length, 0);
  if (characters * 0.75 > MAX_DOCUMENT_BYTES) throw new PlatformError('too-large');
  const campaignId = await campaignIdFor(campaign.name);
  const read = envelopes.map((text) => readDocumentEnvelope(text, campaignId));
  const good = read.filter((one): one is NewEnvelope => typeof one !== 'string');
  const stored = await campaign.putDocuments(good);
  let next = 0;
  return { results: read.map((one) => ({ code: typeof one === 'string' ? one : stored[next++]! })) };
}

function readDocumentEnvelope(text: string, campaignId: Uint8Array): NewEnvelope | string {
  try {
    const envelope = readEnvelopeText(text);
    if (envelope.header.kind !== 'document') return 'bad-envelope';
    return equalBytes(envelope.header.campaignId, campaignId) ? envelope : 'wrong-campaign';
  } catch (error) {
    if (error instanceof PlatformError) return error.code;
    throw error;
  }
}

/** `PUT …/routing`. Entries of unknown holders are ignored, as for revocations. */
export async function publishRouting(campaign: PublishedInto, body: unknown): Promise<void> {
  const { entries } = parseRoutingBatch(body);
  await campaign.putRouting(
    entries.map(({ holder, name, after, sealed }) => ({
      holder: fromBase64Url(holder),
      name: parseName(name),
      after: parseName(after),
      sealed: fromBase64Url(sealed),
    })),
  );
}

/** `PUT …/keys`. `holder/read-key.ts` decides who may read them, at each read. */
export async function releaseKeys(campaign: PublishedInto, body: unknown): Promise<void> {
  const { keys } = parseKeyBatch(body);
  await campaign.putKeys(
    keys.map(({ name, calendar, key }) => ({ name: parseName(name), calendar, key: fromBase64Url(key) })),
  );
}

/** `PUT …/revocations`. */
export async function revoke(campaign: PublishedInto, body: unknown): Promise<void> {
  await campaign.revoke(parseRevocations(body).holders.map(fromBase64Url));
}
