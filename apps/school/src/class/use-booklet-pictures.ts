/** The pictures of a booklet's pages, all verified and drawn once, or none: a booklet is not printed in part. */
import type { CampaignContent } from '@cloison/client';
import { useEffect, useState } from 'react';

export type BookletPictures =
  | { readonly kind: 'loading' }
  /** Pages whose picture did not arrive, was not what the campaign says, or is no picture. */
  | { readonly kind: 'failed'; readonly pages: readonly string[] }
  /** Object URL of each page. */
  | { readonly kind: 'ready'; readonly urls: ReadonlyMap<string, string> };

/** `pages`: paths in the package of the sequence. Another `attempt` fetches again. */
export function useBookletPictures(
  content: CampaignContent,
  sequence: string,
  pages: readonly string[],
  attempt: number,
): BookletPictures {
  const [pictures, setPictures] = useState<BookletPictures>({ kind: 'loading' });
  const key = pages.join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks for the same again
  useEffect(() => {
    let current = true;
    const urls = new Map<string, string>();
    setPictures({ kind: 'loading' });
    const wanted = key === '' ? [] : key.split('\n');
    const load = async (page: string) => {
      const { bytes, type } = await content.file(`assets/${sequence}/${page}`);
      if (!current) return;
      const url = URL.createObjectURL(new Blob([bytes], { type }));
      urls.set(page, url);
      const image = new Image();
      image.src = url;
      await image.decode();
    };
    void Promise.allSettled(wanted.map(load)).then((results) => {
      if (!current) return;
      const failed = wanted.filter((_, i) => results[i]?.status === 'rejected');
      setPictures(failed.length > 0 ? { kind: 'failed', pages: failed } : { kind: 'ready', urls });
    });
    return () => {
      current = false;
      for (const url of urls.values()) URL.revokeObjectURL(url);
    };
  }, [content, sequence, key, attempt]);
  return pictures;
}
