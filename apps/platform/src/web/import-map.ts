/** The import map of a built page, by which its scripts are loaded with their hashes: the one thing inline that is let. */
import { createHash } from 'node:crypto';

const IMPORT_MAP = /<script type="importmap">([^<]*)<\/script>/;

/** As a content security policy names it, `sha256-…`; null for a page without one. */
export function importMapHash(html: string): string | null {
  const map = IMPORT_MAP.exec(html)?.[1];
  return map === undefined ? null : `sha256-${createHash('sha256').update(map).digest('base64')}`;
}
