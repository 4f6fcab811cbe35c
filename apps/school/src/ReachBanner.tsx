import { Banner } from '@cloison/theme';
import type { Reach } from './desk/class-desk.ts';
import { useObservable } from './live/hooks.ts';
import type { Observable } from './live/observable.ts';
import { useSpeech } from './words/language.tsx';

/** A strip while the platform does not answer, or when it refuses this code. */
export function ReachBanner({ watched }: { readonly watched: Observable & { readonly reach: Reach } }) {
  const { words } = useSpeech();
  useObservable(watched);
  switch (watched.reach) {
    case 'unreachable':
      return <Banner tone="warning">{words.unreachableBanner}</Banner>;
    case 'refused':
      return <Banner tone="bad">{words.revokedBanner}</Banner>;
    case 'unknown':
    case 'reached':
      return null;
  }
}
