/** What anybody may send to the platform: headers, addresses, queries, bodies. */
import { sign } from 'node:crypto';
import { newAuthorityKey } from '@cloison/dev-env/platform/authority-key.ts';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, NOON, publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { ProtocolError, parsePublishedCampaign, toBase64Url } from '@cloison/protocol/public';
import fc from 'fast-check';
import { feed } from '../../apps/platform/src/authority/collect.ts';
import {
  publishCampaign,
  publishContent,
  publishDocuments,
  publishHolders,
  publishRouting,
} from '../../apps/platform/src/authority/publish.ts';
import {
  authorityKeyOf,
  type SignedRequest,
  verifySignedCall,
} from '../../apps/platform/src/authority/signed-call.ts';
import { PlatformError } from '../../apps/platform/src/base/platform-error.ts';
import { readEnvelope, readEnvelopeText } from '../../apps/platform/src/campaign/read-envelope.ts';
import { mayBeRecord } from '../../apps/platform/src/campaign/record-names.ts';
import { TokenHash } from '../../apps/platform/src/campaign/token-hash.ts';
import { calendarsOf, datesOf, windowFor } from '../../apps/platform/src/campaign/windows.ts';
import { rescue } from '../../apps/platform/src/holder/rescue.ts';
import { saveRecord } from '../../apps/platform/src/holder/save-record.ts';
import { jsonOf } from '../../apps/platform/src/http/route-parts.ts';
import type { CampaignStore } from '../../apps/platform/src/store/campaign-store.ts';
import { decodeCursor, encodeCursor } from '../../apps/platform/src/store/feed-cursor.ts';
import type { HolderEntry } from '../../apps/platform/src/store/holders.ts';
import type { Store } from '../../apps/platform/src/store/store.ts';
import { chooseEncoding, matches } from '../../apps/platform/src/web/negotiate.ts';
import {
  documentBatchSchema,
  holderBatchSchema,
  publishedCampaignSchema,
  routingBatchSchema,
} from '../../packages/protocol/src/messages/platform.ts';
import { accepted, acceptedLater, type FuzzTarget, must, target } from './fuzz-target.ts';
import { hostileBytes, hostileJson, hostileText } from './mutations.ts';
import { validFor } from './valid-messages.ts';

/** Whatever ends as `{ "code": … }` with a 4xx: see `http/failure.ts`. */
const isRefusal = (error: unknown) => error instanceof PlatformError || error instanceof ProtocolError;

const pupil: HolderEntry = { holder: new Uint8Array(16).fill(9), calendar: 0, role: 'pupil', revoked: false };
const staff: HolderEntry = { ...pupil, role: 'staff' };

/** Answers as an empty store would, and takes everything. */
const campaign = {
  name: CAMPAIGN,
  published: async () => parsePublishedCampaign(publishedCampaign()),
  putHolders: async () => undefined,
  putDocuments: async (documents: readonly unknown[]) => documents.map(() => 'ok'),
  putRouting: async () => undefined,
  putContent: async () => undefined,
  holderById: async () => pupil,
  holderByAccess: async () => null,
  save: async () => ({ kind: 'saved' }),
  rescue: async () => 'ok',
  content: async () => null,
  feed: async () => ({ entries: [], more: false, rewound: false }),
} as unknown as CampaignStore;
const store = { publish: async () => undefined } as unknown as Store;

export async function platformTargets(): Promise<readonly FuzzTarget[]> {
  const tokens = new TokenHash(new Uint8Array(32).fill(1));
  const envelopes = (['record', 'final', 'document'] as const).map(
    (kind) => fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.holder, name: 'francais', kind }).bytes,
  );
  const texts = envelopes.map(toBase64Url);
  return [
    target({
      name: 'envelope as it comes in',
      share: 10_000,
      input: hostileBytes(envelopes, 700),
      check: async (bytes) => {
        const read = accepted(() => readEnvelope(bytes), isRefusal)?.value;
        if (read !== undefined) must(read.bytes.length === bytes.length, 'other bytes than were sent');
        await acceptedLater(() => saveRecord(campaign, pupil, 'francais', bytes, NOON), isRefusal);
      },
    }),
    target({
      name: 'envelope as text in a batch',
      share: 15_000,
      input: hostileText(texts, ['=', '+', '/', '\n']),
      check: (text) => {
        const read = accepted(() => readEnvelopeText(text), isRefusal)?.value;
        if (read !== undefined) must(toBase64Url(read.bytes) === text, 'two texts for the same envelope');
      },
    }),
    target({
      name: 'rescue upload',
      share: 3_000,
      input: hostileJson(fc.constant({ envelopes: texts.slice(0, 2) })),
      check: async (body) => {
        const read = await acceptedLater(() => rescue(campaign, staff, body, NOON), isRefusal);
        if (read === null) return;
        const sent = (body as { envelopes: unknown[] }).envelopes;
        must(read.value.results.length === sent.length, 'not one code for each envelope');
      },
    }),
    target({
      name: 'JSON of a body',
      share: 15_000,
      input: hostileBytes(
        [JSON.stringify({ holders: [] }), '[[[]]]', '{"a":"\\ud800"}'].map((text) => Buffer.from(text)),
      ),
      check: (bytes) => {
        accepted(() => jsonOf(Buffer.from(bytes)), isRefusal);
      },
    }),
    batch('holders as published', holderBatchSchema, (body) => publishHolders(campaign, tokens, body)),
    batch('documents as published', documentBatchSchema, (body) => publishDocuments(campaign, body)),
    batch('routing as published', routingBatchSchema, (body) => publishRouting(campaign, body)),
    batch('campaign as published', publishedCampaignSchema, async (body) => {
      await publishCampaign(store, CAMPAIGN, body);
    }),
    target({
      name: 'windows of a published campaign',
      share: 3_000,
      input: fc.tuple(
        hostileJson(validFor(publishedCampaignSchema)),
        hostileText(['francais', 'francais/2', 'ticket']),
      ),
      check: ([body, name]) => {
        const published = accepted(() => parsePublishedCampaign(body), isRefusal)?.value;
        if (published === undefined || accepted(() => calendarsOf(published), isRefusal) === null) return;
        const window = windowFor(published, 0, name, NOON);
        datesOf(window);
        for (const role of ['pupil', 'staff', 'group'] as const) mayBeRecord(role, name);
      },
    }),
    target({
      name: 'type of published content',
      share: 4_000,
      input: hostileText(
        ['application/json', 'text/plain; charset=utf-8', 'image/svg+xml', 'text/html'],
        ['\r\nx: y', ';', 'html', 'HTML'],
      ),
      check: async (type) => {
        let kept = '';
        const putContent = async (file: { type: string }) => {
          kept = file.type;
        };
        const keeper = { ...campaign, putContent };
        await acceptedLater(
          () => publishContent(keeper as unknown as CampaignStore, EMPTY_HASH, type, new Uint8Array()),
          isRefusal,
        );
        must(!/html|script|[\r\n\0]/.test(kept), 'a type that a browser would run, or two headers');
      },
    }),
    signedCallTarget(),
    target({
      name: 'Accept-Encoding',
      share: 30_000,
      input: fc.tuple(
        hostileText(
          ['gzip, deflate, br', 'br;q=0, gzip;q=0.5', '*', 'identity'],
          [';q=0', ';q=0.000', ',', ' ', 'br', 'gzip', ';'],
        ),
        fc.boolean(),
        fc.boolean(),
      ),
      check: ([accept, br, gzip]) => {
        const chosen = chooseEncoding(accept, { br, gzip });
        must(chosen === null || { br, gzip }[chosen], 'an encoding that we do not have');
        must(chosen === null || accept.toLowerCase().includes(chosen), 'an encoding that was not asked for');
      },
    }),
    target({
      name: 'If-None-Match',
      share: 30_000,
      input: hostileText(['"abc"', 'W/"abc", "def"', '*'], ['"', ',', 'W/', '*']),
      check: (header) => {
        must(
          !matches(header, '"never sent"') || header.includes('*') || header.includes('never'),
          'a tag that was not named',
        );
        must(matches(`${header.replaceAll('"', '')},"abc"`, '"abc"'), 'a tag that was named is not seen');
      },
    }),
    target({
      name: 'query of the feed',
      share: 15_000,
      input: fc.record(
        {
          after: queryValue(['', '0123456789abcdef.0', '0123456789abcdef.zz.1']),
          limit: queryValue(['1', '500', '99999', '0', '-1']),
          whole: queryValue(['heads', 'all']),
        },
        { requiredKeys: [] },
      ),
      check: async (query) => {
        const page = await acceptedLater(() => feed(campaign, query), isRefusal);
        if (page !== null) must(typeof page.value.next === 'string', 'no cursor');
      },
    }),
    target({
      name: 'feed cursor',
      share: 30_000,
      input: hostileText(['0123456789abcdef.0', '0123456789abcdef.zz.1'], ['.', '0', 'z', 'zzzzzzzzzz']),
      check: (text) => {
        const cursor = decodeCursor(text);
        if (cursor === null) return;
        must(
          cursor.positions.every((position) => Number.isSafeInteger(position) && position >= 0),
          'a position that is no number',
        );
        const again = decodeCursor(encodeCursor(cursor));
        must(again !== null && again.positions.join() === cursor.positions.join(), 'does not come back');
      },
    }),
  ];
}

const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** As a query string is read: a text, several, or none. */
function queryValue(samples: readonly string[]): fc.Arbitrary<unknown> {
  const one = hostileText(samples);
  return fc.oneof({ weight: 6, arbitrary: one }, { weight: 1, arbitrary: fc.array(one, { maxLength: 3 }) });
}

function batch(name: string, schema: unknown, publish: (body: unknown) => Promise<unknown>): FuzzTarget {
  return target({
    name,
    share: 3_000,
    input: hostileJson(validFor(schema)),
    check: async (body) => {
      await acceptedLater(() => publish(body), isRefusal);
    },
  });
}

/** A true call, some part of which is damaged: it passes only when nothing that is signed was changed. */
function signedCallTarget(): FuzzTarget {
  const { raw, privateKey } = newAuthorityKey();
  const authority = authorityKeyOf(raw);
  const createdS = NOON / 1000;
  const names = ['@method', '@path', '@query', 'content-digest', 'cloison-sequence'];
  const parameters = `(${names.map((name) => `"${name}"`).join(' ')});created=${createdS};nonce="0123456789";keyid="k"`;
  const parts = {
    method: 'PUT',
    path: `/authority/1/${CAMPAIGN}/holders`,
    query: '?a=1',
    'content-digest': 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
    'cloison-sequence': '7',
  };
  const values = [parts.method, parts.path, parts.query, parts['content-digest'], parts['cloison-sequence']];
  const base = [
    ...names.map((name, i) => `"${name}": ${values[i]}`),
    `"@signature-params": ${parameters}`,
  ].join('\n');
  const signature = `sig=:${sign(null, Buffer.from(base, 'latin1'), privateKey).toString('base64')}:`;
  const good = { ...parts, 'signature-input': `sig=${parameters}`, signature };
  const keys = Object.keys(good) as (keyof typeof good)[];
  const words = ['sig', '"', ';', '=', ':', '\n', '"@method": GET', ';expires=1', ';created=1', 'sig2', ' '];
  return target({
    name: 'signed call',
    share: 4_000,
    input: fc.tuple(
      fc.constantFrom(...keys),
      fc.oneof(...keys.map((key) => hostileText([good[key]], words)), fc.constant(null)),
    ),
    check: ([key, text]) => {
      const sent = text === null ? good : { ...good, [key]: text };
      const headers: Readonly<Record<string, string>> = sent;
      const request: SignedRequest = {
        method: sent.method,
        target: sent.path + sent.query,
        header: (name) => headers[name],
      };
      const call = accepted(() => verifySignedCall(request, authority, NOON), isRefusal)?.value;
      if (text === null) must(call?.sequence === 7, 'a true call is refused');
      if (call === undefined) return;
      const unchanged = key === 'signature' || key === 'signature-input' || sent[key].trim() === good[key];
      must(unchanged || sent.path + sent.query === good.path + good.query, 'what is signed was changed');
    },
  });
}
