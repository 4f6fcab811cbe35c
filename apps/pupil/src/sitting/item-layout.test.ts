import type { DeliveryNode, ExtendedTextInteraction, TextEntryInteraction } from '@cloison/qti/delivery';
import { describe, expect, it } from 'vitest';
import { layoutOf, plainText, questionsBefore } from './item-layout.ts';

const p = (...children: DeliveryNode[]): DeliveryNode => ({
  kind: 'element',
  name: 'p',
  attributes: {},
  children,
});
const text = (words: string) => ({ kind: 'text', text: words }) as const;
const long = p(text('Il était une fois. '.repeat(30)));
const shared = { responseId: 'R', classes: [], label: null, maxLength: 50, expectedLength: null } as const;
const hints = { patternMask: null, patternMessage: null, placeholder: null } as const;
const entry: TextEntryInteraction = { ...shared, ...hints, kind: 'textEntry', input: 'text' };
const written = (prompt: string): ExtendedTextInteraction => ({
  ...shared,
  ...hints,
  kind: 'extendedText',
  prompt: prompt === '' ? [] : [text(prompt)],
  expectedLines: null,
});

describe('the two columns of an item', () => {
  it('puts a long text at the left and what asks at the right', () => {
    const asks = written('Pourquoi ?');
    expect(layoutOf([long, asks])).toEqual({ support: [long], question: [asks], around: {} });
  });
  it('keeps a question that stands before its field with the field', () => {
    const question = p(text('Quel mot manque ?'));
    const asks = written('');
    expect(layoutOf([long, question, asks])).toEqual({
      support: [long],
      question: [question, asks],
      around: {},
    });
  });
  it('keeps the last paragraph of a text with the text when the interaction asks by itself', () => {
    const last = p(text('Et ils partirent.'));
    const asks = written('Pourquoi ?');
    expect(layoutOf([long, last, asks]).support).toEqual([long, last]);
  });
  it('looks into a box around the whole', () => {
    const asks = written('Pourquoi ?');
    const box: DeliveryNode = { kind: 'element', name: 'div', attributes: {}, children: [long, asks] };
    expect(layoutOf([box]).support).toEqual([long]);
  });
  it('keeps the direction, the language and the classes of the boxes around the whole', () => {
    const asks = written('Pourquoi ?');
    const inner: DeliveryNode = {
      kind: 'element',
      name: 'section',
      attributes: { dir: 'rtl', class: 'x-b' },
      children: [long, asks],
    };
    const box: DeliveryNode = {
      kind: 'element',
      name: 'div',
      attributes: { lang: 'ar', dir: 'ltr', class: 'x-a' },
      children: [inner],
    };
    expect(layoutOf([box]).around).toEqual({ lang: 'ar', dir: 'rtl', class: 'x-a x-b' });
  });
  it('is one column for short texts, fields within the text, and layouts that the item states', () => {
    for (const body of [
      [p(text('Court.')), written('Pourquoi ?')],
      [p(text('Le chat '), entry)],
      [
        { kind: 'element', name: 'div', attributes: { class: 'qti-layout-row' }, children: [long, entry] },
      ] as DeliveryNode[],
    ]) {
      expect(layoutOf(body)).toEqual({ support: [], question: body, around: {} });
    }
  });
  it('reads pictures by their words', () => {
    const picture = { kind: 'element', name: 'img', attributes: { alt: 'un phare' }, children: [] } as const;
    expect(plainText([text('Voici '), picture, text(' .')])).toBe('Voici un phare .');
  });
});

describe('the questions of an item', () => {
  const question = p(text('Quel mot manque ?'));
  it('are the short paragraphs just before interactions that ask nothing themselves', () => {
    expect(questionsBefore([question, written('')])).toEqual([question]);
    const other = p(text('Et ici ?'));
    const first = p(text('Lis bien.'));
    const all = [first, question, written(''), other, written('')];
    expect(questionsBefore(all)).toEqual([question, other]);
  });
  it('of sentences with fields in them are what stands before the first', () => {
    const between = p(text('Plus tard :'));
    const line = p(text('Le chat '), entry);
    expect(questionsBefore([question, line, between, p(text('Il '), entry)])).toEqual([question]);
  });
  it('are no paragraph that holds its field, is long, or stands before a prompt', () => {
    expect(questionsBefore([p(text('Écris : '), entry), written('')])).toEqual([]);
    expect(questionsBefore([long, written('')])).toEqual([]);
    expect(questionsBefore([question, written('Pourquoi ?')])).toEqual([]);
  });
});
