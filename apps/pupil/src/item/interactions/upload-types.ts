/** Which files an upload takes. Pure, so that it is tried without a browser. */

/** What a browser says of a file that a pupil has chosen. */
export interface ChosenFile {
  readonly name: string;
  readonly type: string;
}

/** Whether one of `types` (`image/*`, `application/pdf`, `.pdf`) is this file's. */
export function takesFile(types: readonly string[], { name, type }: ChosenFile): boolean {
  const [kind = ''] = type.toLowerCase().split('/');
  return types.some((one) => {
    const wanted = one.toLowerCase();
    if (wanted.startsWith('.')) return name.toLowerCase().endsWith(wanted);
    return wanted === '*/*' || wanted === type.toLowerCase() || (kind !== '' && wanted === `${kind}/*`);
  });
}

/** Pictures that browsers draw: they are drawn anew. A drawing in SVG is a document, which may hold anything. */
export function isPicture({ type }: ChosenFile): boolean {
  return /^image\/(?:jpeg|png|webp|gif|bmp|avif|heic|heif)$/i.test(type);
}

/** What a picture becomes: JPEG where the item takes it, else PNG; null: the item takes neither. */
export function pictureType(types: readonly string[]): 'image/jpeg' | 'image/png' | null {
  if (takesFile(types, { name: 'x.jpg', type: 'image/jpeg' }) || types.includes('.jpeg')) return 'image/jpeg';
  return takesFile(types, { name: 'x.png', type: 'image/png' }) ? 'image/png' : null;
}

/** The media type that is sealed: a plain one, whatever the browser says. */
export function sealedType({ type }: ChosenFile): string {
  const plain = (type.split(';')[0] ?? '').trim().toLowerCase();
  return /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(plain) ? plain : 'application/octet-stream';
}

/** Longest sides in pixels and qualities that are tried, until a picture fits. */
export const TRIES = [1_600, 1_200, 1_000, 800, 640, 480, 360].flatMap((side) =>
  [0.8, 0.6, 0.4].map((quality) => ({ side, quality })),
);

/** Width and height within a longest side; never larger than they are. */
export function within(
  side: number,
  width: number,
  height: number,
): readonly [width: number, height: number] {
  const scale = Math.min(1, side / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
