/**
 * Dates in words, in the local time of the computer. Written by hand: the first use of `Intl` reads its tables, and would stop a
 * slow computer for 70 ms while a screen is drawn.
 */
import type { Language } from './catalogue.ts';

const FRENCH = {
  days: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
  months: [
    ...['janvier', 'février', 'mars', 'avril', 'mai', 'juin'],
    ...['juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
  ],
} as const;

const ENGLISH = {
  days: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  months: [
    ...['January', 'February', 'March', 'April', 'May', 'June'],
    ...['July', 'August', 'September', 'October', 'November', 'December'],
  ],
} as const;

/** « lundi 14 septembre à 8 h 00 », "on Monday 14 September at 8:00 am". */
export function dateInWords(ms: number, language: Language): string {
  const date = new Date(ms);
  const day = date.getDate();
  const hour = date.getHours();
  const minute = String(date.getMinutes()).padStart(2, '0');
  const names = language === 'fr' ? FRENCH : ENGLISH;
  const weekday = names.days[date.getDay()];
  const month = names.months[date.getMonth()];
  switch (language) {
    case 'fr':
      return `${weekday} ${day === 1 ? '1er' : day} ${month} à ${hour} h ${minute}`;
    case 'en':
      return `on ${weekday} ${day} ${month} at ${hour % 12 || 12}:${minute} ${hour < 12 ? 'am' : 'pm'}`;
  }
}
