import { describe, expect, it } from 'vitest';
import { checkAsset } from './asset.ts';
import { rasterSize } from './raster-size.ts';

const bytes = (...parts: (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1').toJSON().data : part)),
  );
const u32 = (n: number) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
const zeros = (n: number) => Array.from({ length: n }, () => 0);

/** Heads of files as their standards lay them out. */
const png = (width: number, height: number) =>
  bytes('\x89PNG\r\n\x1a\n', u32(13), 'IHDR', u32(width), u32(height), [1, 0, 0, 0, 0]);
const heads = {
  PNG: png(60_000, 50_000),
  GIF: bytes('GIF89a', [0x60, 0xea, 0x50, 0xc3]),
  JPEG: bytes(
    '\xff\xd8\xff\xe0',
    [0, 4, 0, 0],
    '\xff\xff\xc4',
    [0, 2],
    '\xff\xc2',
    [0, 17, 8, 0xc3, 0x50, 0xea, 0x60],
  ),
  'WebP, extended': bytes('RIFF', zeros(4), 'WEBPVP8X', zeros(8), [0x5f, 0xea, 0, 0x4f, 0xc3, 0]),
  AVIF: bytes(
    zeros(4),
    'ftypavif',
    zeros(8),
    'ispe',
    zeros(4),
    u32(64),
    u32(64),
    'ispe',
    zeros(4),
    u32(60_000),
    u32(50_000),
  ),
};

describe('the size of a picture', () => {
  it.each(Object.entries(heads))('is read from the bytes of %s', (_, head) => {
    expect(rasterSize(head)).toEqual({ width: 60_000, height: 50_000 });
  });

  it('is read from WebP without loss and with it, whose sides are 16,384 at most', () => {
    const plain = bytes('RIFF', zeros(4), 'WEBPVP8 ', zeros(4), zeros(6), [0xff, 0x3f, 0x10, 0x00]);
    expect(rasterSize(plain)).toEqual({ width: 16_383, height: 16 });
    const lossless = bytes('RIFF', zeros(4), 'WEBPVP8L', zeros(4), [0x2f, 0xff, 0xff, 0xff, 0x0f]);
    expect(rasterSize(lossless)).toEqual({ width: 16_384, height: 16_384 });
  });

  it('is read from AVIF whatever the length of its boxes, and wherever they stand', () => {
    const ispe = [zeros(4), u32(60_000), u32(50_000)];
    const begin = ['\0\0\0\x18', 'ftypavif', zeros(12)];
    // ISO 14496-12, 4.2: a size of 1 is followed by the size in eight bytes.
    const long = bytes(...begin, u32(1), 'ispe', zeros(4), u32(28), ...ispe);
    const behind = bytes(...begin, zeros(1_100_000), u32(20), 'ispe', ...ispe);
    for (const head of [long, behind]) expect(rasterSize(head)).toEqual({ width: 60_000, height: 50_000 });
    const cut = bytes(...begin, u32(20), 'ispe', ...ispe, u32(1), 'ispe', zeros(8));
    expect(rasterSize(cut)).toEqual({ width: 60_000, height: 50_000 });
  });

  it('is not read from what only looks like it among the pixels of an AVIF', () => {
    // One photo of a megabyte in some thousands was refused for it.
    const photo = bytes('\0\0\0\x18', 'ftypavif', zeros(12), u32(20), 'ispe', zeros(4), u32(800), u32(600));
    const pixels = bytes(
      [0x9a, 0x5c, 0x11, 0xe0],
      'ispe',
      [0x83, 0, 0, 1],
      u32(0x7fff_ffff),
      u32(0x7fff_ffff),
    );
    expect(rasterSize(bytes([...photo], [...pixels]))).toEqual({ width: 800, height: 600 });
  });

  it('is null for anything else, cut short wherever one likes', () => {
    expect(rasterSize(bytes('<html>'))).toBeNull();
    for (const head of Object.values(heads))
      for (let end = 0; end < head.length; end += 1)
        expect(() => rasterSize(head.slice(0, end))).not.toThrow();
  });
});

describe('a picture', () => {
  it('of a few kilobytes that becomes gigabytes on the pupil’s computer is refused, whatever its name', () => {
    for (const name of ['a.png', 'a.jpg', 'folder/a.webp'])
      expect(checkAsset(name, heads.PNG)).toMatchObject([{ code: 'QTI_ASSET_UNSAFE', path: name }]);
    expect(checkAsset('a.png', png(8_000, 6_000))).toEqual([]);
  });

  it('inside a drawing is no other', () => {
    const drawing = (head: Uint8Array) =>
      new TextEncoder().encode(
        `<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,${Buffer.from(head).toString('base64')}"/></svg>`,
      );
    expect(checkAsset('a.svg', drawing(heads.PNG))).toHaveLength(1);
    expect(checkAsset('a.svg', drawing(png(800, 600)))).toEqual([]);
  });
});
