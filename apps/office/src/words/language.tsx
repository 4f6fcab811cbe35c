/** What the page says, in French or English: words, numbers, dates. */
import { type StaffLanguage, useStaffLanguage } from '@cloison/theme';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { en, fr, type Words } from './words.ts';

export type Language = StaffLanguage;

export interface Speech {
  readonly language: Language;
  readonly words: Words;
  readonly setLanguage: (language: Language) => void;
  /** One of the two texts of the office or of the campaign. */
  readonly text: (said: { readonly fr: string; readonly en: string }) => string;
  readonly number: (value: number, digits?: number) => string;
  readonly percent: (share: number) => string;
  /** `a, b ou c`. */
  readonly list: (parts: readonly string[]) => string;
  /** An ISO instant; `zone` is an IANA name, by default this machine's. */
  readonly day: (iso: string, zone?: string) => string;
  readonly dateTime: (iso: string, zone?: string) => string;
  /** `heure d’Europe centrale`, `Réunion Time`, of an IANA name. */
  readonly zoneName: (zone: string) => string;
}

const CATALOGUES: Readonly<Record<Language, Words>> = { fr, en };
const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

const SpeechContext = createContext<Speech | null>(null);

export function speechOf(language: Language, setLanguage: (language: Language) => void): Speech {
  const locale = LOCALES[language];
  const inZone = (zone: string | undefined) => (zone === undefined ? {} : { timeZone: zone });
  return {
    language,
    words: CATALOGUES[language],
    setLanguage,
    text: (said) => said[language],
    number: (value, digits = 0) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      })
        .format(value)
        // As the reports and the charts write it.
        .replace('-', '−'),
    percent: (share) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share),
    list: (parts) => new Intl.ListFormat(locale, { type: 'disjunction' }).format(parts),
    day: (iso, zone) =>
      new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...inZone(zone) })
        .format(new Date(iso))
        .replace(/^1 /, language === 'fr' ? '1er ' : '1 '),
    dateTime: (iso, zone) => {
      const at = new Date(iso);
      const isThisYear = at.getFullYear() === new Date().getFullYear();
      const parts = new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: 'short',
        ...(isThisYear ? {} : { year: 'numeric' }),
        hour: 'numeric',
        minute: '2-digit',
        ...inZone(zone),
      }).formatToParts(at);
      const of = (wanted: Intl.DateTimeFormatPartTypes) =>
        parts.find(({ type }) => type === wanted)?.value ?? '';
      // A line ends between day and hour, nowhere else.
      const day = [of('day'), of('month'), ...(isThisYear ? [] : [of('year')])].join('\u00a0');
      return language === 'fr'
        ? `${day.replace(/^1\u00a0/, '1er\u00a0')} à\u00a0${Number(of('hour'))}\u00a0h\u00a0${of('minute')}`
        : `${day}, ${of('hour').padStart(2, '0')}:${of('minute')}`;
    },
    // Of this year: names of 1970 are of other rules.
    zoneName: (zone) =>
      new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'longGeneric' })
        .formatToParts(new Date())
        .find(({ type }) => type === 'timeZoneName')?.value ?? zone,
  };
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
