import type { DeliveryNode, ExtendedTextInteraction, TextEntryInteraction } from '@cloison/qti/delivery';
import { describe, expect, it } from 'vitest';
import { layoutOf, plainText, questionBefore } from './item-layout.ts';

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
    expect(layoutOf([long, asks])).toEqual({ support: [long], question: [asks] });
  });
  it('keeps a question that stands before its field with the field', () => {
    const question = p(text('Quel mot manque ?'));
    const asks = written('');
    expect(layoutOf([long, question, asks])).toEqual({ support: [long], question: [question, asks] });
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
  it('is one column for short texts, fields within the text, and layouts that the item states', () => {
    for (const body of [
      [p(text('Court.')), written('Pourquoi ?')],
      [p(text('Le chat '), entry)],
      [
        { kind: 'element', name: 'div', attributes: { class: 'qti-layout-row' }, children: [long, entry] },
      ] as DeliveryNode[],
    ]) {
      expect(layoutOf(body)).toEqual({ support: [], question: body });
    }
  });
  it('reads pictures by their words', () => {
    const picture = { kind: 'element', name: 'img', attributes: { alt: 'un phare' }, children: [] } as const;
    expect(plainText([text('Voici '), picture, text(' .')])).toBe('Voici un phare .');
  });
});

describe('the question of an item', () => {
  const question = p(text('Quel mot manque ?'));
  it('is the short paragraph before an interaction that asks nothing itself', () => {
    expect(questionBefore([question, written('')])).toBe(question);
  });
  it('is no paragraph that holds its field, is long, or stands before a prompt', () => {
    expect(questionBefore([p(text('Écris : '), entry), written('')])).toBeNull();
    expect(questionBefore([long, written('')])).toBeNull();
    expect(questionBefore([question, written('Pourquoi ?')])).toBeNull();
  });
});
