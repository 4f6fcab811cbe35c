/**
 * Pixels of a picture, by what its bytes say, whatever its name: PNG (ISO 15948), GIF89a, JPEG (ITU T.81), WebP (RFC
 * 9649), AVIF (ISO 23008-12, `ispe`). A browser takes four bytes for each pixel, however small the file.
 *
 * The library `image-size` does not do here: it takes an AVIF's crop off its width, so that a huge picture passes for a small
 * one, and reads no JPEG with fill bytes, which browsers show.
 */

export interface RasterSize {
  readonly width: number;
  readonly height: number;
}

/** Whether the bytes at a place spell a text. */
type Has = (text: string, at: number) => boolean;

/** Null for what is none of these, or says nothing of its size. */
export function rasterSize(bytes: Uint8Array): RasterSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has: Has = (text, at) => [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  try {
    if (has('\x89PNG\r\n\x1a\n', 0)) return { width: view.getUint32(16), height: view.getUint32(20) };
    if (has('GIF8', 0)) return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    if (has('\xff\xd8', 0)) return jpegSize(view);
    if (has('RIFF', 0) && has('WEBP', 8)) return webpSize(view, has);
    if (has('ftyp', 4)) return avifSize(bytes, view, has);
  } catch (error) {
    // Read past its end: it was cut short.
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

function jpegSize(view: DataView): RasterSize | null {
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // SOF0 to SOF15, without DHT, JPG and DAC.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function webpSize(view: DataView, has: Has): RasterSize | null {
  if (has('VP8 ', 12))
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (has('VP8L', 12)) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!has('VP8X', 12)) return null;
  const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_0000 + 1;
  return { width: three(24), height: three(27) };
}

/**
 * The largest of its pictures. A box is its size in four bytes, its name and what it holds; a size of 1 stands for eight more
 * bytes behind the name. `ispe` is of version 0, and never long: pixels that spell its name are not taken for it.
 */
function avifSize(bytes: Uint8Array, view: DataView, has: Has): RasterSize | null {
  let largest: RasterSize | null = null;
  for (let at = bytes.indexOf(0x69, 4); at >= 0; at = bytes.indexOf(0x69, at + 1)) {
    if (!has('ispe', at) || view.getUint16(at - 4) !== 0) continue;
    const body = at + (view.getUint32(at - 4) === 1 ? 12 : 4);
    if (body + 12 > bytes.length || bytes[body] !== 0) continue;
    const [width, height] = [view.getUint32(body + 4), view.getUint32(body + 8)];
    if (largest === null || width * height > largest.width * largest.height) largest = { width, height };
  }
  return largest;
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Of what a browser reads of a `data:` URL, as much as a head needs. */
const headCharacters = 1_400_000;

/** The first bytes of a `data:…;base64,` URL, read as a browser does: signs by number, white space left out. */
export function headOfDataUrl(url: string): Uint8Array {
  const written = url
    .slice(url.indexOf(',') + 1)
    .slice(0, headCharacters)
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of written) {
    const six = base64Alphabet.indexOf(letter);
    if (six < 0) continue;
    held = ((held << 6) | six) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}
