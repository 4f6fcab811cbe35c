/** Chooses what to send: not modified, brotli, gzip or uncompressed (RFC 9110, sections 12.5.3 and 13.1.2). */

export type Encoding = 'br' | 'gzip' | null;

/** The best encoding that we have and the browser accepts. It refuses an encoding with `q=0`. */
export function chooseEncoding(
  accept: string | undefined,
  has: { readonly br: boolean; readonly gzip: boolean },
): Encoding {
  const taken = new Set(
    (accept ?? '')
      .toLowerCase()
      .split(',')
      .map((part) => part.trim().split(/\s*;\s*/))
      .filter(([, q]) => q === undefined || !/^q=0(?:\.0*)?$/.test(q))
      .map(([name]) => name),
  );
  if (has.br && taken.has('br')) return 'br';
  if (has.gzip && taken.has('gzip')) return 'gzip';
  return null;
}

/** Whether an `If-None-Match` names this tag (weak comparison). */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
