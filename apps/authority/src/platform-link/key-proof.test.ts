/** A platform's proof of its key, signed by that key itself: it has to be of exactly what the office has just asked. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newStatementKey } from '@cloison/dev-env/platform/statement-key.ts';
import { signStatement, toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPlatformClient } from './platform-client.ts';

const CAMPAIGN = '2026-6e';
let server: Server;
let platform: string;
/** What the next proof says otherwise than what was asked. */
let otherwise: Readonly<Record<string, unknown>>;
let key: Awaited<ReturnType<typeof newStatementKey>>;

beforeAll(async () => {
  key = await newStatementKey();
  server = createServer(async (request, response) => {
    const asked = new URL(request.url ?? '', platform).searchParams;
    const proof = {
      v: 1,
      kind: 'key-proof',
      campaign: CAMPAIGN,
      host: asked.get('host'),
      nonce: asked.get('nonce'),
      ...otherwise,
    };
    const shown = {
      v: 1,
      publicKey: toBase64Url(key.publicKey),
      proof: await signStatement(proof, key.privateKey, key.publicKey),
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(shown));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  platform = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

function readKey(said: typeof otherwise) {
  otherwise = said;
  let sequence = 0;
  return createPlatformClient({
    platform,
    campaign: CAMPAIGN,
    signer: { keyId: 'authority', sign: async () => new Uint8Array(64) },
    nextSequence: () => ++sequence,
    patienceMs: 0,
  }).readKey();
}

it('is believed when it answers what was asked', async () => {
  expect(await readKey({})).toEqual(key.publicKey);
});

it.each([
  ['for another campaign', { campaign: '2026-cp' }],
  ['for another host, to which the question was passed on', { host: 'evaluation.example' }],
  ['over other bytes', { nonce: toBase64Url(new Uint8Array(32)) }],
  ['of something else', { kind: 'purge' }],
])('%s, though signed by the key that is shown, proves nothing', async (_, said) => {
  await expect(readKey(said)).rejects.toMatchObject({ code: 'platform-key-unproven' });
});
