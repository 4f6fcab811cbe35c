/** The frame round every screen of a signed-in person: whose desk it is, the language, the way out. */
import type { Manifest } from '@cloison/protocol';
import { Banner, IdentityLogo, LanguageSwitch } from '@cloison/theme';
import { type ReactNode, Suspense, useRef } from 'react';
import { formatRoute, type Route } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { FailureNet } from './FailureNet.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

export interface DeskFrameProps {
  readonly manifest: Manifest;
  readonly route: Route;
  /** What the page looks like, for the style sheets. */
  readonly page: Route['page'];
  /** The school or the area. */
  readonly name: string;
  /** Empty where the name says it. */
  readonly role: string;
  readonly signOut: ReactNode;
  /** Strips below the head. */
  readonly strips: ReactNode;
  readonly children: ReactNode;
}

export function DeskFrame(props: DeskFrameProps) {
  const { manifest, route, page, name, role, signOut, strips, children } = props;
  const { words, text, language, setLanguage } = useSpeech();
  const frame = useRef<HTMLDivElement>(null);
  useKeptFocus(frame);
  return (
    <div className="desk" data-page={page} ref={frame}>
      <button type="button" className="skip-link" onClick={() => document.getElementById('content')?.focus()}>
        {words.skipToContent}
      </button>
      {manifest.rehearsal && <Banner tone="rehearsal">{words.rehearsal}</Banner>}
      <header className="desk-head">
        <IdentityLogo />
        <div className="desk-names">
          <a className="desk-campaign" href={formatRoute({ page: 'home' })}>
            {text(manifest.title)}
          </a>
          <span className="desk-school">
            {name} {role !== '' && <span className="desk-role">{role}</span>}
          </span>
        </div>
        <LanguageSwitch
          language={language}
          names={{ fr: 'Français', en: 'English' }}
          onChange={setLanguage}
        />
        {signOut}
      </header>
      {strips}
      <main id="content" tabIndex={-1} key={formatRoute(route)}>
        <FailureNet>
          <Suspense fallback={<p className="page">{words.loading}</p>}>{children}</Suspense>
        </FailureNet>
      </main>
    </div>
  );
}
