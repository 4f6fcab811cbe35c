import { Banner } from '@cloison/theme';
import { useObservable } from './live/hooks.ts';
import type { LiveDesk } from './live/live-desk.ts';
import { useSpeech } from './words/language.tsx';

/** A strip while the platform does not answer, when it refuses this code, or when a refresh failed by a fault of ours. */
export function ReachBanner({ watched }: { readonly watched: LiveDesk }) {
  const { words } = useSpeech();
  useObservable(watched);
  switch (watched.reach) {
    case 'unreachable':
      return <Banner tone="warning">{words.unreachableBanner}</Banner>;
    case 'refused':
      return <Banner tone="bad">{words.revokedBanner}</Banner>;
    case 'failed':
      return <Banner tone="bad">{words.failedBanner(String(watched.failure))}</Banner>;
    case 'unknown':
    case 'reached':
      return null;
  }
}
