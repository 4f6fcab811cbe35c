import type { Said } from './say.ts';
import { words } from './words.ts';

export interface Words {
  readonly fr: string;
  readonly en: string;
}

/** The sentence in both languages. */
export function wordsOf(said: Said): Words {
  return { fr: sentence(said, 'fr'), en: sentence(said, 'en') };
}

function sentence({ word, values }: Said, lang: keyof Words): string {
  return words[word][lang].replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(values, name)) return whole;
    const value = values[name];
    if (typeof value === 'object') return sentence(value, lang);
    return isLarge(value) ? grouped(value, lang) : String(value);
  });
}

/** What nobody counts at a glance, a size in bytes for one. Years and numbers of lines stay as they are. */
const LARGE = 100_000;

function isLarge(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) >= LARGE;
}

/** `128 000 000`, `128,000,000`. */
function grouped(value: number, lang: keyof Words): string {
  return value.toLocaleString(lang === 'fr' ? 'fr-FR' : 'en-GB');
}
