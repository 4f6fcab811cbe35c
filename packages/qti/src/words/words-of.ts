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
    return typeof value === 'object' ? sentence(value, lang) : String(value);
  });
}
