import { describe, expect, it } from 'vitest';
import { wordsOf } from '../words/words-of.ts';
import { readStyles } from './style-rules.ts';

/** What is said of each fault: what it could do, or that it is only not supported. */
function faultsOf(css: string): string[] {
  return readStyles(css).faults.map(
    ({ line, column, harm }) => `${line}:${column} ${harm === null ? 'left out' : wordsOf(harm).en}`,
  );
}

const over = 'it could lay one thing over another, or hide it';
const outside = 'it could fetch what is not in the item';
const hidden = 'it could hide what is written';

describe('the rules of a style sheet of an item', () => {
  it('are those of classes, identifiers and elements that change how the item looks', () => {
    const { rules, faults } = readStyles(`@charset "utf-8";
      /* one */ p.vers , #titre > span { color : RED ; margin : 0 1em 2px !important; font-family: "Luciole", serif }
      table td { border: 1px solid #abc; padding: .5em; text-align: right; height: 3em }`);
    expect(faults).toEqual([]);
    expect(rules).toEqual([
      {
        selectors: ['p.x-vers', '#titre > span'],
        declarations: { color: 'RED', margin: '0 1em 0.125rem', 'font-family': '"Luciole", serif' },
      },
      {
        selectors: ['table td'],
        declarations: {
          border: '1px solid #abc',
          padding: '.5em',
          'text-align': 'right',
          'min-height': '3em',
        },
      },
    ]);
  });

  it('follow larger text: lengths of screens and of print are multiples of the page’s text', () => {
    const { rules } = readStyles('p { font-size: 24px; width: 240pt; line-height: 32px }');
    expect(rules[0]?.declarations).toEqual({ 'font-size': '1.5rem', width: '20rem', 'line-height': '2rem' });
  });

  it.each([
    ['an address', 'p { background: url(https://example.invalid/a.png) }', [`1:5 ${outside}`]],
    ['an address behind an escape', 'p { background-color: u\\rl(a.png) }', [`1:5 ${outside}`]],
    ['an address behind a comment', 'p { color: u/**/rl(a.png) }', [`1:5 ${hidden}`]],
    ['a picture set', 'p { background: image-set("a.png" 1x) }', [`1:5 ${outside}`]],
    ['an import', '@import "a.css";', [`1:1 ${outside}`]],
    ['an import in capitals', '\n  @IMPORT url(a.css);', [`2:3 ${outside}`]],
    ['a font', '@font-face { font-family: x; src: url(a.woff) }', [`1:1 ${outside}`]],
    ['a place of its own', 'p {\n  position: absolute;\n  z-index: 9 }', [`2:3 ${over}`, `3:3 ${over}`]],
    ['a place in capitals', 'p { POSITION: FIXED }', [`1:5 ${over}`]],
    ['an inset', 'p { inset: 0; top: 0 }', [`1:5 ${over}`, `1:15 ${over}`]],
    ['a margin below zero', 'p { margin: -5em 0 }', [`1:5 ${over}`]],
    ['an indent far to the side', 'p { text-indent: -9999px }', [`1:5 ${over}`]],
    ['a margin beyond the page', 'p { margin-left: 500em }', [`1:5 ${over}`]],
    ['a transformation', 'p { transform: scale(9); rotate: 9deg }', [`1:5 ${over}`, `1:26 ${over}`]],
    ['what has no height', 'p { max-height: 0; overflow: hidden }', [`1:5 ${over}`, `1:20 ${over}`]],
    ['nothing displayed', 'p { display: none }', [`1:5 ${hidden}`]],
    ['what cannot be seen', 'p { visibility: hidden; opacity: 0 }', [`1:5 ${over}`, `1:25 ${over}`]],
    ['text of no size', 'p { font-size: 0 }', [`1:5 ${hidden}`]],
    ['text that is seen through', 'p { color: rgba(0,0,0,0) }', [`1:5 ${hidden}`]],
    ['text of no colour', 'p { color: transparent }', [`1:5 ${hidden}`]],
    [
      'white on white',
      'p { color: #fefefe }',
      ['1:1 text of this colour could hardly be seen on its ground'],
    ],
    [
      'a colour on the same',
      'p { color: navy; background-color: #000090 }',
      ['1:1 text of this colour could hardly be seen on its ground'],
    ],
    ['ink on ink', 'p { background: #222 }', ['1:1 text of this colour could hardly be seen on its ground']],
    ['small print', 'p { font-size: 9px }', ['1:5 left out']],
    ['what cannot be pressed', 'p { pointer-events: none }', [`1:5 ${over}`]],
    ['words that are not in the item', 'p { content: "key" }', [`1:5 ${over}`]],
    ['what moves', 'p { animation: a 1s; transition: all 1s }', [`1:5 ${over}`, `1:22 ${over}`]],
    [
      'script of old browsers',
      'p { width: expression(alert(1)); behavior: url(a.htc) }',
      [`1:5 ${outside}`, `1:34 ${outside}`],
    ],
    [
      'a variable of the page',
      'p { --colour: red; color: var(--colour) }',
      ['1:5 left out', `1:20 ${hidden}`],
    ],
    ['a class of the page', 'p:has(p) { color: red }', ['1:1 left out']],
    ['an element of the page', 'button { color: red }', ['1:1 left out']],
    ['a pseudo-element', 'p::before { color: red }', ['1:1 left out']],
    ['an attribute', 'p[value^="a"] { color: red }', ['1:1 left out']],
    ['everything', '* { color: red }', ['1:1 left out']],
    ['a sibling', 'p + p, p ~ p { color: red }', ['1:1 left out', '1:8 left out']],
    ['another medium', '@media print { p { color: red } }', ['1:1 left out']],
    ['a layer', '@layer a { p { color: red } }', ['1:1 left out']],
    ['a rule in a rule', 'p { & b { color: red } }', ['1:5 left out']],
    ['a block that never ends', 'p { color: url(x', [`1:5 ${outside}`]],
    ['what is no style sheet', '<script>alert(1)</script>', ['1:1 left out']],
    ['lines that do not wrap', 'p { white-space: nowrap }', ['1:5 left out']],
    ['a property that is not known', 'p { text-shadow: 1px 1px red }', ['1:5 left out']],
  ])('leaves out %s, with its place', (_, css, expected) => {
    expect(readStyles(css).rules).toEqual([]);
    expect(faultsOf(css)).toEqual(expected);
  });

  it('are read without running out of stack, however deep the brackets', () => {
    for (const open of ['(', '[', '{', 'p{', ':not(', '@a{']) {
      expect(faultsOf(`p {}\n${open.repeat(60_000)}`)).toEqual([
        `2:${open.length * 20 + open.length} brackets within brackets, too deep to be read`,
      ]);
    }
  });

  it('are told of forty times at most', () => {
    expect(readStyles('p { position: fixed }\n'.repeat(1_000)).faults).toHaveLength(40);
  });
});
