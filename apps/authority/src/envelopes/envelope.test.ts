import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import {
  encodeBody,
  entryRecordName,
  type Holder,
  NO_PREVIOUS,
  open,
  openHolder,
  openSignedDocument,
  type SealInput,
  SIGNATURE_BYTES,
  seal,
} from '@cloison/protocol';
import { campaignIdOf, MAX_ENVELOPE_BYTES, ProtocolError } from '@cloison/protocol/public';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeJson, openEnvelope, sealEncoded, sealEnvelope } from './envelope.ts';
import { entryNamer, type HolderKeys, holderKeysOf } from './holder-keys.ts';

const root = new Uint8Array(32).fill(7);
const input: SealInput = {
  kind: 'record',
  name: 'francais',
  device: new Uint8Array(8).fill(1),
  version: 1,
  previous: NO_PREVIOUS,
  body: { réponse: 'été' },
  ceiling: 1024,
  iv: new Uint8Array(12).fill(9),
};
const address = { kind: 'record', name: 'francais' } as const;
let slow: Holder;
let fast: HolderKeys;

beforeAll(async () => {
  const campaignId = await campaignIdOf('2026-6e');
  slow = await openHolder(root, campaignId);
  fast = holderKeysOf(root, campaignId);
});

const codeOf = (error: unknown) =>
  error instanceof ProtocolError ? error.code : `not a refusal: ${String(error)}`;
const bySlow = (envelope: Uint8Array) =>
  open(slow, envelope, address).then(({ body }) => JSON.stringify(body), codeOf);
function byFast(envelope: Uint8Array): string {
  try {
    return JSON.stringify(openEnvelope(fast, envelope, address).body);
  } catch (error) {
    return codeOf(error);
  }
}

describe('envelopes by Node’s own functions', () => {
  it('have the keys that the protocol derives', () => {
    expect(fast.holderId).toEqual(slow.holderId);
    expect(fast.namesKey).toEqual(slow.namesKey);
  });

  it('name entry records as the protocol does', async () => {
    const name = entryNamer(fast.namesKey);
    for (const [sequence, order] of [
      ['francais-cp', '4182073'],
      ['é', '0'],
    ] as const)
      expect(name(sequence, order)).toBe(await entryRecordName(fast.namesKey, sequence, order));
  });

  it('open by the protocol, and the protocol’s open here, whatever the body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (body) => {
        const sealed = sealEnvelope(fast, { ...input, body, ceiling: 32_768 });
        const opened = await open(slow, sealed.bytes, address);
        expect(opened.body).toEqual(JSON.parse(JSON.stringify(body)));
        expect(opened.hash).toEqual(sealed.hash);
        const other = await seal(slow, { ...input, body, ceiling: 32_768 });
        expect(byFast(other.bytes)).toBe(JSON.stringify(body));
      }),
      { numRuns: 60 },
    );
  });

  it('are refused as the protocol refuses them: any byte flipped, cut anywhere, another address', async () => {
    const { bytes } = sealEnvelope(fast, input);
    for (let i = 0; i < bytes.length; i += 1) {
      const flipped = bytes.slice();
      flipped[i]! ^= 1 << (i % 8);
      expect(byFast(flipped), `byte ${i}`).toBe(await bySlow(flipped));
    }
    for (let length = 0; length < bytes.length; length += 7) {
      const cut = bytes.slice(0, length);
      expect(byFast(cut)).toBe(await bySlow(cut));
    }
    expect(() => openEnvelope(fast, bytes, { ...address, name: 'maths' })).toThrow(ProtocolError);
    expect(() => openEnvelope(fast, bytes, { ...address, kind: 'document' })).toThrow(ProtocolError);
  });

  it('signed here verify by the protocol', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
    const { bytes, deflated } = encodeJson('{"a":"é"}');
    const encoded = { deflated, bytes: bytes + SIGNATURE_BYTES };
    const document = { ...input, kind: 'document' } as const;
    const sealed = sealEncoded(fast, document, encoded, (message) => sign(null, message, privateKey));
    const { body, hash } = await openSignedDocument(slow, sealed.bytes, input.name, key);
    expect(body).toEqual({ a: 'é' });
    expect(hash).toEqual(sealed.hash);
    const tight = { ...document, ceiling: 512 };
    const full = { deflated: new Uint8Array(480), bytes: 4 + 480 + SIGNATURE_BYTES };
    expect(() => sealEncoded(fast, tight, full, () => new Uint8Array(64))).toThrow(ProtocolError);
  });

  it('sealed into memory that was used before are the same, and nothing of the one before is in them', () => {
    const room = new Uint8Array(MAX_ENVELOPE_BYTES);
    const large = encodeJson(JSON.stringify({ text: randomBytes(6000).toString('hex') }));
    sealEncoded(fast, { ...input, ceiling: 16_384 }, large, null, room);
    const small = encodeJson(JSON.stringify(input.body));
    const { bytes, hash } = sealEncoded(fast, input, small, null, room);
    const own = sealEncoded(fast, input, small);
    expect(bytes.buffer).toBe(room.buffer);
    expect(Buffer.from(bytes).equals(own.bytes)).toBe(true);
    expect(hash).toEqual(own.hash);
    expect(byFast(bytes)).toBe(JSON.stringify(input.body));
  });

  it('are not made larger than their ceiling', () => {
    const body = randomBytes(3000).toString('hex');
    expect(() => sealEnvelope(fast, { ...input, body })).toThrow(ProtocolError);
    expect(() => sealEnvelope(fast, { ...input, ceiling: 1000 })).toThrow(ProtocolError);
  });

  it('hold a hostile body to the same rules: length, padding, left-over bytes, bombs, no JSON', async () => {
    const ceiling = 2048;
    /** Seals a body as it is, as whoever has the code can. */
    const sealRaw = async (body: Uint8Array) => {
      const whole = await seal(slow, { ...input, ceiling });
      const { createCipheriv } = await import('node:crypto');
      const at = whole.bytes.length - ceiling - 16;
      const cipher = createCipheriv('aes-256-gcm', fast.sealKey, input.iv);
      cipher.setAAD(whole.bytes.subarray(0, at));
      const sealed = Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()]);
      const bytes = whole.bytes.slice();
      bytes.set(sealed, at);
      return bytes;
    };
    const good = encodeBody({ a: 'b'.repeat(40) }, ceiling);
    const length = new DataView(good.buffer).getUint32(0);
    const changed = (change: (bytes: Uint8Array, view: DataView) => void) => {
      const body = good.slice();
      change(body, new DataView(body.buffer));
      return body;
    };
    const bodies: Readonly<Record<string, Uint8Array>> = {
      good,
      longer: changed((_, view) => view.setUint32(0, length + 1)),
      shorter: changed((_, view) => view.setUint32(0, length - 1)),
      none: changed((_, view) => view.setUint32(0, 0)),
      'past its end': changed((_, view) => view.setUint32(0, ceiling)),
      padding: changed((body) => body.set([1], ceiling - 1)),
      bomb: encodeBody('0'.repeat(1_100_000), ceiling),
    };
    for (const [what, body] of Object.entries(bodies)) {
      const envelope = await sealRaw(body);
      expect([what, byFast(envelope)]).toEqual([what, await bySlow(envelope)]);
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 600 }), async (bytes) => {
        const body = new Uint8Array(ceiling);
        new DataView(body.buffer).setUint32(0, bytes.length);
        body.set(bytes, 4);
        expect(byFast(await sealRaw(body))).not.toContain('not a refusal');
      }),
      { numRuns: 300 },
    );
  });
});
