import { expect, it } from 'vitest';
import { fill, refusals } from './refusal.ts';

it('makes words agree with the count before them: 0 is one in French, several in English', () => {
  const fr = '{schools} école(s) (dont {fresh} nouvelle(s)), {levels} niveau(x)';
  expect(fill(fr, { schools: 1, fresh: 0, levels: 2 }, 'fr')).toBe('1 école (dont 0 nouvelle), 2 niveaux');
  expect(fill('{count} class(es)', { count: 0 }, 'en')).toBe('0 classes');
  expect(fill('{count} class(es)', { count: 1 }, 'en')).toBe('1 class');
  expect(fill('{count} ligne(s)', { count: '1\u202f234' }, 'fr')).toBe('1\u202f234 lignes');
});

it('takes the word that goes with a named count, and leaves what it does not know as it is', () => {
  const words = '{count} code(s) {count|prendrait|prendraient} {days} jour(s)';
  expect(fill(words, { count: 1, days: 9 }, 'fr')).toBe('1 code prendrait 9 jours');
  expect(fill(words, { count: 3, days: 1 }, 'fr')).toBe('3 codes prendraient 1 jour');
  expect(fill('{path} : {nobody} une adresse http(s)', { path: 'a.csv' }, 'fr')).toBe(
    'a.csv : {nobody} une adresse http(s)',
  );
});

it('gives each language of a refusal its own agreement', () => {
  const refuse = refusals({ few: { exit: 1, fr: '{n} élève(s).', en: '{n} pupil(s).' } });
  expect(refuse('few', { n: 0 }).words).toEqual({ fr: '0 élève.', en: '0 pupils.' });
});
