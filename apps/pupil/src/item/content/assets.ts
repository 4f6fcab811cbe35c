/** Files of a sequence as addresses that the page may show: verified bytes in `blob:` URLs, nothing else. */
import type { CampaignContent } from '@cloison/client';
import { type CardTool, cardsOf, type DeliveryItem, type Script } from '@cloison/qti/delivery';

/** Address of a file, by its path in the package. Null when the file could not be loaded, or its type is not shown. */
export type AssetUrl = (path: string) => string | null;

const SHOWN = /^(image|audio|video)\/|^text\/vtt$/;

/** The files of an item that this pupil can be shown: those of cards that nobody allowed are not loaded. */
export function neededAssets(
  { body, catalogs, assets }: Pick<DeliveryItem, 'body' | 'catalogs' | 'assets'>,
  allowed: ReadonlySet<CardTool>,
): readonly string[] {
  if (catalogs === undefined) return assets;
  const shown = JSON.stringify([body, catalogs.map(({ id }) => cardsOf(catalogs, id, allowed))]);
  const cards = JSON.stringify(catalogs);
  // Quoted, so that one path is not found within another.
  return assets
    .map((path) => [path, JSON.stringify(path)] as const)
    .flatMap(([path, quoted]) => (cards.includes(quoted) && !shown.includes(quoted) ? [] : [path]));
}

/** Loads every file; one that fails does not stop the others. Call `release` when the sequence is left. */
export async function loadAssets(
  content: CampaignContent,
  sequenceId: string,
  paths: Iterable<string>,
): Promise<{
  readonly url: AssetUrl;
  readonly file: (path: string) => Blob | null;
  readonly missing: readonly string[];
  readonly release: () => void;
}> {
  const urls = new Map<string, string>();
  const blobs = new Map<string, Blob>();
  const missing: string[] = [];
  await Promise.all(
    [...new Set(paths)].map(async (path) => {
      try {
        const { bytes, type } = await content.file(`assets/${sequenceId}/${path}`);
        if (!SHOWN.test(type)) missing.push(path);
        else {
          const blob = new Blob([bytes], { type });
          blobs.set(path, blob);
          urls.set(path, URL.createObjectURL(blob));
        }
      } catch {
        missing.push(path);
      }
    }),
  );
  return {
    url: (path) => urls.get(path) ?? null,
    file: (path) => blobs.get(path) ?? null,
    missing,
    release: () => {
      for (const url of urls.values()) URL.revokeObjectURL(url);
    },
  };
}

/** Scripts of modules, verified, by module: text that this page never runs. One that fails does not stop the others. */
export async function loadScripts(
  content: CampaignContent,
  sequenceId: string,
  scripts: readonly Script[],
): Promise<ReadonlyMap<string, string>> {
  const loaded = new Map<string, string>();
  await Promise.all(
    scripts.map(async ({ module, path }) => {
      try {
        const { bytes } = await content.file(`assets/${sequenceId}/${path}`);
        loaded.set(module, new TextDecoder().decode(bytes));
      } catch {
        // The interaction says that it could not be loaded.
      }
    }),
  );
  return loaded;
}
