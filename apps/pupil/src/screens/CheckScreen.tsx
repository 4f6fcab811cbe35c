/** Checks a computer before the day, for the school: no code, plain words, a page to print. It begins by itself. */
import './check.css';
import { Button, Icon, type IconName, Notice } from '@cloison/theme';
import { type ReactNode, useEffect, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import { localVoice } from '../browser/local-voice.ts';
import { playNotes } from '../browser/play-notes.ts';
import {
  type BrowserFound,
  checkBrowser,
  checkLine,
  checkStorage,
  clockAheadMs,
  type LineFound,
  type StorageFound,
  secondsForAll,
} from '../browser/system-check.ts';
import { CHECK_WORDS } from '../words/check-words.ts';
import { dateInWords } from '../words/dates.ts';
import { sizeInWords } from '../words/sizes.ts';
import { useLanguage } from '../words/WordsContext.tsx';
import { Page, PageTitle } from './Page.tsx';

interface Found {
  readonly browser: BrowserFound;
  readonly storage: StorageFound;
  /** Null: not known. */
  readonly clockMs: number | null;
  /** Null: the platform does not answer. */
  readonly line: LineFound | null;
  readonly voice: string | null;
  readonly screen: { readonly width: number; readonly height: number };
  readonly atMs: number;
}

/** `ask`: only the person at the computer can say. */
type Mark = 'good' | 'warning' | 'bad' | 'ask';
interface Result {
  readonly mark: Mark;
  readonly text: string;
}

const ICONS = { good: 'check', warning: 'warning', bad: 'warning', ask: 'play' } as const satisfies Record<
  Mark,
  IconName
>;

/** What a sequence with its pictures takes, and room for answers. */
const ENOUGH_BYTES = 100_000_000;
const CLOCK_TOLERANCE_MS = 60_000;
const LONG_SECONDS = 120;
/** The smallest screen of schools: a small laptop at a zoom of 200 %. */
const SMALL = { width: 683, height: 384 };

export function CheckScreen({ environment }: { readonly environment: Environment }) {
  const language = useLanguage();
  const words = CHECK_WORDS[language];
  const [found, setFound] = useState<Found | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [pupils, setPupils] = useState(30);
  const [sound, setSound] = useState<'unknown' | 'heard' | 'silent'>('unknown');

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is how a person asks again
  useEffect(() => {
    let gone = false;
    setFound(null);
    const look = async (): Promise<Found> => ({
      browser: checkBrowser(),
      storage: await checkStorage(environment),
      clockMs: await clockAheadMs().catch(() => null),
      line: await checkLine(environment).catch(() => null),
      voice: (await localVoice('fr'))?.name ?? null,
      screen: { width: window.innerWidth, height: window.innerHeight },
      atMs: environment.wallMs(),
    });
    void look().then((all) => {
      if (!gone) setFound(all);
    });
    return () => {
      gone = true;
    };
  }, [environment, attempt]);

  if (found === null) {
    return (
      <Page>
        <PageTitle>{words.title}</PageTitle>
        <p>{words.what}</p>
        <p role="status">{words.working}</p>
      </Page>
    );
  }
  const { line } = found;
  const seconds = line === null ? null : secondsForAll(line, pupils);
  const results: readonly (readonly [string, Result, ReactNode?])[] = [
    [words.browser, browserResult(found.browser, words)],
    [words.storage, storageResult(found.storage, words, (bytes) => sizeInWords(bytes, language))],
    [words.clock, clockResult(found.clockMs, words)],
    [
      words.network,
      networkResult(line, words, language),
      line === null || seconds === null ? null : (
        <ForPupils
          key="pupils"
          words={words}
          pupils={pupils}
          onPupils={setPupils}
          seconds={seconds}
          canPrepare={line.canPrepare}
        />
      ),
    ],
    [
      words.sound,
      sound === 'silent'
        ? { mark: 'warning', text: words.soundBad }
        : {
            mark: sound === 'heard' ? 'good' : 'warning',
            text: sound === 'heard' ? words.soundGood : words.soundAsk,
          },
      <div key="sound" className="actions">
        <Button icon="play" onPress={() => void playNotes().catch(() => setSound('silent'))}>
          {words.soundPlay}
        </Button>
        <Button onPress={() => setSound('heard')}>{words.soundHeard}</Button>
        <Button onPress={() => setSound('silent')}>{words.soundSilent}</Button>
      </div>,
    ],
    [
      words.voice,
      found.voice === null
        ? { mark: 'warning', text: words.voiceNone }
        : { mark: 'good', text: words.voiceGood(found.voice) },
    ],
    [words.screen, screenResult(found.screen, words)],
  ];
  const marks = results.map(([, { mark }]) => mark);
  const whole = marks.includes('bad') ? 'bad' : marks.includes('warning') ? 'warning' : 'good';
  const said = { good: words.allGood, warning: words.withRemarks, bad: words.notGood }[whole];
  return (
    <Page>
      <PageTitle>{words.title}</PageTitle>
      <p>{words.what}</p>
      <Notice tone={whole} announced>
        <p>
          <strong>{said}</strong>
        </p>
      </Notice>
      <dl className="checks">
        {results.map(([name, { mark, text }, more]) => (
          <div key={name} className="check" data-mark={mark}>
            <dt>
              <Icon name={ICONS[mark]} /> {name}
              <span className="check-mark">{words.marks[mark]}</span>
            </dt>
            <dd>
              <p>{text}</p>
              {more}
            </dd>
          </div>
        ))}
      </dl>
      <p className="soft">
        {words.doneAt(dateInWords(found.atMs, language), location.href.replace(/controle$/, ''))}
      </p>
      <div className="actions not-printed">
        <Button variant="primary" icon="print" onPress={() => window.print()}>
          {words.print}
        </Button>
        <Button onPress={() => setAttempt((n) => n + 1)}>{words.again}</Button>
        {line?.canPrepare === true && <a href="./preparer">{words.prepare}</a>}
        <a href="./entrainement">{words.toPractice}</a>
        <a href="./">{words.toCode}</a>
      </div>
    </Page>
  );
}

type CheckWords = (typeof CHECK_WORDS)['fr'];

function browserResult({ name, version, isOld, missing }: BrowserFound, words: CheckWords): Result {
  if (missing.length > 0) return { mark: 'bad', text: words.browserMissing(missing.join(', ')) };
  if (name === null) return { mark: 'warning', text: words.browserUnknown };
  const full = `${name} ${version}`;
  return isOld
    ? { mark: 'bad', text: words.browserOld(full) }
    : { mark: 'good', text: words.browserGood(full) };
}

function storageResult(
  { isKept, free }: StorageFound,
  words: CheckWords,
  size: (bytes: number) => string,
): Result {
  if (!isKept) return { mark: 'warning', text: words.storageNone };
  if (free !== null && free < ENOUGH_BYTES) return { mark: 'warning', text: words.storageSmall(size(free)) };
  return { mark: 'good', text: words.storageGood(free === null ? null : size(free)) };
}

function clockResult(aheadMs: number | null, words: CheckWords): Result {
  if (aheadMs === null) return { mark: 'warning', text: words.clockUnknown };
  if (Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS) return { mark: 'good', text: words.clockGood };
  return { mark: 'warning', text: words.clockWrong(Math.round(Math.abs(aheadMs) / 60_000), aheadMs > 0) };
}

function networkResult(line: LineFound | null, words: CheckWords, language: string): Result {
  if (line === null) return { mark: 'bad', text: words.networkNone };
  const speed = (line.bitsPerSecond / 1e6).toLocaleString(language, { maximumSignificantDigits: 2 });
  return { mark: 'good', text: words.networkGood(speed, Math.round(line.answerMs)) };
}

function screenResult({ width, height }: Found['screen'], words: CheckWords): Result {
  const isSmall = width < SMALL.width || height < SMALL.height;
  return isSmall
    ? { mark: 'warning', text: words.screenSmall(width, height) }
    : { mark: 'good', text: words.screenGood(width, height) };
}

interface ForPupilsProps {
  readonly words: CheckWords;
  readonly pupils: number;
  readonly onPupils: (pupils: number) => void;
  readonly seconds: number;
  readonly canPrepare: boolean;
}

/** How long a class waits on this line. */
function ForPupils({ words, pupils, onPupils, seconds, canPrepare }: ForPupilsProps) {
  const time =
    seconds < 90 ? words.seconds(Math.max(1, Math.ceil(seconds))) : words.minutes(Math.ceil(seconds / 60));
  return (
    <div className="check-pupils">
      <label>
        {words.pupils}
        <input
          className="text-entry-input"
          data-width="3"
          inputMode="numeric"
          autoComplete="off"
          value={pupils === 0 ? '' : String(pupils)}
          onChange={({ target }) => {
            const typed = Number(target.value.replace(/\D/g, '').slice(0, 4));
            onPupils(typed);
          }}
        />
      </label>
      <p role="status">
        {words.forAll(pupils, time)}
        {seconds > LONG_SECONDS && ` ${canPrepare ? words.slowPrepare : words.slow}`}
      </p>
    </div>
  );
}
