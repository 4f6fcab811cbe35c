/** Dates in words, in the local time of the computer. */
import type { Language } from './catalogue.ts';

/** « lundi 14 septembre à 8 h 00 », "on Monday 14 September at 8:00 am". */
export function dateInWords(ms: number, language: Language, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const date = new Date(ms);
  switch (language) {
    case 'fr': {
      const day = { weekday: 'long', day: 'numeric', month: 'long', ...zone } as const;
      const time = new Intl.DateTimeFormat('fr-FR', { hour: 'numeric', minute: '2-digit', ...zone });
      const { hour, minute } = Object.fromEntries(
        time.formatToParts(date).map(({ type, value }) => [type, value]),
      );
      const words = new Intl.DateTimeFormat('fr-FR', day)
        .formatToParts(date)
        .map(({ type, value }) => (type === 'day' && value === '1' ? '1er' : value))
        .join('');
      return `${words} à ${Number(hour)} h ${minute}`;
    }
    case 'en': {
      const day = { weekday: 'long', day: 'numeric', month: 'long', ...zone } as const;
      const time = { hour: 'numeric', minute: '2-digit', hour12: true, ...zone } as const;
      const words = new Intl.DateTimeFormat('en-GB', day).format(date);
      return `on ${words} at ${new Intl.DateTimeFormat('en-GB', time).format(date)}`;
    }
  }
}
