/**
 * A file that a pupil has chosen, as it may be sealed: pictures drawn anew, which leaves behind what cameras write into them
 * (place, time, owner) and makes them fit; other files as they are.
 */
import { isPicture, pictureType, sealedType, TRIES, takesFile, within } from './upload-types.ts';

export type ReadFile =
  | { readonly kind: 'read'; readonly url: string; readonly bytes: number; readonly drawn: boolean }
  | { readonly kind: 'type' | 'large' | 'unreadable' | 'empty' };

/** More than this is not even read. */
const MOST_READ_BYTES = 60_000_000;

export async function readFile(
  file: File,
  { types, maxBytes }: { readonly types: readonly string[]; readonly maxBytes: number },
): Promise<ReadFile> {
  const isDrawn = isPicture(file);
  const drawnType = isDrawn ? pictureType(types) : null;
  if (isDrawn ? drawnType === null : !takesFile(types, file)) return { kind: 'type' };
  if (file.size === 0) return { kind: 'empty' };
  if (file.size > (isDrawn ? MOST_READ_BYTES : maxBytes)) return { kind: 'large' };
  try {
    const blob = drawnType === null ? file : await fitting(file, drawnType, maxBytes);
    if (blob === null) return { kind: 'large' };
    const url = `data:${drawnType ?? sealedType(file)};base64,${toBase64(new Uint8Array(await blob.arrayBuffer()))}`;
    return { kind: 'read', url, bytes: blob.size, drawn: isDrawn };
  } catch {
    return { kind: 'unreadable' };
  }
}

/** The first of the tries that fits; null when none does. Rejects for what is no picture. */
async function fitting(file: Blob, type: 'image/jpeg' | 'image/png', maxBytes: number): Promise<Blob | null> {
  const picture = await createImageBitmap(file);
  try {
    let before = '';
    for (const { side, quality } of TRIES) {
      const [width, height] = within(side, picture.width, picture.height);
      const isSame = `${width} ${height}` === before;
      before = `${width} ${height}`;
      // A smaller size is not tried again as it is; PNG has one quality.
      if (isSame && type === 'image/png') continue;
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no canvas');
      // What is transparent would be black in JPEG.
      context.fillStyle = '#ffffff';
      context.fillRect(0, 0, width, height);
      context.drawImage(picture, 0, 0, width, height);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
      if (blob === null || blob.type !== type) throw new Error('no picture');
      if (blob.size <= maxBytes) return blob;
    }
    return null;
  } finally {
    picture.close();
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}
