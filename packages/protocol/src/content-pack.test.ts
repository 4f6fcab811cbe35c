import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openPack, sealPack } from './content-pack.ts';
import { type Bytes, concat, u32, utf8 } from './primitives/bytes.ts';
import { hmacSha256 } from './primitives/hash.ts';
import { campaignIdOf } from './primitives/names.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const keys = { opening: new Uint8Array(32).fill(1), share: new Uint8Array(32).fill(2) };
const address = { campaignId: await campaignIdOf('2026-6e'), name: 'francais' };
const iv = new Uint8Array(12).fill(3);
const files = [
  { path: 'sequences/francais.json', bytes: utf8('{"v":1}') },
  { path: 'assets/francais/a.svg', bytes: utf8('<svg/>') },
];
const pack = await sealPack(keys, address, files, iv);

/** A pack with any body, as somebody who has both keys could make it. */
async function forged(plain: Uint8Array): Promise<Bytes> {
  const header = pack.slice(0, 4 + 2 + 8 + 16 + 12);
  const prk = await hmacSha256(keys.share, keys.opening);
  const raw = await hmacSha256(prk, concat(utf8('cloison/1/content'), Uint8Array.of(1)));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const algorithm = { name: 'AES-GCM', iv, additionalData: header };
  return concat(header, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain as Bytes)));
}

describe('a content pack', () => {
  it('gives any files back, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.string({ maxLength: 40 }), fc.uint8Array({ maxLength: 300 })), {
          maxLength: 8,
          selector: ([path]) => path,
        }),
        bytes(32),
        bytes(32),
        bytes(12),
        async (some, opening, share, fresh) => {
          const list = some.map(([path, content]) => ({ path, bytes: content }));
          const sealed = await sealPack({ opening, share }, address, list, fresh);
          const opened = await openPack({ opening, share }, address, sealed, 10_000);
          expect([...opened]).toEqual(some);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('does not open with one of its keys wrong, under another name or campaign, or with any one byte flipped', async () => {
    const other = new Uint8Array(32).fill(9);
    for (const wrong of [
      { ...keys, opening: other },
      { ...keys, share: other },
      { opening: keys.share, share: keys.opening },
      { ...keys, opening: keys.opening.slice(1) },
    ]) {
      await expect(openPack(wrong, address, pack, 1e6)).rejects.toMatchObject({ code: 'pack-sealed' });
    }
    for (const elsewhere of [
      { ...address, name: 'maths' },
      { ...address, campaignId: await campaignIdOf('2026-5e') },
    ]) {
      await expect(openPack(keys, elsewhere, pack, 1e6)).rejects.toMatchObject({ code: 'pack-malformed' });
    }
    for (let at = 0; at < pack.length; at++) {
      const flipped = pack.slice();
      flipped[at]! ^= 1 << (at % 8);
      await expect(openPack(keys, address, flipped, 1e6), `byte ${at}`).rejects.toMatchObject({
        name: 'ProtocolError',
      });
    }
    await expect(openPack(keys, address, pack.slice(0, -1), 1e6)).rejects.toMatchObject({
      code: 'pack-sealed',
    });
  });

  it('is refused when it would inflate past its limit, without inflating it whole', async () => {
    const bomb = await forged(deflateSync(new Uint8Array(50_000_000)));
    await expect(openPack(keys, address, bomb, 1e6)).rejects.toMatchObject({ code: 'pack-malformed' });
    // All else in it is right: only the limit refuses it.
    const index = utf8(JSON.stringify([['a', 200_000]]));
    const large = await forged(deflateSync(concat(u32(index.length), index, new Uint8Array(200_000))));
    await expect(openPack(keys, address, large, 1e5)).rejects.toMatchObject({ code: 'pack-malformed' });
    expect((await openPack(keys, address, large, 4e5)).get('a')).toHaveLength(200_000);
  });

  it('is refused with any other inside: damaged, cut, left over, or with an index of another shape', async () => {
    const index = (value: unknown) => {
      const json = utf8(JSON.stringify(value));
      return concat(u32(json.length), json);
    };
    for (const plain of [
      new Uint8Array(0),
      Uint8Array.of(1, 2, 3),
      deflateSync(Uint8Array.of(0, 0)),
      deflateSync(u32(5)),
      deflateSync(concat(u32(1), utf8('['))),
      deflateSync(index({})),
      deflateSync(index([['a', -1]])),
      deflateSync(index([['a', 1.5]])),
      deflateSync(index([['a', 3]])),
      deflateSync(concat(index([['a', 1]]), new Uint8Array(2))),
      deflateSync(index([['a', 0]])).slice(0, -1),
    ]) {
      await expect(openPack(keys, address, await forged(plain), 1e6)).rejects.toMatchObject({
        code: 'pack-malformed',
      });
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (plain) => {
        await expect(openPack(keys, address, await forged(plain), 1e6)).rejects.toMatchObject({
          code: 'pack-malformed',
        });
      }),
      { numRuns: 200 },
    );
  });
});
