import { getPublicKeyAsync, signAsync } from '@noble/ed25519';
import { beforeAll, describe, expect, it } from 'vitest';
import { AUTHORITY_DEVICE, NO_PREVIOUS, open, openBody, seal, sealBody } from './envelope.ts';
import { type Holder, openHolder } from './keys.ts';
import type { Bytes } from './primitives/bytes.ts';
import { campaignIdOf } from './primitives/names.ts';
import {
  openSignedDocument,
  SIGNATURE_BYTES,
  type SignDocument,
  sealSignedDocument,
} from './signed-document.ts';

const seed = new Uint8Array(32).fill(5);
const byAuthority: SignDocument = (message) => signAsync(message, seed);
const input = {
  name: 'report/class',
  device: AUTHORITY_DEVICE,
  version: 3,
  previous: new Uint8Array(32).fill(2),
  body: { v: 1, pupils: ['é'] },
  ceiling: 1024,
  iv: new Uint8Array(12).fill(9),
};
let holder: Holder;
let authorityKey: Uint8Array;

beforeAll(async () => {
  holder = await openHolder(new Uint8Array(32).fill(7), await campaignIdOf('2026-6e'));
  authorityKey = await getPublicKeyAsync(seed);
});

const opened = (envelope: Uint8Array) => openSignedDocument(holder, envelope, 'report/class', authorityKey);

/** What the holder of the class's secret makes of a signed body: sealed rightly, under another header. */
async function sealedAgain(envelope: Uint8Array, change: Partial<typeof input>): Promise<Bytes> {
  const { body } = await openBody(holder, envelope, { kind: 'document', name: 'report/class' });
  return (await sealBody(holder, { ...input, kind: 'document', ...change }, () => body)).bytes;
}

describe('a signed document', () => {
  it('gives back its body and header, in an envelope no larger than an unsigned one', async () => {
    const sealed = await sealSignedDocument(holder, input, byAuthority);
    const { body, header, hash } = await opened(sealed.bytes);
    expect(body).toEqual(input.body);
    expect(header).toMatchObject({ kind: 'document', name: 'report/class', version: 3 });
    expect(hash).toEqual(sealed.hash);
    expect(sealed.bytes.length).toBe((await seal(holder, { ...input, kind: 'document' })).bytes.length);
  });

  it('is refused when somebody else with the holder’s secret sealed it: unsigned, or signed by another key', async () => {
    const unsigned = await seal(holder, { ...input, kind: 'document' });
    await expect(opened(unsigned.bytes)).rejects.toMatchObject({ code: 'envelope-signature' });
    const other = await sealSignedDocument(holder, input, (message) =>
      signAsync(
        message,
        seed.map(() => 6),
      ),
    );
    await expect(opened(other.bytes)).rejects.toMatchObject({ code: 'envelope-signature' });
    const empty = await sealSignedDocument(holder, input, async () => new Uint8Array(SIGNATURE_BYTES));
    await expect(opened(empty.bytes)).rejects.toMatchObject({ code: 'envelope-signature' });
  });

  it('is refused as another version, after another one, or under another name than it was signed for', async () => {
    const { bytes } = await sealSignedDocument(holder, input, byAuthority);
    await expect(opened(await sealedAgain(bytes, {}))).resolves.toMatchObject({ body: input.body });
    for (const change of [
      { version: 4 },
      { version: 1, previous: NO_PREVIOUS },
      { iv: new Uint8Array(12) },
    ]) {
      await expect(opened(await sealedAgain(bytes, change))).rejects.toMatchObject({
        code: 'envelope-signature',
      });
    }
    const moved = await sealedAgain(bytes, { name: 'roster' });
    await expect(openSignedDocument(holder, moved, 'roster', authorityKey)).rejects.toMatchObject({
      code: 'envelope-signature',
    });
  });

  it('is refused with any one byte of what is sealed altered', async () => {
    const { bytes } = await sealSignedDocument(holder, input, byAuthority);

    const { body } = await openBody(holder, bytes, { kind: 'document', name: 'report/class' });
    // Signature, length, content, and one byte of the padding.
    const spots = [0, 31, 32, 63, 64, 67, 68, 80, body.length - 1];
    for (const at of spots) {
      const altered = body.map((byte, i) => (i === at ? byte ^ 1 : byte));
      const sealed = await sealBody(holder, { ...input, kind: 'document' }, () => altered as Bytes);
      await expect(opened(sealed.bytes)).rejects.toMatchObject({ code: 'envelope-signature' });
    }
  });

  it('does not open as an unsigned one', async () => {
    const { bytes } = await sealSignedDocument(holder, input, byAuthority);
    await expect(open(holder, bytes, { kind: 'document', name: 'report/class' })).rejects.toMatchObject({
      name: 'ProtocolError',
    });
  });

  it('is refused when signature and content do not fit under the ceiling together', async () => {
    const body = 'abcdefghijklmnopqrstuvwxyz0123456789'
      .repeat(14)
      .split('')
      .map((c, i) => c.charCodeAt(0) * i);
    await expect(
      sealSignedDocument(holder, { ...input, body, ceiling: 512 }, byAuthority),
    ).rejects.toMatchObject({ code: 'body-too-large' });
  });
});
