import type { DeliveryNode, TextEntryInteraction } from '@cloison/qti/delivery';
import { describe, expect, it } from 'vitest';
import { questionText } from './question-text.ts';

const text = (words: string) => ({ kind: 'text', text: words }) as const;
const el = (
  name: 'p' | 'td' | 'tr' | 'li' | 'math' | 'mfrac' | 'mn',
  ...children: DeliveryNode[]
): DeliveryNode => ({
  kind: 'element',
  name,
  attributes: {},
  children,
});
const field = (responseId: string): TextEntryInteraction => ({
  kind: 'textEntry',
  responseId,
  classes: [],
  label: null,
  input: 'text',
  maxLength: 30,
  expectedLength: null,
  patternMask: null,
  patternMessage: null,
  placeholder: null,
});

describe('what a field is asked by', () => {
  it('is the words before it in its line, without the colon', () => {
    expect(questionText([el('p', text('Écris 80 en lettres : '), field('R'))], 'R')).toBe(
      'Écris 80 en lettres',
    );
  });
  it('is for each field of a sentence what stands between the last one and it', () => {
    const line = el(
      'p',
      text('Hier, les enfants '),
      field('A'),
      text(' couru ; ils '),
      field('B'),
      text(' fatigués.'),
    );
    expect(questionText([line], 'A')).toBe('Hier, les enfants');
    expect(questionText([line], 'B')).toBe('couru ; ils');
  });
  it('is what follows when nothing stands before, and the paragraph above when the line has no words', () => {
    expect(questionText([el('p', field('R'), text(' mange une pomme.'))], 'R')).toBe('mange une pomme.');
    const above = el('p', text('Combien de billes reste-t-il ?'));
    expect(questionText([above, el('p', field('R'))], 'R')).toBe('Combien de billes reste-t-il ?');
  });
  it('is the row in a table, and reads a fraction as one', () => {
    const half = el('math', el('mfrac', el('mn', text('7')), el('mn', text('2'))));
    expect(questionText([el('tr', el('td', half), el('td', field('R')))], 'R')).toBe('7/2');
  });
  it('is nothing where only a long text or the question of another field stands above', () => {
    expect(questionText([el('p', text('Il était une fois. '.repeat(30))), el('p', field('R'))], 'R')).toBe(
      '',
    );
    expect(questionText([el('p', text('Ton nom : '), field('A')), el('p', field('R'))], 'R')).toBe('');
  });
  it('is the end of a long sentence, from a whole word on', () => {
    const said = questionText([el('p', text(`${'mot '.repeat(80)}enfin : `), field('R'))], 'R');
    expect(said).toMatch(/^… mot (mot )+mot enfin$/);
    expect(said.length).toBeLessThanOrEqual(143);
  });
});
