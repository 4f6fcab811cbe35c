/** The sign-in screen, or the screens of a desk. Signing out drops the desk, and with it every key and name. */
import type { SessionOptions } from '@cloison/client';
import { Banner } from '@cloison/theme';
import { useEffect, useState } from 'react';
import { AreaScreens } from './AreaScreens.tsx';
import { DeskScreens } from './DeskScreens.tsx';
import type { AreaDesk } from './desk/area-desk.ts';
import type { Desk } from './desk/desk.ts';
import { openEnvironment } from './environment.ts';
import { watchIdle } from './sign-in/idle.ts';
import { type SignedOutReason, SignIn } from './sign-in/SignIn.tsx';
import { useSpeech } from './words/language.tsx';

export function App({ campaign }: { readonly campaign: string | null }) {
  const { words } = useSpeech();
  const [desk, setDesk] = useState<Desk | AreaDesk | null>(null);
  const [reason, setReason] = useState<SignedOutReason>('fresh');
  const [storageFailed, setStorageFailed] = useState(false);
  const [warned, setWarned] = useState(false);
  const [environment, setEnvironment] = useState<SessionOptions | null>(null);

  useEffect(() => {
    if (campaign !== null) void openEnvironment(campaign, setStorageFailed).then(setEnvironment);
  }, [campaign]);

  useEffect(() => {
    if (desk === null) return;
    const stopWatching = watchIdle(window, setWarned, () => {
      setReason('locked');
      setDesk(null);
    });
    return () => {
      stopWatching();
      setWarned(false);
      desk.stop();
    };
  }, [desk]);

  const signOut = () => {
    location.hash = '#/';
    setReason('signedOut');
    setDesk(null);
  };

  return (
    <>
      {storageFailed && <Banner tone="warning">{words.storageBanner}</Banner>}
      {warned && <Banner tone="warning">{words.lock.warning}</Banner>}
      {desk === null ? (
        <SignIn campaign={campaign} environment={environment} reason={reason} onDesk={setDesk} />
      ) : (
        <Screens desk={desk} onSignOut={signOut} />
      )}
    </>
  );
}

function Screens({ desk, onSignOut }: { readonly desk: Desk | AreaDesk; readonly onSignOut: () => void }) {
  switch (desk.kind) {
    case 'school':
      return <DeskScreens desk={desk} onSignOut={onSignOut} />;
    case 'area':
      return <AreaScreens desk={desk} onSignOut={onSignOut} />;
  }
}
