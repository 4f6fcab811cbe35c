import { describe, expect, it } from 'vitest';
import { choiceInteraction, matchCorrect, read, response } from '../testing/test-item.ts';
import { lintItem } from './lint.ts';

const tellsIn = (ids: readonly string[], key: string, body = choiceInteraction(ids)) =>
  lintItem(
    read({ declarations: response('single identifier', [key]), body, processing: matchCorrect }),
  ).flatMap(({ code, message }) =>
    code === 'QTI_LINT_KEY_NAMED' ? [message.replace(/^.*right: /, '')] : [],
  );

describe('names that tell which choice is right', () => {
  it.each([
    [['correct', 'B', 'C'], 'correct', ['correct']],
    [['R_bonne', 'R2', 'R3'], 'R_bonne', ['R_bonne']],
    [['A', 'wrong1', 'wrong2'], 'A', ['wrong1, wrong2']],
    [['A', 'distracteur-1', 'distracteur-2'], 'A', ['distracteur-1, distracteur-2']],
  ])('are warned of: %j with the key %s', (ids, key, expected) => {
    expect(tellsIn(ids, key)).toEqual(expected);
  });

  it.each([
    ['a question of true and false', ['vrai', 'faux'], 'vrai'],
    ['left and right', ['left', 'right'], 'right'],
    ['the name of all of them', ['answer1', 'answer2', 'answer3'], 'answer2'],
    ['a name that misleads', ['correct', 'B'], 'B'],
    ['a part of a word', ['solutions_salines', 'B'], 'B'],
    ['letters', ['A', 'B', 'C'], 'A'],
  ])('are not %s', (_, ids, key) => {
    expect(tellsIn(ids, key)).toEqual([]);
  });

  it('may be those of classes and files too', () => {
    const choices = (inside: (id: string) => string) =>
      `<qti-choice-interaction response-identifier="RESPONSE" max-choices="1">${['A', 'B']
        .map((id) => `<qti-simple-choice identifier="${id}">${id} ${inside(id)}</qti-simple-choice>`)
        .join('')}</qti-choice-interaction>`;
    const marked = choices((id) => (id === 'B' ? '<b class="bonne-reponse">x</b>' : '<b>x</b>'));
    expect(tellsIn([], 'B', marked)).toEqual(['x-bonne-reponse']);
    const pictures = choices((id) => `<img src="images/${id === 'B' ? 'correct' : 'b'}.png" alt="x"/>`);
    expect(tellsIn([], 'B', pictures)).toEqual(['items/images/correct.png']);
  });
});
