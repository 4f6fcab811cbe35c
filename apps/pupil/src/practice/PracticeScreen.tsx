/** Two items to practise on and a sound check, before a code or after it. Nothing is recorded, and that is said. */
import './practice.css';
import type { ItemResponses, ResponseValue } from '@cloison/qti/delivery';
import { Button, Icon, Notice } from '@cloison/theme';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { playNotes } from '../browser/play-notes.ts';
import { ItemView } from '../item/ItemView.tsx';
import { loadInteractions } from '../item/interactions/InteractionView.tsx';
import { useLanguage } from '../words/WordsContext.tsx';
import { drawingUrl, practiceItems } from './practice-items.ts';
import { PRACTICE_WORDS, type PracticeWords } from './practice-words.ts';

export interface PracticeScreenProps {
  /** Null: a page of its own, which leads to the page of the code. */
  readonly onBack: (() => void) | null;
}

const NOTHING: ItemResponses = {};
const doNothing = () => undefined;

export function PracticeScreen({ onBack }: PracticeScreenProps) {
  const language = useLanguage();
  const words = PRACTICE_WORDS[language];
  const items = useMemo(() => practiceItems(language, words), [language, words]);
  const [step, setStep] = useState(0);
  const [answers, setAnswers] = useState<Readonly<Record<string, ItemResponses>>>({});
  const [isLoaded, setLoaded] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const item = items[step];
  const id = item?.id ?? '';

  useEffect(() => {
    let gone = false;
    loadInteractions(items).then(() => {
      if (!gone) setLoaded(true);
    }, doNothing);
    return () => {
      gone = true;
    };
  }, [items]);
  // Each step is read from its start.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each step
  useEffect(() => {
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, [step, isLoaded]);

  const answer = useCallback(
    (responseId: string, value: ResponseValue) =>
      setAnswers((all) => ({ ...all, [id]: { ...all[id], [responseId]: value } })),
    [id],
  );
  const leave =
    onBack === null ? (
      <a className="link-button" href="./">
        {words.toCode}
      </a>
    ) : (
      <Button onPress={onBack}>{words.back}</Button>
    );

  if (item === undefined) {
    return (
      <main className="page">
        <h1 ref={heading} tabIndex={-1} className="page-heading">
          {words.doneTitle}
        </h1>
        <ul className="practice-done">
          {words.done.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <div className="actions">
          <Button
            onPress={() => {
              setAnswers({});
              setStep(0);
            }}
          >
            {words.again}
          </Button>
          {leave}
        </div>
      </main>
    );
  }
  const responses = answers[id] ?? NOTHING;
  const isAnswered = Object.values(responses).some((value) => value !== null && value.length > 0);
  const heardNotes = item.id === 'notes' && responses.RESPONSE === '3';
  return (
    <main className="page practice" data-wide="true">
      <div className="practice-head">
        <h1 ref={heading} tabIndex={-1} className="page-heading">
          {words.title}
        </h1>
        <p className="practice-step">{words.step(step + 1, items.length)}</p>
      </div>
      <Notice tone="info">
        <p>{words.nothingKept}</p>
      </Notice>
      {item.id === 'notes' && <SoundCheck words={words} />}
      {isLoaded && (
        <ItemView
          key={`${language} ${item.id}`}
          item={item}
          responses={responses}
          answer={answer}
          flush={doNothing}
          assetUrl={drawingUrl}
          seed={1}
          readOnly={false}
        />
      )}
      <p className="practice-said" role="status">
        {isAnswered && (
          <>
            <Icon name="check" /> {heardNotes ? words.soundWorks : words.chosen}
          </>
        )}
      </p>
      <div className="actions practice-moves">
        {leave}
        <Button icon="previous" isDisabled={step === 0} onPress={() => setStep(step - 1)}>
          {words.previous}
        </Button>
        <Button variant="primary" iconAfter="next" onPress={() => setStep(step + 1)}>
          {step === items.length - 1 ? words.finish : words.next}
        </Button>
      </div>
    </main>
  );
}

function SoundCheck({ words }: { readonly words: PracticeWords }) {
  const [isPlaying, setPlaying] = useState(false);
  const [isSilent, setSilent] = useState(false);
  const play = () => {
    setPlaying(true);
    setSilent(false);
    playNotes()
      .catch(() => setSilent(true))
      .finally(() => setPlaying(false));
  };
  return (
    <div className="sound-check">
      <p className="item-prompt">{words.notes}</p>
      <div className="actions">
        <Button variant="primary" icon="play" isDisabled={isPlaying} onPress={play}>
          {words.play}
        </Button>
        <Button onPress={() => setSilent(true)}>{words.silent}</Button>
      </div>
      <div role="status">{isSilent && <p>{words.silentHelp}</p>}</div>
    </div>
  );
}
