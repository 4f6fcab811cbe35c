/** An inspector's screens: participation of the area's schools, and its results. */
import { Button } from '@cloison/theme';
import { AreaHome } from './area/AreaHome.tsx';
import { AreaResults } from './area/AreaResults.tsx';
import type { AreaDesk } from './desk/area-desk.ts';
import { DeskFrame } from './frame/DeskFrame.tsx';
import { useRoute } from './live/hooks.ts';
import { ReachBanner } from './ReachBanner.tsx';
import { RefusedOf } from './RefusedDocuments.tsx';
import { useSpeech } from './words/language.tsx';

export function AreaScreens({
  desk,
  onSignOut,
}: {
  readonly desk: AreaDesk;
  readonly onSignOut: () => void;
}) {
  const { words } = useSpeech();
  const route = useRoute();
  const { label, kind } = desk.keyring.area;
  return (
    <DeskFrame
      manifest={desk.manifest}
      route={route}
      page={route.page}
      name={label}
      role={label.startsWith(words.area.kinds[kind]) ? '' : words.area.kinds[kind]}
      signOut={
        <Button variant="secondary" icon="lock" onPress={onSignOut}>
          {words.signOut}
        </Button>
      }
      strips={
        <>
          <ReachBanner watched={desk} />
          <RefusedOf watched={desk} owner={label} />
        </>
      }
    >
      {route.page === 'schoolResults' ? <AreaResults desk={desk} /> : <AreaHome desk={desk} />}
    </DeskFrame>
  );
}
