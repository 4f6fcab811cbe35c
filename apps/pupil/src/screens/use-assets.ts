/** The files of the sequence on screen. */
import { useEffect, useRef, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import type { AssetUrl, LoadedAssets } from '../item/content/assets.ts';

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 300_000;

/** Files that did not come are asked for again as long as the sequence is open, ever more rarely. */
export function useAssets(first: LoadedAssets, { later }: Pick<Environment, 'later'>): AssetUrl {
  const [assets, setAssets] = useState(first);
  const retryMs = useRef(FIRST_RETRY_MS);
  useEffect(() => {
    if (assets.missing.length === 0) return;
    let gone = false;
    // Spread by chance: a whole class may lack the same file.
    const cancel = later(retryMs.current * (1 + Math.random()), () => {
      retryMs.current = Math.min(retryMs.current * 2, LONGEST_RETRY_MS);
      void assets.again().then((now) => {
        if (!gone) setAssets(now);
      });
    });
    return () => {
      gone = true;
      cancel();
    };
  }, [assets, later]);
  return assets.url;
}
