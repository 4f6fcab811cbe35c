/** What the screens say, in French or English: words, numbers, dates. */
import { type StaffLanguage, useStaffLanguage } from '@cloison/theme';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { en, fr, type Words } from './words.ts';

export type Language = StaffLanguage;

export interface Speech {
  readonly language: Language;
  readonly words: Words;
  readonly setLanguage: (language: Language) => void;
  /** One of the two texts of the campaign. */
  readonly text: (localised: { readonly fr: string; readonly en: string }) => string;
  readonly date: (ms: number) => string;
  readonly dateTime: (ms: number) => string;
  /** « aujourd’hui à 10 h 12 », « hier à 17 h 40 », else « le 3 novembre 2026 à 8 h 05 ». */
  readonly moment: (ms: number, nowMs: number) => string;
  readonly number: (value: number) => string;
}

const CATALOGUES: Readonly<Record<Language, Words>> = { fr, en };

const SpeechContext = createContext<Speech | null>(null);

export function speechOf(language: Language, setLanguage: (language: Language) => void): Speech {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const timeOf = (ms: number) => (language === 'fr' ? frenchTime(clock, ms) : clock.format(ms));
  const near = language === 'fr' ? ['aujourd’hui à', 'hier à'] : ['today at', 'yesterday at'];
  const sayDateTime = (ms: number) =>
    language === 'fr' ? `${inWords(date, ms)} à ${timeOf(ms)}` : inWords(dateTime, ms);
  return {
    language,
    words: CATALOGUES[language],
    setLanguage,
    text: (localised) => localised[language],
    date: (ms) => inWords(date, ms),
    dateTime: sayDateTime,
    moment: (ms, nowMs) => {
      const said = near[daysBetween(ms, nowMs)];
      if (said !== undefined) return `${said} ${timeOf(ms)}`;
      return `${language === 'fr' ? 'le' : 'on'} ${sayDateTime(ms)}`;
    },
    number: (value) => number.format(value),
  };
}

/** The first of a month is « 1er » in French. */
function inWords(format: Intl.DateTimeFormat, ms: number): string {
  const french = format.resolvedOptions().locale.startsWith('fr');
  return format
    .formatToParts(ms)
    .map(({ type, value }) => (french && type === 'day' && value === '1' ? '1er' : value))
    .join('');
}

/** Midnights between two instants, by this computer's time zone. */
function daysBetween(ms: number, nowMs: number): number {
  const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  // A day may have 23 or 25 hours.
  return Math.round((midnight(nowMs) - midnight(ms)) / 86_400_000);
}

/** « 1 h 19 », « 14 h 05 ». */
function frenchTime(format: Intl.DateTimeFormat, ms: number): string {
  const parts = format.formatToParts(ms);
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? '';
  return `${Number(part('hour'))}\u00a0h\u00a0${part('minute')}`;
}

export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useStaffLanguage();
  const speech = useMemo(() => speechOf(language, setLanguage), [language, setLanguage]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === null) throw new Error('No language above this component');
  return speech;
}
