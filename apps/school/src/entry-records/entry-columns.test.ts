import type { DeliveryItem, Interaction } from '@cloison/qti/delivery';
import { describe, expect, it } from 'vitest';
import { columnOf, exercisesOf, ownTitle, valueLabel } from './entry-columns.ts';

function item(
  interactions: readonly Interaction[],
  cardinality: 'single' | 'multiple' = 'single',
): DeliveryItem {
  return {
    v: 1,
    id: 'i1',
    title: 'Un item',
    language: 'fr',
    body: interactions,
    responses: [{ id: 'R', cardinality, baseType: 'identifier' }],
    assets: [],
  };
}

function choices(labels: readonly string[], classes: readonly string[] = []): Interaction {
  return {
    kind: 'choice',
    responseId: 'R',
    classes,
    label: null,
    prompt: [],
    choices: labels.map((text, i) => ({ id: `c${i + 1}`, content: [{ kind: 'text', text }], fixed: false })),
    shuffle: false,
    minChoices: 0,
    maxChoices: 1,
    orientation: 'vertical',
  };
}

const labels = (interaction: Interaction) => {
  const column = columnOf(item([interaction]), 1);
  return 'choices' in column ? column.choices.map(({ label }) => label) : [];
};

describe('What can be keyed for an item', () => {
  it('shows the letters of the booklet where the item gives some', () => {
    expect(labels(choices(['le chat', 'le chien'], ['qti-labels-upper-alpha']))).toEqual(['A', 'B']);
    expect(labels(choices(['le chat', 'le chien'], ['qti-labels-lower-alpha']))).toEqual(['a', 'b']);
    expect(labels(choices(['b', 'd', 'p']))).toEqual(['b', 'd', 'p']);
  });

  it('shows ranks where choices are words, and keeps the words for the legend', () => {
    const column = columnOf(item([choices(['lapin', 'jardin'])]), 1);
    expect(column).toMatchObject({
      mode: 'single',
      choices: [
        { label: '1', text: 'lapin' },
        { label: '2', text: 'jardin' },
      ],
    });
  });

  it('keys several texts of one response in one cell, and shows them with semicolons', () => {
    const texts: Interaction = {
      kind: 'extendedText',
      responseId: 'R',
      classes: [],
      label: null,
      prompt: [],
      strings: { min: 1, max: 2 },
      expectedLength: null,
      expectedLines: null,
      maxLength: 20,
      patternMask: null,
      patternMessage: null,
      placeholder: null,
    };
    expect(columnOf(item([texts], 'multiple'), 1)).toMatchObject({ mode: 'text', texts: 2, maxLength: 20 });
    expect(columnOf(item([texts]), 1)).not.toHaveProperty('texts');
    expect(valueLabel(columnOf(item([texts], 'multiple'), 1), ['Seine', '', 'Loire'])).toBe('Seine ; Loire');
  });

  it('reads a picture by its alternative text', () => {
    const picture: Interaction = {
      ...(choices(['x']) as Extract<Interaction, { kind: 'choice' }>),
      choices: [
        {
          id: 'c1',
          fixed: false,
          content: [
            { kind: 'element', name: 'img', attributes: { src: 'i.svg', alt: 'un lapin' }, children: [] },
          ],
        },
      ],
    };
    expect(columnOf(item([picture]), 1)).toMatchObject({ choices: [{ label: '1', text: 'un lapin' }] });
  });

  it('says that an item with two responses cannot be keyed in one cell, rather than lose one', () => {
    expect(columnOf(item([choices(['a']), choices(['b'])]), 1).mode).toBe('unsupported');
    expect(columnOf(item([]), 1).mode).toBe('unsupported');
  });

  it('takes several choices only where the response is multiple', () => {
    expect(columnOf(item([choices(['a', 'b'])], 'multiple'), 1).mode).toBe('multiple');
  });

  it('puts items of no exercise in a last one, so that none is forgotten', () => {
    const content = {
      v: 1,
      id: 's',
      items: [item([choices(['a'])]), { ...item([choices(['b'])]), id: 'i2' }],
      exercises: [{ id: 'e', title: { fr: 'E', en: 'E' }, page: null, items: ['i2'] }],
    } as const;
    expect(exercisesOf(content).map(({ columns }) => columns.map((column) => column.item))).toEqual([
      ['i2'],
      ['i1'],
    ]);
  });

  it('shows a value that is no choice of the item instead of hiding it', () => {
    expect(valueLabel(columnOf(item([choices(['a'])]), 1), 'gone')).toBe('?gone');
  });
});

describe('The title of an item', () => {
  const titled = (title: string, number: number) =>
    ownTitle(columnOf({ ...item([choices(['lapin', 'jardin'])]), title }, number));

  it('is not said when it only repeats the number', () => {
    for (const title of ['3', '03', 'Item 3', 'item 3 ', 'Question 3', ''])
      expect(titled(title, 3)).toBeNull();
  });

  it('is said when it says more', () => {
    expect(titled('Le lapin', 3)).toBe('Le lapin');
    expect(titled('Mot 3', 3)).toBe('Mot 3');
    expect(titled('13', 3)).toBe('13');
  });
});
