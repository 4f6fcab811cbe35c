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

export interface LoadedAssets {
  readonly url: AssetUrl;
  readonly file: (path: string) => Blob | null;
  /** Files that did not come. */
  readonly missing: readonly string[];
  /** Asks for those again. Never rejects. `url` stays the same function where none came. */
  readonly again: () => Promise<LoadedAssets>;
  /** Call it when the sequence is left. */
  readonly release: () => void;
}

/** Loads every file; one that fails does not stop the others. */
export async function loadAssets(
  content: Pick<CampaignContent, 'file'>,
  sequenceId: string,
  paths: Iterable<string>,
): Promise<LoadedAssets> {
  const urls = new Map<string, string>();
  const blobs = new Map<string, Blob>();
  let isReleased = false;
  const load = async (wanted: Iterable<string>, before: AssetUrl | null): Promise<LoadedAssets> => {
    const missing: string[] = [];
    const had = urls.size;
    await Promise.all(
      [...new Set(wanted)].map(async (path) => {
        try {
          const { bytes, type } = await content.file(`assets/${sequenceId}/${path}`);
          if (!SHOWN.test(type) || isReleased) return;
          const blob = new Blob([bytes], { type });
          blobs.set(path, blob);
          urls.set(path, URL.createObjectURL(blob));
        } catch {
          missing.push(path);
        }
      }),
    );
    const url = before !== null && urls.size === had ? before : (path: string) => urls.get(path) ?? null;
    return {
      url,
      file: (path) => blobs.get(path) ?? null,
      missing,
      again: () => load(missing, url),
      release: () => {
        isReleased = true;
        for (const one of urls.values()) URL.revokeObjectURL(one);
      },
    };
  };
  return load(paths, null);
}

/**
 * Scripts of modules, verified, by module: text that this page never runs. One that fails does not stop the others; it is asked
 * for again when somebody wants it, and is null when it does not come then either.
 */
export async function loadScripts(
  content: Pick<CampaignContent, 'file'>,
  sequenceId: string,
  scripts: readonly Script[],
): Promise<(module: string) => Promise<string | null>> {
  const loaded = new Map<string, string>();
  const load = async ({ module, path }: Script) => {
    try {
      const { bytes } = await content.file(`assets/${sequenceId}/${path}`);
      loaded.set(module, new TextDecoder().decode(bytes));
    } catch {
      // The interaction says that it could not be loaded.
    }
  };
  await Promise.all(scripts.map(load));
  return async (module) => {
    const script = scripts.find((one) => one.module === module);
    if (script !== undefined && !loaded.has(module)) await load(script);
    return loaded.get(module) ?? null;
  };
}
