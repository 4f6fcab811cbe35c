/** Files of a sequence as addresses that the page may show: verified bytes in `blob:` URLs, nothing else. */
import type { CampaignContent } from '@cloison/client';

/** Address of a file, by its path in the package. Null when the file could not be loaded, or its type is not shown. */
export type AssetUrl = (path: string) => string | null;

const SHOWN = /^(image|audio|video)\/|^text\/vtt$/;

/** Loads every file; one that fails does not stop the others. Call `release` when the sequence is left. */
export async function loadAssets(
  content: CampaignContent,
  sequenceId: string,
  paths: Iterable<string>,
): Promise<{ readonly url: AssetUrl; readonly missing: readonly string[]; readonly release: () => void }> {
  const urls = new Map<string, string>();
  const missing: string[] = [];
  await Promise.all(
    [...new Set(paths)].map(async (path) => {
      try {
        const { bytes, type } = await content.file(`assets/${sequenceId}/${path}`);
        if (!SHOWN.test(type)) missing.push(path);
        else urls.set(path, URL.createObjectURL(new Blob([bytes], { type })));
      } catch {
        missing.push(path);
      }
    }),
  );
  return {
    url: (path) => urls.get(path) ?? null,
    missing,
    release: () => {
      for (const url of urls.values()) URL.revokeObjectURL(url);
    },
  };
}
