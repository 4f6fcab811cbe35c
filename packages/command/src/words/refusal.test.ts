import { expect, it } from 'vitest';
import { EXIT, refusals } from './refusal.ts';

const refuse = refusals({
  unread: { exit: EXIT.refused, fr: 'La classe {label} manque.', en: 'Class {label} is missing.' },
  bad: { exit: EXIT.refused, fr: 'Le fichier {path} :\n{list}', en: 'The file {path}:\n{list}' },
});

it('keeps what a file says on one line of a refusal: it could show a line that looked like one of ours', () => {
  const { words, message } = refuse('unread', { label: '6e A\nJournal intact' });
  expect(words.fr).toBe('La classe 6e A\\u{a}Journal intact manque.');
  expect(message).toBe('Class 6e A\\u{a}Journal intact is missing.');
});

it('leaves a list its lines where the words begin it on one', () => {
  const { words } = refuse('bad', { path: 'a\nb', list: 'a.csv:1\na.csv:2' });
  expect(words.fr).toBe('Le fichier a\\u{a}b :\na.csv:1\na.csv:2');
});
