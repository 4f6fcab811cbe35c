/** The way in, then the frame with the page of the address. */
import { Notice } from '@cloison/theme';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { AreasPage } from './areas/AreasPage.tsx';
import { ClosingPage } from './closing/ClosingPage.tsx';
import { CreatePage } from './create/CreatePage.tsx';
import { DeskProvider } from './desk/desk-context.tsx';
import { forgetShown, useAnswer, useRoute } from './desk/hooks.ts';
import { awaitSession, enterOffice, leaveOffice, letTabsIn } from './desk/office.ts';
import { FilesPage } from './files/FilesPage.tsx';
import { FailureNet } from './frame/FailureNet.tsx';
import { OfficeFrame } from './frame/OfficeFrame.tsx';
import { isOfTheLiving, OverPage } from './frame/OverPage.tsx';
import { TroubleNotice } from './frame/TroubleNotice.tsx';
import { IncidentsPage } from './incidents/IncidentsPage.tsx';
import { ItemsPage } from './items/ItemsPage.tsx';
import { LifePage } from './life/LifePage.tsx';
import { tokenOf } from './navigation/place.ts';
import { formatRoute, type Route } from './navigation/routes.ts';
import { ParticipationPage } from './participation/ParticipationPage.tsx';
import { SchoolsPage } from './participation/SchoolsPage.tsx';
import { RequestsPage } from './requests/RequestsPage.tsx';
import { ResultsPage } from './results/ResultsPage.tsx';
import { useSpeech } from './words/language.tsx';
import { WorksPage } from './works/WorksPage.tsx';

/** `over`: the session has ended without anybody leaving, as when the program was started again. */
type Way = 'entering' | 'inside' | 'used' | 'left' | 'over';

export function App() {
  const [way, setWay] = useState<Way>('entering');
  /** Whether pages are open: what a person was writing stays there while a session is over, out of sight. */
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const enter = async (place?: string) => setWay((await enterOffice(place)) ? 'inside' : 'used');
    void enter();
    const leave = () => {
      forgetShown();
      setWay('over');
    };
    const come = ({ oldURL }: HashChangeEvent) => {
      if (tokenOf(location.hash) !== null) void enter(new URL(oldURL).hash);
    };
    addEventListener('office-left', leave);
    addEventListener('hashchange', come);
    return () => {
      removeEventListener('office-left', leave);
      removeEventListener('hashchange', come);
    };
  }, []);
  useEffect(() => {
    if (way === 'inside') {
      setOpen(true);
      return letTabsIn();
    }
    return way === 'over' || way === 'used' ? awaitSession(() => setWay('inside')) : undefined;
  }, [way]);
  const onLeave = () => {
    forgetShown();
    void leaveOffice().then(() => {
      setWay('left');
      setOpen(false);
    });
  };
  return (
    <>
      {way !== 'inside' && <Entrance way={way} />}
      {isOpen && (
        <div hidden={way !== 'inside'}>
          <Inside onLeave={onLeave} />
        </div>
      )}
    </>
  );
}

function Entrance({ way }: { readonly way: Exclude<Way, 'inside'> }) {
  const { words } = useSpeech();
  const { title, entering, usedTitle, used, left, overTitle } = words.entrance;
  const said = { used, left, over: words.trouble.session };
  return (
    <main className="entrance">
      <h1>{way === 'used' ? usedTitle : way === 'over' ? overTitle : title}</h1>
      {way === 'entering' ? (
        <p>{entering}</p>
      ) : (
        <Notice tone="info">
          <p>{said[way]}</p>
        </Notice>
      )}
    </main>
  );
}

const SESSION_EVERY_MS = 8_000;

function Inside({ onLeave }: { readonly onLeave: () => void }) {
  const { words } = useSpeech();
  const asked = useRoute();
  const { answer: session, trouble } = useAnswer('session', {}, SESSION_EVERY_MS);
  const wasEmpty = useRef(false);
  const who = useRef<string | null>(null);
  if (session === null) {
    return (
      <main className="entrance">
        <h1>{words.appName}</h1>
        {trouble === null ? <p>{words.loading}</p> : <TroubleNotice trouble={trouble} />}
      </main>
    );
  }
  // Another person has started the program again: nothing of the one before stays here.
  who.current ??= session.who;
  if (who.current !== session.who) location.reload();
  const [first] = session.campaigns;
  if (first === undefined) wasEmpty.current = true;
  const known = session.campaigns.some(({ name }) => name === asked.campaign);
  const route: Route = known
    ? asked
    : // Whoever has just created the first one reads what came of it, and goes on when they want to.
      { page: wasEmpty.current ? 'create' : asked.page, campaign: first?.name ?? null };
  const state = session.campaigns.find(({ name }) => name === route.campaign)?.state ?? null;
  return (
    <DeskProvider session={session}>
      <OfficeFrame session={session} route={route} onLeave={onLeave}>
        <FailureNet>
          {trouble !== null && (
            <div className="page">
              <TroubleNotice trouble={trouble} />
            </div>
          )}
          <Page key={keyOf(route, state)} route={route} state={state} />
        </FailureNet>
      </OfficeFrame>
    </DeskProvider>
  );
}

interface PageProps {
  readonly route: Route;
  /** Of the campaign; null: none is chosen. */
  readonly state: string | null;
}

/** A page begins anew with another campaign, and with the end of its own. */
function keyOf(route: Route, state: string | null): string {
  if (route.page === 'create') return 'create';
  return state === 'closed' && isOfTheLiving(route.page) ? `over ${formatRoute(route)}` : formatRoute(route);
}

function Page({ route: { page, campaign }, state }: PageProps): ReactNode {
  if (campaign === null) return <CreatePage />;
  if (state === 'closed' && isOfTheLiving(page)) return <OverPage campaign={campaign} page={page} />;
  switch (page) {
    case 'life':
      return <LifePage campaign={campaign} />;
    case 'participation':
      return <ParticipationPage campaign={campaign} />;
    case 'schools':
      return <SchoolsPage campaign={campaign} />;
    case 'incidents':
      return <IncidentsPage campaign={campaign} />;
    case 'requests':
      return <RequestsPage campaign={campaign} />;
    case 'areas':
      return <AreasPage campaign={campaign} />;
    case 'files':
      return <FilesPage campaign={campaign} />;
    case 'items':
      return <ItemsPage campaign={campaign} />;
    case 'results':
      return <ResultsPage campaign={campaign} />;
    case 'closing':
      return <ClosingPage campaign={campaign} />;
    case 'works':
      return <WorksPage />;
    case 'create':
      return <CreatePage />;
  }
}
