/** The frame round every screen of a signed-in person, and the way from an address to a screen. */
import { Button } from '@cloison/theme';
import { lazy, type ReactNode, useEffect, useRef, useState } from 'react';
import { AttendanceSheet } from './class/AttendanceSheet.tsx';
import { BookletsScreen } from './class/BookletsScreen.tsx';
import { ClassScreen } from './class/ClassScreen.tsx';
import { NotSittingScreen } from './class/NotSittingScreen.tsx';
import { RoomScreen } from './class/RoomScreen.tsx';
import type { ClassDesk } from './desk/class-desk.ts';
import { classStateOf } from './desk/class-state-of.ts';
import type { Desk } from './desk/desk.ts';
import { EntryScreen } from './entry/EntryScreen.tsx';
import { SecondEntryScreen } from './entry/SecondEntryScreen.tsx';
import { DeskFrame } from './frame/DeskFrame.tsx';
import { CodesScreen } from './head/CodesScreen.tsx';
import { DayScreen } from './head/DayScreen.tsx';
import { HeadHome } from './head/HeadHome.tsx';
import { RequestsScreen } from './head/RequestsScreen.tsx';
import { SchoolResults } from './head/SchoolResults.tsx';
import { TeacherHome } from './home/TeacherHome.tsx';
import { useRoute } from './live/hooks.ts';
import type { Route } from './navigation/routes.ts';
import { ReachBanner } from './ReachBanner.tsx';
import { RefusedDocuments } from './RefusedDocuments.tsx';
import { RescueScreen } from './rescue/RescueScreen.tsx';
import { ClassResultsScreen } from './results/ClassResultsScreen.tsx';
import { PupilSheets } from './results/PupilSheets.tsx';
import { useSpeech } from './words/language.tsx';

/** Loaded when it is opened: only a head needs what draws QR codes. */
const SlipsScreen = lazy(() =>
  import('./head/SlipsScreen.tsx').then(({ SlipsScreen: screen }) => ({ default: screen })),
);
const TeacherCards = lazy(() =>
  import('./head/TeacherCards.tsx').then(({ TeacherCards: screen }) => ({ default: screen })),
);

export interface DeskScreensProps {
  readonly desk: Desk;
  readonly onSignOut: () => void;
}

export function DeskScreens({ desk, onSignOut }: DeskScreensProps) {
  const { words } = useSpeech();
  const route = useRoute();
  const { keyring, manifest } = desk;
  return (
    <DeskFrame
      manifest={manifest}
      route={route}
      page={pageOf(route)}
      name={keyring.school.name}
      role={words.roles[keyring.role]}
      signOut={<SignOut desk={desk} onSignOut={onSignOut} />}
      strips={
        <>
          <Reachability desk={desk} route={route} />
          <RefusedDocuments desk={desk} />
        </>
      }
    >
      {screenOf(route, desk)}
    </DeskFrame>
  );
}

/** The second keying of a booklet looks like the first. */
function pageOf(route: Route): Route['page'] {
  return route.page === 'second' && route.keying === true ? 'entry' : route.page;
}

function screenOf(route: Route, desk: Desk): ReactNode {
  const { school } = desk;
  const home = school === null ? <TeacherHome desk={desk} /> : <HeadHome desk={desk} school={school} />;
  if ('class' in route) {
    const classDesk = desk.classes[route.class];
    if (classDesk === undefined) return home;
    return (
      <ClassScreens key={classDesk.index} desk={classDesk} school={school} route={route} fallback={home} />
    );
  }
  switch (route.page) {
    case 'rescue':
      return <RescueScreen desk={desk} />;
    case 'codes':
      return school === null ? home : <CodesScreen desk={desk} school={school} />;
    case 'slips':
      return school === null ? (
        home
      ) : (
        <SlipsScreen school={school} manifest={desk.manifest} index={route.slips} />
      );
    case 'cards':
      return school === null ? home : <TeacherCards desk={desk} school={school} />;
    case 'requests':
      return school === null ? home : <RequestsScreen desk={desk} school={school} />;
    case 'day':
      return school === null ? home : <DayScreen desk={desk} school={school} />;
    case 'schoolResults':
      return school === null ? home : <SchoolResults desk={desk} school={school} />;
    case 'home':
      return home;
  }
}

function ClassScreens(props: {
  readonly desk: ClassDesk;
  readonly school: Desk['school'];
  readonly route: Extract<Route, { class: number }>;
  readonly fallback: ReactNode;
}) {
  const { desk, school, route, fallback } = props;
  switch (route.page) {
    case 'class':
      return <ClassScreen desk={desk} head={school !== null} />;
    case 'notSitting':
      return school === null ? fallback : <NotSittingScreen desk={desk} school={school} />;
    case 'room':
      // Booklets have the class's list to follow (docs/decisions/0036).
      return desk.mode === 'online' ? (
        <RoomScreen desk={desk} />
      ) : (
        <ClassScreen desk={desk} head={school !== null} />
      );
    case 'attendance':
      return <AttendanceSheet desk={desk} />;
    case 'entry': {
      const sequence = desk.sequences.find(({ id }) => id === route.sequence);
      return sequence === undefined || desk.mode !== 'entry' ? (
        fallback
      ) : (
        <EntryScreen desk={desk} sequence={sequence} pupil={route.pupil ?? null} />
      );
    }
    case 'second': {
      const sequence = desk.sequences.find(({ id }) => id === route.sequence);
      if (sequence === undefined || desk.mode !== 'entry' || desk.manifest.doubleEntry === undefined)
        return fallback;
      return route.keying === true ? (
        <EntryScreen desk={desk} sequence={sequence} pupil={null} second />
      ) : (
        <SecondEntryScreen desk={desk} sequence={sequence} />
      );
    }
    case 'booklets': {
      const sequence = desk.sequences.find(({ id }) => id === route.sequence);
      return sequence === undefined || desk.mode !== 'entry' ? (
        fallback
      ) : (
        <BookletsScreen desk={desk} sequence={sequence} />
      );
    }
    case 'results':
      return <ClassResultsScreen desk={desk} tab="map" domain={0} />;
    case 'items':
      return <ClassResultsScreen desk={desk} tab="items" domain={0} />;
    case 'progress':
      return <ClassResultsScreen desk={desk} tab="progress" domain={0} />;
    case 'groups':
      return <ClassResultsScreen desk={desk} tab="groups" domain={route.domain} />;
    case 'pupil':
      return <PupilSheets desk={desk} only={route.pupil} />;
    case 'sheets':
      return <PupilSheets desk={desk} only={null} />;
  }
}

/** A strip while the platform does not answer, or when it refuses this code. */
function Reachability({ desk, route }: { readonly desk: Desk; readonly route: Route }) {
  const watched = 'class' in route ? desk.classes[route.class] : (desk.school ?? desk.classes[0]);
  return watched === undefined ? null : <ReachBanner watched={watched} />;
}

/** What has not left this computer. */
interface Waiting {
  /** Whose answers wait. */
  readonly pupils: number;
  /** A declaration or a request. */
  readonly isTelling: boolean;
}

function waitingOf({ classes, school }: Desk): Waiting {
  return {
    pupils: classes
      .flatMap((classDesk) => classStateOf(classDesk).sequences)
      .reduce((sum, { unsaved }) => sum + unsaved, 0),
    isTelling: school?.record?.waits === true || classes.some(({ isTelling }) => isTelling),
  };
}

function SignOut({ desk, onSignOut }: DeskScreensProps) {
  const { words } = useSpeech();
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (waiting !== null) dialog.current?.showModal();
  }, [waiting]);
  const ask = () => {
    const now = waitingOf(desk);
    if (now.pupils === 0 && !now.isTelling) onSignOut();
    else setWaiting(now);
  };
  return (
    <>
      <Button variant="secondary" icon="lock" onPress={ask}>
        {words.signOut}
      </Button>
      {waiting !== null && (
        <dialog
          ref={dialog}
          className="plain-dialog"
          aria-label={words.signOut}
          onClose={() => setWaiting(null)}
        >
          {waiting.pupils > 0 && <p>{words.signOutWaiting(waiting.pupils)}</p>}
          {waiting.isTelling && <p>{words.signOutTelling}</p>}
          <div className="dialog-actions">
            <Button onPress={() => dialog.current?.close()}>{words.stay}</Button>
            <Button variant="primary" onPress={onSignOut}>
              {words.signOutAnyway}
            </Button>
          </div>
        </dialog>
      )}
    </>
  );
}
