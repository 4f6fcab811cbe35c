/** Whose test this is (without a name), and what there is to do, now or later. */
import { Banner, Button, Icon, type IconName, Notice } from '@cloison/theme';
import { useEffect, useRef, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import { useFullScreen } from '../browser/use-full-screen.ts';
import type { Comfort } from '../comfort/comfort.ts';
import { loadParts, questionsOf, sequenceInfo, type TicketSequence } from '../sitting/open-sequence.ts';
import type { SequenceState } from '../sitting/sequence-state.ts';
import type { SignedIn } from '../sitting/sign-in.ts';
import type { Language, Words } from '../words/catalogue.ts';
import { dateInWords } from '../words/dates.ts';
import { useLanguage, useWords } from '../words/WordsContext.tsx';
import { CodeEndNotice } from './CodeEndNotice.tsx';
import { ComfortDialog } from './later-screens.ts';
import { Page, PageTitle } from './Page.tsx';
import { keepFiles } from './sequence-files.ts';
import { useSequenceStates } from './use-sequence-states.ts';
import { Waiting } from './Waiting.tsx';

const nothing = () => undefined;
/** Of a sequence, and of an item. */
const NOT_YET = { readAloud: false, calculator: false, cards: new Set<never>() };

export interface WelcomeScreenProps {
  readonly environment: Environment;
  readonly signed: SignedIn;
  /** What the platform said at the sign-in is news still: it is not asked again at once. */
  readonly isFresh: boolean;
  readonly comfort: Comfort;
  readonly onComfort: (comfort: Comfort) => void;
  readonly onOpen: (sequence: TicketSequence) => void;
  readonly onPractice: () => void;
  readonly onLeave: () => void;
  /** The code was replaced: to the page where another is typed. */
  readonly onNewCode: () => void;
}

export function WelcomeScreen(props: WelcomeScreenProps) {
  const { environment, signed, isFresh, comfort, onComfort, onOpen, onPractice, onLeave, onNewCode } = props;
  const fullScreen = useFullScreen();
  const words = useWords();
  const language = useLanguage();
  const [tools, setTools] = useState(false);
  const { ticket } = signed;

  const { found, refresh } = useSequenceStates(signed, environment, isFresh ? signed.me : null);
  const states = found?.states ?? null;
  const offline = found?.offline ?? signed.me === null;
  const ended = found?.ended ?? null;
  // An opening time may pass while the page waits.
  useEffect(() => {
    const timer = setInterval(refresh, 60_000);
    return () => clearInterval(timer);
  }, [refresh]);

  const first = states?.findIndex(({ kind }) => kind === 'begun' || kind === 'unsent') ?? -1;
  const main = first >= 0 ? first : (states?.findIndex(({ kind }) => kind === 'todo') ?? -1);

  // Fetched now, so that a sequence can begin without network later: the one to do with all its files. One that opens later is
  // not opened: its key is not here.
  const fetched = useRef(new Set<string>());
  useEffect(() => {
    for (const [i, { kind }] of (states ?? []).entries()) {
      const sequence = ticket.sequences[i];
      if (sequence === undefined || fetched.current.has(`${sequence.id} ${kind}`)) continue;
      fetched.current.add(`${sequence.id} ${kind}`);
      if (kind === 'opens') void signed.content.keep(sequenceInfo(signed, sequence).content).catch(nothing);
      else if (kind === 'todo' || kind === 'begun')
        void (i === main ? keepFiles : loadParts)(signed, sequence).catch(nothing);
    }
  }, [signed, ticket, states, main]);

  const adapted = accommodationWords(signed, words);
  return (
    <>
      {offline && <Banner tone="warning">{words.welcome.offline}</Banner>}
      <Page>
        <div className="welcome-who">
          <div>
            <PageTitle>{words.welcome.hello}</PageTitle>
            <p className="welcome-label">
              <Icon name="person" /> {ticket.label}
            </p>
          </div>
          <div className="actions">
            <Button variant="quiet" icon="comfort" onPress={() => setTools(true)}>
              {words.bar.tools}
            </Button>
            <Button variant="quiet" onPress={onLeave}>
              {words.welcome.notMe}
            </Button>
          </div>
        </div>
        {ended !== null && (
          <CodeEndNotice
            environment={environment}
            signed={signed}
            ended={ended}
            sequences={ticket.sequences.filter((_, i) => !/^finished/.test(states?.[i]?.kind ?? ''))}
            onNewCode={onNewCode}
          />
        )}
        {adapted.length > 0 && (
          <p className="welcome-adapted">
            <Icon name="check" /> {words.welcome.adapted} : {adapted.join(', ')}
          </p>
        )}
        <div className="welcome-before">
          <Button icon="practice" onPress={onPractice}>
            {words.welcome.practise}
          </Button>
          {fullScreen.isPossible && (
            <Button icon="screen" onPress={fullScreen.toggle}>
              {fullScreen.isOn ? words.comfort.smallScreen : words.comfort.fullScreen}
            </Button>
          )}
        </div>
        <h2>{words.welcome.parts}</h2>
        {ticket.sequences.length === 0 && (
          <Notice tone="warning">
            <p>{words.welcome.nothing}</p>
          </Notice>
        )}
        {states === null ? (
          <Waiting>{words.loading}</Waiting>
        ) : (
          <ul className="sequences">
            {ticket.sequences.map((sequence, index) => (
              <SequenceCard
                key={sequence.record}
                signed={signed}
                sequence={sequence}
                state={states[index] ?? { kind: 'todo' }}
                isMain={index === main}
                isEnded={ended !== null}
                words={words}
                language={language}
                onOpen={() => onOpen(sequence)}
              />
            ))}
          </ul>
        )}
      </Page>
      <ComfortDialog
        isOpen={tools}
        allowed={NOT_YET}
        comfort={comfort}
        onChange={onComfort}
        onClose={() => setTools(false)}
      />
    </>
  );
}

interface SequenceCardProps {
  readonly signed: SignedIn;
  readonly sequence: TicketSequence;
  readonly state: SequenceState;
  /** The one thing to do. */
  readonly isMain: boolean;
  /** With this code nothing can be done any more. */
  readonly isEnded: boolean;
  readonly words: Words;
  readonly language: Language;
  readonly onOpen: () => void;
}

function SequenceCard({
  signed,
  sequence,
  state,
  isMain,
  isEnded,
  words,
  language,
  onOpen,
}: SequenceCardProps) {
  const info = sequenceInfo(signed, sequence);
  const { text, icon, action } = stateWords(state, words, language);
  const minutes = sequence.limitMs === null ? null : Math.round(sequence.limitMs / 60_000);
  const name = info.title[language];
  return (
    <li className="sequence" data-state={state.kind}>
      <div className="sequence-what">
        <h3>{name}</h3>
        <p className="sequence-facts">
          {words.welcome.questions(questionsOf(sequence))},{' '}
          {minutes === null ? words.welcome.noLimit : words.welcome.minutes(minutes)}
        </p>
      </div>
      <p className="sequence-state">
        <Icon name={icon} /> {text}
      </p>
      {action !== null && !isEnded && (
        <Button
          variant={isMain ? 'primary' : 'secondary'}
          size={isMain ? 'large' : 'normal'}
          aria-label={`${action} : ${name}`}
          onPress={onOpen}
        >
          {action}
        </Button>
      )}
    </li>
  );
}

function stateWords(
  state: SequenceState,
  { welcome: w }: Words,
  language: Language,
): { readonly text: string; readonly icon: IconName; readonly action: string | null } {
  switch (state.kind) {
    case 'todo':
      return { text: w.todo, icon: 'list', action: w.start };
    case 'begun':
      return { text: w.begun, icon: 'list', action: w.resume };
    case 'finished':
      return { text: w.finished, icon: 'check', action: w.receipt };
    case 'finishedBefore':
      return { text: w.finishedBefore, icon: 'check', action: null };
    case 'unsent':
      return { text: w.unsent, icon: 'offline', action: w.send };
    case 'opens':
      return { text: w.opens(dateInWords(state.opensMs, language)), icon: 'clock', action: null };
    case 'closed':
      return { text: w.closed(dateInWords(state.closesMs, language)), icon: 'lock', action: null };
  }
}

function accommodationWords({ ticket, content }: SignedIn, { welcome: w }: Words): string[] {
  const { font, zoom, contrast, tools = [] } = ticket.accommodations;
  const moreTime = ticket.sequences.some(({ id, limitMs }) => {
    const minutes = content.manifest.sequences.find((sequence) => sequence.id === id)?.minutes ?? null;
    return limitMs !== null && minutes !== null && limitMs > minutes * 60_000;
  });
  return [
    ...(moreTime ? [w.adaptedTime] : []),
    ...(font === null ? [] : [w.adaptedFont]),
    ...(zoom === null || zoom === 1 ? [] : [w.adaptedZoom(Math.round(zoom * 100))]),
    ...(contrast === null ? [] : [w.adaptedContrast]),
    ...tools.map((tool) => w.adaptedTools[tool]),
  ];
}
