/** Instants formatted for people, in French and English; `zone` is an IANA name, by default the machine's. */
import type { Lang, Words } from '@cloison/command/refusal';

const LOCALES: Readonly<Record<Lang, string>> = { fr: 'fr-FR', en: 'en-GB' };

/** "1er décembre 2026", "1 December 2026"; `year` false leaves the year out. */
export function formatDay(instant: Date, lang: Lang, zone?: string, year = true): string {
  const text = new Intl.DateTimeFormat(LOCALES[lang], {
    day: 'numeric',
    month: 'long',
    ...(year ? { year: 'numeric' } : {}),
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(instant);
  // French says "first" of the first day of a month only.
  return lang === 'fr' ? text.replace(/^1 /, '1er ') : text;
}

/** "14 h 44", "8 h"; "14:44" in English. */
export function formatHour(instant: Date, lang: Lang, zone?: string): string {
  const text = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(instant);
  if (lang === 'en') return text;
  const [hour = '', minute = ''] = text.split(':');
  const hours = `${Number(hour)}\u00A0h`;
  return minute === '00' ? hours : `${hours}\u00A0${minute}`;
}

/** "24 novembre 2026 à 14 h 45 (heure normale d’Europe centrale)": day, hour and zone. */
export function formatInstant(instant: Date, lang: Lang, zone?: string): string {
  const parts = new Intl.DateTimeFormat(LOCALES[lang], {
    timeZoneName: 'long',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).formatToParts(instant);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const at = lang === 'fr' ? 'à' : 'at';
  return `${formatDay(instant, lang, zone)} ${at} ${formatHour(instant, lang, zone)} (${name})`;
}

/** An ISO instant of the vault, in both languages. */
export function sayIso(iso: string, zone?: string): Words {
  const instant = new Date(iso);
  return { fr: formatInstant(instant, 'fr', zone), en: formatInstant(instant, 'en', zone) };
}
