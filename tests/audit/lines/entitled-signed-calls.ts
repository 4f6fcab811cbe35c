/** Calls that only the authority may make, made by others. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newAuthority } from '@cloison/dev-env/authority/signing-authority.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { toBase64Url } from '@cloison/protocol/public';
import { connectPlatform } from '../../../apps/authority/src/platform-link/connect.ts';
import {
  createPlatformClient,
  type PlatformClient,
} from '../../../apps/authority/src/platform-link/platform-client.ts';
import { readSecrets } from '../../../apps/platform/src/base/secrets.ts';
import type { AuditLine } from '../audit-line.ts';
import type { AuditWorld } from '../audit-world.ts';
import { envelopesIn, stealFolder } from '../theft.ts';

/** Method and path. */
export const AUTHORITY_CALLS = [
  ['PUT', 'campaign'],
  ['PUT', `content/${'0'.repeat(64)}`],
  ['PUT', 'holders'],
  ['PUT', 'documents'],
  ['PUT', 'routing'],
  ['PUT', 'keys'],
  ['PUT', 'revocations'],
  ['PUT', 'purge'],
  ['GET', 'feed'],
  ['POST', 'records'],
  ['GET', 'key'],
] as const;

export interface SignedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** The platform's code for this call, or the status of its answer. */
export async function answerTo(
  platform: string,
  { method, path, headers, body }: SignedCall,
): Promise<string> {
  const answer = await fetch(new URL(path, platform), {
    method,
    headers,
    ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
  });
  return ((await answer.json().catch(() => ({}))) as { code?: string }).code ?? String(answer.status);
}

/** All calls of an authority, signed by it, and sent nowhere. */
export async function signedCalls(
  make: (url: string) => PlatformClient | Promise<PlatformClient>,
): Promise<readonly SignedCall[]> {
  const calls: SignedCall[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    for (const name of ['host', 'connection', 'content-length', 'accept-encoding', 'transfer-encoding'])
      delete headers[name];
    calls.push({ method: request.method!, path: request.url!, headers, body: Buffer.concat(parts) });
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"code":"bad-request"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const client = await make(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const empty = new Uint8Array(0);
    for (const call of [
      () => client.putCampaign({ v: 1, card: {}, calendars: [] } as never),
      () => client.putContent('0'.repeat(64), empty, 'text/plain'),
      () => client.putHolders({ holders: [] }),
      () => client.putDocuments({ envelopes: [] }),
      () => client.putRouting({ tables: [] } as never),
      () => client.putKeys({ keys: [] }),
      () => client.putRevocations([]),
      () => client.purge(),
      () => client.feed('', 1),
      () => client.readRecords({ records: [] }),
      () => client.readKey(),
    ])
      await call().catch(() => undefined);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return calls;
}

export const SIGNED_CALLS: AuditLine = {
  id: 'signed-calls',
  promise: 'entitled',
  title: { fr: 'Se faire passer pour l’office', en: 'Passing for the office' },
  tried: {
    fr: 'Les onze appels de l’office sont signés par une autre autorité, par la clé de la plateforme elle-même, ou volés à l’office puis modifiés (corps, adresse, campagne, date, numéro) ou présentés sans signature.',
    en: 'The office’s eleven calls are signed by another authority, by the platform’s own key, or stolen from the office and altered (body, address, campaign, date, number) or presented without a signature.',
  },
  stage: 'running',
  async run(world, tally) {
    const { small } = world;
    const send = async (call: SignedCall) => {
      const code = await answerTo(world.platform.url, call);
      tally.add('requests');
      return code;
    };
    const before = JSON.stringify(await stateOf(world));
    const stranger = newAuthority(NAME);
    const { statementKey } = await readSecrets(join(small.platformFolder, 'secrets'));
    let sequence = Date.now() * 1000 + 1e9;
    const operator = (url: string) =>
      createPlatformClient({
        platform: url,
        campaign: NAME,
        patienceMs: 0,
        nextSequence: () => ++sequence,
        signer: {
          keyId: toBase64Url(statementKey.publicKey),
          sign: async (bytes) =>
            new Uint8Array(
              await crypto.subtle.sign('Ed25519', statementKey.privateKey, new Uint8Array(bytes)),
            ),
        },
      });
    const other = await world.other();
    const ofOther = (url: string) =>
      connectPlatform(other.vault, other.keys, NAME, { platform: url, patienceMs: 0 });
    for (const [who, make] of [
      ['an invented authority', (url: string) => stranger.client(url)],
      ['another campaign’s authority', ofOther],
      ['the operator with the platform’s key', operator],
    ] as const) {
      const calls = await signedCalls(make);
      tally.same(calls.length, AUTHORITY_CALLS.length, `calls of ${who}`);
      for (const call of calls) {
        tally.same(await send(call), 'bad-signature', `${who}: ${call.method} ${call.path}`);
        // Under the office's name.
        const { publicKey } = await small.keys.authority();
        const input = call.headers['signature-input']!.replace(
          /keyid="[^"]*"/,
          `keyid="${toBase64Url(publicKey)}"`,
        );
        tally.same(
          await send({ ...call, headers: { ...call.headers, 'signature-input': input } }),
          'bad-signature',
          `${who} under the office’s name: ${call.method} ${call.path}`,
        );
      }
    }
    const own = await signedCalls((url) =>
      connectPlatform(small.vault, small.keys, NAME, { platform: url, patienceMs: 0 }),
    );
    for (const call of own) {
      const { signature: _signature, 'signature-input': _input, ...unsigned } = call.headers;
      const alterations: readonly (readonly [string, SignedCall, readonly string[]])[] = [
        ['without a signature', { ...call, headers: unsigned }, ['bad-signature']],
        ['for another campaign', { ...call, path: call.path.replace(NAME, 'autre-2026') }, ['bad-signature']],
        [
          'with a query',
          { ...call, path: `${call.path}${call.path.includes('?') ? '&' : '?'}x=1` },
          ['bad-signature'],
        ],
        [
          'with another number',
          {
            ...call,
            headers: {
              ...call.headers,
              'cloison-sequence': String(Number(call.headers['cloison-sequence']) + 1),
            },
          },
          ['bad-signature'],
        ],
        [
          'of another day',
          {
            ...call,
            headers: {
              ...call.headers,
              'signature-input': call.headers['signature-input']!.replace(
                /created=\d+/,
                'created=1700000000',
              ),
            },
          },
          ['bad-signature'],
        ],
        [
          'with another digest',
          {
            ...call,
            headers: {
              ...call.headers,
              'content-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:`,
            },
          },
          ['bad-signature'],
        ],
      ];
      for (const [what, altered, codes] of alterations)
        tally.holds(
          codes.includes(await send(altered)),
          `the office’s ${call.method} ${call.path} ${what} was not refused as it must be`,
        );
    }
    // The body is checked after the signature, which it then has used up.
    const records = own.find(({ path }) => path.endsWith('/records'))!;
    tally.same(
      await send({ ...records, body: Buffer.from('{"records": []}') }),
      'hash-mismatch',
      'another body under the office’s signature',
    );
    tally.same(JSON.stringify(await stateOf(world)), before, 'what the platform has after all this');
  },
};

/** Counts of what the platform has. */
async function stateOf(world: AuditWorld): Promise<readonly (readonly [string, number])[]> {
  const envelopes = envelopesIn(stealFolder(world, 'state'));
  return [...Map.groupBy(envelopes, ({ kind }) => kind)].map(([kind, own]) => [kind, own.length] as const);
}
