/** The practice items: our own, about nothing that is tested. They are played as items of a test are. */
import type { Choice, ContentNode, DeliveryItem } from '@cloison/qti/delivery';
import type { Language } from '../words/catalogue.ts';
import type { PracticeWords } from './practice-words.ts';

const FILES: Readonly<Record<string, string>> = {
  'kites.svg': new URL('./kites.svg', import.meta.url).href,
  'mouse.svg': new URL('./mouse.svg', import.meta.url).href,
  'cat.svg': new URL('./cat.svg', import.meta.url).href,
  'elephant.svg': new URL('./elephant.svg', import.meta.url).href,
};

/** Address of a drawing: a file of the app. */
export const drawingUrl = (path: string): string | null => FILES[path] ?? null;

const text = (words: string): ContentNode => ({ kind: 'text', text: words });
const drawing = (src: string, alt: string): ContentNode => ({
  kind: 'element',
  name: 'img',
  attributes: { src, alt },
  children: [],
});
const choice = (id: string, ...content: ContentNode[]): Choice => ({ id, content, fixed: false });
const base = { responseId: 'RESPONSE', classes: [], label: null, shuffle: false };

/** Choosing, then dragging (or the arrows), then listening and writing. */
export function practiceItems(language: Language, words: PracticeWords): readonly DeliveryItem[] {
  const item = (id: string, rest: Pick<DeliveryItem, 'body' | 'responses' | 'assets'>): DeliveryItem => ({
    v: 1,
    id,
    title: words.title,
    language,
    ...rest,
  });
  return [
    item('kites', {
      body: [
        { kind: 'element', name: 'p', attributes: {}, children: [drawing('kites.svg', words.kitesPicture)] },
        {
          ...base,
          kind: 'choice',
          prompt: [text(words.kites)],
          choices: [
            choice('two', text(words.numbers.two)),
            choice('three', text(words.numbers.three)),
            choice('four', text(words.numbers.four)),
          ],
          minChoices: 1,
          maxChoices: 1,
          orientation: 'vertical',
        },
      ],
      responses: [{ id: 'RESPONSE', cardinality: 'single', baseType: 'identifier' }],
      assets: ['kites.svg'],
    }),
    item('animals', {
      body: [
        {
          ...base,
          kind: 'order',
          prompt: [text(words.animals)],
          choices: [
            choice('elephant', drawing('elephant.svg', ''), text(` ${words.elephant}`)),
            choice('mouse', drawing('mouse.svg', ''), text(` ${words.mouse}`)),
            choice('cat', drawing('cat.svg', ''), text(` ${words.cat}`)),
          ],
          minChoices: 3,
          maxChoices: 3,
          orientation: 'vertical',
        },
      ],
      responses: [{ id: 'RESPONSE', cardinality: 'ordered', baseType: 'identifier' }],
      assets: ['cat.svg', 'elephant.svg', 'mouse.svg'],
    }),
    item('notes', {
      body: [
        {
          kind: 'element',
          name: 'p',
          attributes: {},
          children: [
            text(`${words.notesField} `),
            {
              responseId: 'RESPONSE',
              classes: [],
              label: null,
              kind: 'textEntry',
              input: 'numeric',
              expectedLength: 2,
              maxLength: 4,
              patternMask: null,
              patternMessage: null,
              placeholder: null,
            },
          ],
        },
      ],
      responses: [{ id: 'RESPONSE', cardinality: 'single', baseType: 'string' }],
      assets: [],
    }),
  ];
}
