import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lettersOf,
  type MarkedNode,
  type MarkedTag,
  markedTag,
  markedText,
  readMarkedText,
} from './marked-text.ts';

const node = (tag: MarkedTag, ...children: MarkedNode[]): MarkedNode => ({ tag, children });

describe('a text with markup, as a response', () => {
  it.each<[string, MarkedNode[], string]>([
    ['words alone are a paragraph', ['Bonjour'], '<p>Bonjour</p>'],
    [
      'a paragraph that a browser begins beside bare words',
      ['Un', node('p', 'Deux')],
      '<p>Un</p><p>Deux</p>',
    ],
    [
      'marked words',
      [node('p', 'a ', node('strong', 'b', node('em', 'c')))],
      '<p>a <strong>b<em>c</em></strong></p>',
    ],
    ['a mark around nothing', [node('p', 'a', node('u', ' '))], '<p>a </p>'],
    [
      'a list in a paragraph, as browsers make it',
      [node('p', node('ul', node('li', 'x'), node('li')))],
      '<ul><li>x</li></ul>',
    ],
    ['paragraphs in a list item', [node('ol', node('li', node('p', 'x')))], '<ol><li>x</li></ol>'],
    [
      'an empty line between two',
      [node('p', 'a'), node('p', node('br')), node('p', 'b')],
      '<p>a</p><p></p><p>b</p>',
    ],
    ['what looks like markup', ['1 < 2 & <b>'], '<p>1 &lt; 2 &amp; &lt;b&gt;</p>'],
    ['nothing to read', [node('p', node('br')), ' \n'], ''],
  ])('%s', (_, nodes, expected) => {
    expect(markedText(nodes)).toBe(expected);
  });

  it('has no element but its own, no attribute and no more words than were written, whatever is in the field', () => {
    const tags: MarkedTag[] = ['p', 'ul', 'ol', 'li', 'strong', 'em', 'u', 'br'];
    const { tree } = fc.letrec<{ tree: MarkedNode }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.string(),
        fc.record({ tag: fc.constantFrom(...tags), children: fc.array(tie('tree'), { maxLength: 4 }) }),
      ),
    }));
    const wordsOf = (one: MarkedNode): string =>
      typeof one === 'string' ? one : one.tag === 'br' ? '' : one.children.map(wordsOf).join('');
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), (nodes) => {
        const text = markedText(nodes);
        expect(text.replace(/<\/?(?:p|ul|ol|li|strong|em|u)>|<br\/>/g, '')).not.toMatch(/[<>]/);
        expect(text).toMatch(/^(?:<(?:p|ul|ol)>.*<\/(?:p|ul|ol)>)?$/s);
        const bare = (all: string) => all.replace(/\s/g, '');
        const read = text
          .replace(/<[^>]*>/g, '')
          .replace(/&lt;/g, '<')
          .replace(/&gt;/g, '>')
          .replace(/&amp;/g, '&');
        expect(bare(read)).toBe(bare(nodes.map(wordsOf).join('')));
        expect(lettersOf(text)).toBe(read.length);
        expect(markedText(readMarkedText(text))).toBe(text);
      }),
    );
  });

  it('is read again from anything: attributes, comments and other elements are left out, what is not closed ends', () => {
    const read = (markup: string) => markedText(readMarkedText(markup));
    expect(read('<p class="a" onclick="b()">Un<!-- <b>zwei</b> --> <span>mot</span></p>')).toBe(
      '<p>Un mot</p>',
    );
    expect(read('<DIV>a<br>b <b>c</div>d</b> &quot;&copy;&lt;')).toBe(
      '<p>a<br/>b <strong>c</strong></p><p>d "&amp;copy;&lt;</p>',
    );
    expect(read('a < b <p')).toBe('<p>a &lt; b &lt;p</p>');
    expect(read('<b>'.repeat(1e5))).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '/', 'p', 'b', ' ', '&', '!--') }), (text) => {
        expect(read(read(text))).toBe(read(text));
      }),
    );
  });

  it('knows the elements that browsers write, and no other', () => {
    expect(['B', 'i', 'DIV', 'strong', 'u'].map(markedTag)).toEqual(['strong', 'em', 'p', 'strong', 'u']);
    expect(['script', 'a', 'span', 'img', 'constructor', '__proto__'].map(markedTag)).toEqual(
      Array(6).fill(null),
    );
  });
});
