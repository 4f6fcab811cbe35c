import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeBody, encodeBody } from './body.ts';
import { NO_PREVIOUS, open, type SealInput, seal } from './envelope.ts';
import { parseEnvelopeHeader } from './envelope-header.ts';
import { type Holder, openHolder } from './keys.ts';
import { concat, u32, utf8 } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';
import { campaignIdOf } from './primitives/names.ts';

const root = new Uint8Array(32).fill(7);
const device = new Uint8Array(8).fill(1);
const input: SealInput = {
  kind: 'record',
  name: 'francais',
  device,
  version: 1,
  previous: NO_PREVIOUS,
  body: { réponse: 'été' },
  ceiling: 1024,
  iv: new Uint8Array(12).fill(9),
};
const address = { kind: 'record', name: 'francais' } as const;
let holder: Holder;
let envelope: Uint8Array;

beforeAll(async () => {
  holder = await openHolder(root, await campaignIdOf('2026-6e'));
  envelope = (await seal(holder, input)).bytes;
});

const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'opened',
    (error) => (error instanceof ProtocolError ? error.code : `not a refusal: ${error}`),
  );

describe('an envelope', () => {
  it('gives back its body and header', async () => {
    const { body, header } = await open(holder, envelope, address);
    expect(body).toEqual(input.body);
    expect(header).toMatchObject({ kind: 'record', name: 'francais', version: 1, device });
    expect(envelope.length).toBe(7 + 8 + 16 + 16 + 8 + 4 + 32 + 12 + 1024 + 16);
  });

  it('gives back any JSON value under any name, kind and version', async () => {
    const names = fc.constantFrom('francais', 'francais/2', 'francais~2', 'report/class', '0123456789ABCDEF');
    const kind = fc.constantFrom('record' as const, 'final' as const, 'document' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        names,
        kind,
        fc.integer({ min: 2, max: 2 ** 32 - 1 }),
        async (body, name, kind, version) => {
          const previous = new Uint8Array(32).fill(3);
          const sealed = await seal(holder, {
            ...input,
            body,
            name,
            kind,
            version,
            previous,
            ceiling: 32_768,
          });
          const opened = await open(holder, sealed.bytes, { kind, name });
          expect(opened.body).toEqual(JSON.parse(JSON.stringify(body)));
          expect(opened.hash).toEqual(sealed.hash);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is refused with any one byte flipped', async () => {
    for (let i = 0; i < envelope.length; i++) {
      const flipped = envelope.slice();
      flipped[i]! ^= 1 << (i % 8);
      expect(await refusalOf(open(holder, flipped, address)), `byte ${i}`).not.toBe('opened');
    }
  });

  it('is refused when cut anywhere, or lengthened', async () => {
    for (let length = 0; length < envelope.length; length++) {
      expect(await refusalOf(open(holder, envelope.slice(0, length), address)), `${length} bytes`).not.toBe(
        'opened',
      );
    }
    for (const extra of [1, 512]) {
      const longer = concat(envelope, new Uint8Array(extra));
      expect(await refusalOf(open(holder, longer, address))).not.toBe('opened');
    }
  });

  it('is refused at another holder, name, kind or campaign', async () => {
    const other = await openHolder(new Uint8Array(32).fill(8), holder.campaignId);
    const elsewhere = await openHolder(root, await campaignIdOf('2026-2de'));
    expect(await refusalOf(open(other, envelope, address))).toBe('envelope-address');
    expect(await refusalOf(open(elsewhere, envelope, address))).toBe('envelope-address');
    expect(await refusalOf(open(holder, envelope, { ...address, name: 'maths' }))).toBe('envelope-address');
    expect(await refusalOf(open(holder, envelope, { ...address, kind: 'final' }))).toBe('envelope-address');
    expect(await refusalOf(open(holder, envelope, { ...address, kind: 'document' }))).toBe(
      'envelope-address',
    );
  });

  it('is refused when its clear part is rewritten to fit another place', async () => {
    const moved = async (
      change: (bytes: Uint8Array) => void,
      to: Holder,
      where: Parameters<typeof open>[2],
    ) => {
      const bytes = envelope.slice();
      change(bytes);
      return refusalOf(open(to, bytes, where));
    };
    const other = await openHolder(new Uint8Array(32).fill(8), holder.campaignId);
    const elsewhere = await openHolder(root, await campaignIdOf('2026-2de'));
    expect(await moved((b) => b.set(other.holderId, 7 + 8 + 16), other, address)).toBe('envelope-sealed');
    // The root of another campaign gives other keys only through the code's salt: here the campaign itself is bound.
    expect(await moved((b) => b.set(elsewhere.campaignId, 7 + 8), elsewhere, address)).toBe(
      'envelope-sealed',
    );
    expect(await moved((b) => b.set(utf8('geometry'), 7), holder, { ...address, name: 'geometry' })).toBe(
      'envelope-sealed',
    );
    expect(await moved((b) => b.set([2], 4), holder, { ...address, kind: 'final' })).toBe('envelope-sealed');
    const versionAt = 7 + 8 + 16 + 16 + 8;
    expect(await moved((b) => b.set(u32(2), versionAt), holder, address)).toBe('envelope-sealed');
  });

  /** Where each field begins, by the layout in docs/protocol.md; the name has 8 letters. */
  const AT = { magic: 0, kind: 4, flags: 5, nameLength: 6, name: 7, version: 7 + 8 + 16 + 16 + 8 };
  const changed = (at: number, ...bytes: readonly number[]) => {
    const other = envelope.slice();
    other.set(bytes, at);
    return other;
  };
  it.each([
    ['of another protocol', () => changed(AT.magic, 0x58), 'magic'],
    ['of no kind', () => changed(AT.kind, 0), 'kind'],
    ['of an unknown kind', () => changed(AT.kind, 4), 'kind'],
    ['with a flag', () => changed(AT.flags, 1), 'flags'],
    ['with a name that may not be', () => changed(AT.name, 0x2f), 'name'],
    ['of version 0', () => changed(AT.version, 0, 0, 0, 0), 'version'],
    ['that is the first and follows one', () => changed(AT.version + 4, 1), 'previous of a first version'],
    ['of a length that no ceiling has', () => envelope.subarray(0, -1), 'length'],
    ['without a body', () => envelope.subarray(0, -1024), 'length'],
  ])('%s is refused by who cannot open it: a platform', (_, make, what) => {
    const refused = new ProtocolError('envelope-malformed', what);
    expect(() => parseEnvelopeHeader(make())).toThrow(refused);
  });

  it('says nothing of its body by its size', async () => {
    const small = await seal(holder, { ...input, body: {} });
    const large = await seal(holder, { ...input, body: { text: 'abcdefghij'.repeat(60) } });
    expect(small.bytes.length).toBe(large.bytes.length);
  });

  it('is never made larger than its ceiling', async () => {
    const noise = Array.from({ length: 900 }, (_, i) => (i * 7919) % 997).join();
    expect(await refusalOf(seal(holder, { ...input, body: noise, ceiling: 512 }))).toBe('body-too-large');
  });

  it('starts its chain with no previous', () => {
    const bytes = envelope.slice();
    bytes[7 + 8 + 16 + 16 + 8 + 4] = 1;
    expect(() => parseEnvelopeHeader(bytes)).toThrow(ProtocolError);
  });

  it('never makes reading arbitrary bytes crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.boolean(), (bytes, withMagic) => {
        const tried = withMagic ? concat(utf8('CLO1'), bytes) : bytes;
        try {
          parseEnvelopeHeader(tried);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a body', () => {
  const code = (run: () => unknown) => {
    try {
      run();
      return 'read';
    } catch (error) {
      return error instanceof ProtocolError ? error.code : `not a refusal: ${error}`;
    }
  };
  const body = encodeBody({ a: 1 }, 512);
  const length = new DataView(body.buffer).getUint32(0);

  it('is refused with padding that is not zero', () => {
    const bytes = body.slice();
    bytes[511] = 1;
    expect(code(() => decodeBody(bytes))).toBe('body-padding');
  });

  it('is refused with a length past its end, or none', () => {
    expect(code(() => decodeBody(concat(u32(509), body.slice(4))))).toBe('body-padding');
    expect(code(() => decodeBody(concat(u32(0), body.slice(4))))).toBe('body-padding');
    expect(code(() => decodeBody(new Uint8Array(3)))).toBe('body-padding');
  });

  it('is refused with bytes left over after the compressed JSON, or with some missing', () => {
    expect(code(() => decodeBody(concat(u32(length + 1), body.slice(4))))).toBe('body-inflate');
    expect(code(() => decodeBody(concat(u32(length - 1), body.slice(4, 4 + length - 1))))).toBe(
      'body-inflate',
    );
  });

  it('is refused when it would inflate past a megabyte', () => {
    const bomb = encodeBody('0'.repeat(1_100_000), 2048);
    expect(code(() => decodeBody(bomb))).toBe('body-inflate');
  });

  it('is refused when it is not JSON, and never crashes on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const framed = concat(u32(bytes.length), bytes, new Uint8Array(8));
        expect(code(() => decodeBody(framed))).toMatch(/^(read|body-(padding|inflate|json))$/);
      }),
      { numRuns: 2000 },
    );
  });
});
