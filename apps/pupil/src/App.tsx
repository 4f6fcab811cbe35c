/**
 * Which screen is shown. Language and appearance hold for all of them; nothing of a person is kept when the page
 * goes.
 */

import { verifiedContent } from '@cloison/client';
import { applyAppearance, Banner, IdentityLogo, LanguageSwitch } from '@cloison/theme';
import { startTransition, useCallback, useEffect, useMemo, useState } from 'react';
import type { Environment } from './browser/environment.ts';
import { appearanceOf } from './comfort/accommodations.ts';
import { type Comfort, DEFAULT_COMFORT } from './comfort/comfort.ts';
import { forgetPlace } from './item/reading-place.ts';
import { CodeScreen } from './screens/CodeScreen.tsx';
import { CheckScreen, PracticeScreen, PrepareScreen, ReadingGuide } from './screens/later-screens.ts';
import { SequenceScreen, WelcomeScreen } from './screens/later-sitting.ts';
import type { TicketSequence } from './sitting/open-sequence.ts';
import type { SignedIn } from './sitting/sign-in.ts';
import { forgetMarks } from './tools/kept-marks.ts';
import { LANGUAGE_NAMES, type Language } from './words/catalogue.ts';
import { FRENCH, LanguageContext, loadLanguage } from './words/WordsContext.tsx';

type Stage =
  | { readonly kind: 'prepare' }
  | { readonly kind: 'check' }
  /** With a code, its welcome comes back; without, it is a page of its own. */
  | { readonly kind: 'practice'; readonly signed: SignedIn | null }
  /** `isNew`: the one that was typed before is no longer valid. */
  | { readonly kind: 'code'; readonly isNew?: boolean }
  /** `isFresh`: straight from the code. */
  | { readonly kind: 'welcome'; readonly signed: SignedIn; readonly isFresh?: true }
  | { readonly kind: 'sequence'; readonly signed: SignedIn; readonly sequence: TicketSequence };

export interface AppProps {
  readonly environment: Environment;
  /** The page that was asked for: a sitting, or what comes before one. */
  readonly page: 'code' | 'prepare' | 'check' | 'practice';
}

export function App({ environment, page }: AppProps) {
  const [spoken, setSpoken] = useState(FRENCH);
  const [comfort, setComfort] = useState<Comfort>(DEFAULT_COMFORT);
  const [stage, showStage] = useState<Stage>(
    page === 'practice' ? { kind: page, signed: null } : { kind: page },
  );
  // Drawn in steps, between which the page answers.
  const setStage = useCallback((next: Stage) => startTransition(() => showStage(next)), []);
  const [storageTrouble, setStorageTrouble] = useState(false);
  const { language, words } = spoken;
  // Without its file, the language stays as it is.
  const speak = useCallback(
    (wanted: Language) => void loadLanguage(wanted).then(setSpoken, () => undefined),
    [],
  );

  useEffect(
    () => applyAppearance(document.documentElement, comfort.appearance, 'pupil'),
    [comfort.appearance],
  );
  useEffect(() => {
    document.documentElement.dataset.spacing = comfort.isSpaced ? 'wide' : 'normal';
  }, [comfort.isSpaced]);
  useEffect(() => {
    environment.onStorageTrouble(setStorageTrouble);
    if (page !== 'code') return;
    environment.api
      .card()
      .then(async (published) => {
        // What the ticket will name, fetched while the code is typed. The card's own words are nobody's: they are not shown.
        await verifiedContent(published.manifest, environment.api, environment.store);
      })
      // It is asked for again: without it the page still works.
      .catch(() => undefined);
  }, [environment, page]);

  const manifest = ('signed' in stage && stage.signed?.content.manifest) || null;
  const title = manifest?.title[language] ?? words.appTitle;
  const rehearsal = manifest?.rehearsal ?? false;
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = title;
  }, [language, title]);

  const head = useMemo(
    () => (
      <header className="page-head">
        <IdentityLogo />
        <p className="page-title">{title}</p>
        <LanguageSwitch language={language} names={LANGUAGE_NAMES} onChange={speak} />
      </header>
    ),
    [language, title, speak],
  );

  return (
    <LanguageContext value={spoken}>
      {rehearsal && <Banner tone="rehearsal">{words.rehearsal}</Banner>}
      {storageTrouble && <Banner tone="warning">{words.storageTrouble}</Banner>}
      {stage.kind !== 'sequence' && head}
      {screen()}
      {comfort.guide !== 'off' && <ReadingGuide kind={comfort.guide} />}
    </LanguageContext>
  );

  /** Whoever types a code next may be another pupil. */
  function toCode(isNew = false) {
    forgetMarks();
    forgetPlace();
    setComfort(DEFAULT_COMFORT);
    setStage({ kind: 'code', isNew });
  }

  function screen() {
    switch (stage.kind) {
      case 'prepare':
        return <PrepareScreen environment={environment} />;
      case 'check':
        return <CheckScreen environment={environment} />;
      case 'practice': {
        const { signed } = stage;
        return (
          <PracticeScreen onBack={signed === null ? null : () => setStage({ kind: 'welcome', signed })} />
        );
      }
      case 'code':
        return (
          <CodeScreen
            environment={environment}
            isNew={stage.isNew ?? false}
            onSignedIn={(signed) => {
              const aloud = signed.ticket.accommodations.tools?.includes('readAloud') ?? false;
              setComfort({ ...DEFAULT_COMFORT, appearance: appearanceOf(signed.ticket), aloud });
              setStage({ kind: 'welcome', signed, isFresh: true });
            }}
          />
        );
      case 'welcome':
        return (
          <WelcomeScreen
            environment={environment}
            signed={stage.signed}
            isFresh={stage.isFresh === true}
            comfort={comfort}
            onComfort={setComfort}
            onOpen={(sequence) => setStage({ kind: 'sequence', signed: stage.signed, sequence })}
            onPractice={() => setStage({ kind: 'practice', signed: stage.signed })}
            onLeave={() => toCode()}
            onNewCode={() => toCode(true)}
          />
        );
      case 'sequence':
        return (
          <SequenceScreen
            key={stage.sequence.record}
            head={head}
            environment={environment}
            storage={storageTrouble ? 'memory' : environment.storage}
            signed={stage.signed}
            sequence={stage.sequence}
            comfort={comfort}
            onComfort={setComfort}
            onBack={() => setStage({ kind: 'welcome', signed: stage.signed })}
            onOther={(sequence) => setStage({ kind: 'sequence', signed: stage.signed, sequence })}
            onNewCode={() => toCode(true)}
          />
        );
    }
  }
}
