/**
 * Makes a screenshot small: its colours become a palette of at most 256 (the most frequent ones; any other takes the
 * nearest), which flat screens bear without a visible change. PNG (ISO/IEC 15948): reads what Chromium and pdftoppm
 * write, 8-bit RGB or RGBA without interlacing; anything else is returned as it came.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB, row by row. */
  readonly rgb: Uint32Array;
}

export function shrinkPng(png: Uint8Array): Uint8Array {
  const pixels = readPixels(Buffer.from(png));
  if (pixels === null) return png;
  const { palette, indexOf } = paletteOf(pixels.rgb);
  const shrunk = writeIndexed(pixels, palette, indexOf);
  return shrunk.length < png.length ? shrunk : png;
}

function readPixels(png: Buffer): Pixels | null {
  if (!png.subarray(0, 8).equals(SIGNATURE)) return null;
  const header = png.subarray(16, 29);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytes = header[9] === 2 ? 3 : header[9] === 6 ? 4 : 0;
  if (header[8] !== 8 || bytes === 0 || header[12] !== 0) return null;
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const lines = unfilter(inflateSync(Buffer.concat(data)), width * bytes, height, bytes);
  const rgb = new Uint32Array(width * height);
  for (let i = 0; i < rgb.length; i++) {
    const at = i * bytes;
    rgb[i] = (lines[at]! << 16) | (lines[at + 1]! << 8) | lines[at + 2]!;
  }
  return { width, height, rgb };
}

/** Undoes the five filters of PNG, section 9. */
function unfilter(raw: Buffer, stride: number, height: number, bytes: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1);
    const filter = raw[from]!;
    const to = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x < bytes ? 0 : out[to + x - bytes]!;
      const up = y === 0 ? 0 : out[to - stride + x]!;
      const corner = x < bytes || y === 0 ? 0 : out[to - stride + x - bytes]!;
      out[to + x] = raw[from + 1 + x]! + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      throw new Error(`PNG filter ${filter} does not exist`);
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [
    Math.abs(up - corner),
    Math.abs(left - corner),
    Math.abs(left + up - 2 * corner),
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function paletteOf(rgb: Uint32Array): { palette: readonly number[]; indexOf: ReadonlyMap<number, number> } {
  const counts = new Map<number, number>();
  for (const colour of rgb) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  const palette = byCount.slice(0, MOST_COLOURS);
  const indexOf = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of byCount.slice(MOST_COLOURS)) indexOf.set(colour, nearest(palette, colour));
  return { palette, indexOf };
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, other] of palette.entries()) {
    const [red, green, blue] = [16, 8, 0].map((bits) => ((colour >> bits) & 255) - ((other >> bits) & 255));
    const distance = red! * red! + green! * green! + blue! * blue!;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

function writeIndexed(
  { width, height, rgb }: Pixels,
  palette: readonly number[],
  indexOf: ReadonlyMap<number, number>,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (const [i, colour] of rgb.entries()) lines[i + Math.floor(i / width) + 1] = indexOf.get(colour)!;
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
