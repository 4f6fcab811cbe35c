/** Round every page: who is at the desk, which campaign, the pages, and what everybody has to know first. */
import type { DeskSession } from '@cloison/console-messages';
import { Banner, Button, IdentityLogo, LanguageSwitch } from '@cloison/theme';
import { type ReactNode, useEffect, useRef } from 'react';
import { useDesk } from '../desk/desk-context.tsx';
import { formatRoute, PAGES, type Route } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { vaultUse } from '../words/vault-use.ts';
import { ByCommand } from './ByCommand.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

export interface OfficeFrameProps {
  readonly session: DeskSession;
  readonly route: Route;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

export function OfficeFrame({ session, route, onLeave, children }: OfficeFrameProps) {
  const { words, language, setLanguage } = useSpeech();
  return (
    <div className="office">
      <button type="button" className="skip-link" onClick={() => document.getElementById('content')?.focus()}>
        {words.skipToContent}
      </button>
      <header className="office-head">
        <IdentityLogo />
        <CampaignChoice session={session} route={route} />
        <p className="office-who">
          <strong>{session.who}</strong>{' '}
          <span className="soft">
            {session.rolesInForce
              ? session.roles.map((role) => words.roles[role] ?? role).join(', ')
              : words.everybody}
          </span>
        </p>
        <RunningWork campaign={route.campaign} />
        <LanguageSwitch
          language={language}
          names={{ fr: 'Français', en: 'English' }}
          onChange={setLanguage}
        />
        <Button variant="quiet" onPress={onLeave}>
          {words.leave}
        </Button>
      </header>
      {!session.hasKeys && <Banner tone="warning">{words.noKeys}</Banner>}
      <VaultUser user={session.vaultUser} />
      <div className="office-body">
        {route.campaign !== null && <PagesList campaign={route.campaign} route={route} />}
        <Content key={route.page === 'create' ? 'create' : formatRoute(route)}>
          {children}
          <ByCommand page={route.campaign === null ? 'create' : route.page} />
        </Content>
      </div>
    </div>
  );
}

function Content({ children }: { readonly children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  useKeptFocus(main);
  return (
    <main id="content" tabIndex={-1} ref={main}>
      {children}
    </main>
  );
}

/** What somebody else does with the vault now; one’s own work is seen above. */
function VaultUser({ user }: { readonly user: DeskSession['vaultUser'] }) {
  const { words, dateTime } = useSpeech();
  const { works } = useDesk();
  if (user === null) return null;
  const { command, since } = user;
  const isOwn = works.some(
    ({ startedAt, endedAt }) => endedAt === null || (startedAt <= since && since <= endedAt),
  );
  if (isOwn) return null;
  const { isConsole, said } = vaultUse(command, words);
  return (
    <Banner tone="info">{words.vaultUser(isConsole ? words.elsewhere(said) : said, dateTime(since))}</Banner>
  );
}

function CampaignChoice({ session, route }: Pick<OfficeFrameProps, 'session' | 'route'>) {
  const { words } = useSpeech();
  return (
    <label className="office-campaign">
      <span className="only-heard">{words.campaign}</span>
      <select
        value={route.campaign ?? ''}
        onChange={({ target }) => {
          location.hash = formatRoute({ ...route, campaign: target.value });
        }}
      >
        {session.campaigns.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

function PagesList({ campaign, route }: { readonly campaign: string; readonly route: Route }) {
  const { words } = useSpeech();
  const list = useRef<HTMLElement>(null);
  // On a narrow window the list is one line that scrolls: the present page is in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another place in the list
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [route.page]);
  return (
    <nav ref={list} className="office-nav" aria-label={words.navigation}>
      <ul>
        {PAGES.map((page) => (
          <li key={page}>
            <a
              href={formatRoute({ campaign, page })}
              {...(route.page === page ? { 'aria-current': 'page' as const } : {})}
            >
              {words.pages[page]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What goes on, wherever one is: it leads to the page of all work. */
function RunningWork({ campaign }: { readonly campaign: string | null }) {
  const { words, percent } = useSpeech();
  const { works } = useDesk();
  const running = works.find(({ endedAt }) => endedAt === null);
  if (running === undefined) return null;
  const { progress } = running;
  return (
    <a className="office-work" href={formatRoute({ campaign, page: 'works' })}>
      <span>{words.work.kinds[running.kind]}</span>
      {progress !== null && progress.total > 0 && (
        <>
          <progress
            className="progress"
            aria-label={words.work.steps[progress.step]}
            value={progress.done}
            max={progress.total}
          />
          <span className="number">{percent(progress.done / progress.total)}</span>
        </>
      )}
    </a>
  );
}
