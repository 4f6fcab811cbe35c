import { type Item, readItem } from '@cloison/qti';
import { describe, expect, it } from 'vitest';
import { expectedResponse, itemSheet } from './item-sheet.ts';

function item(declarations: string, body: string): Item {
  return readItem(
    `<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="x" title="X"
      time-dependent="false" xml:lang="fr">${declarations}
      <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
      <qti-item-body>${body}</qti-item-body></qti-assessment-item>`,
    { path: 'items/x.xml' },
  );
}
const declare = (id: string, cardinality: string, baseType: string, ...correct: readonly string[]) =>
  `<qti-response-declaration identifier="${id}" cardinality="${cardinality}" base-type="${baseType}">
    <qti-correct-response>${correct.map((one) => `<qti-value>${one}</qti-value>`).join('')}</qti-correct-response>
  </qti-response-declaration>`;
const none = () => null;

describe('an item on paper', () => {
  it('shows text, a place to write, and the number as French writes it', () => {
    const one = item(
      declare('R', 'single', 'float', '16.25'),
      '<p>12,5 + 3,75 &lt; 20 : <qti-text-entry-interaction response-identifier="R" expected-length="8"/></p>',
    );
    const html = itemSheet(one, none);
    expect(html).toContain('12,5 + 3,75 &#60; 20 : <span class="blank"></span>');
    expect(expectedResponse(one, 'fr')).toBe('16,25');
    expect(expectedResponse(one, 'en')).toBe('16.25');
  });

  it('says a fraction or a power of the key in a line, and never runs its numbers together', () => {
    const key = (formula: string) =>
      expectedResponse(
        item(
          declare('R', 'single', 'identifier', 'A'),
          `<qti-choice-interaction response-identifier="R" max-choices="1">
            <qti-simple-choice identifier="A"><math xmlns="http://www.w3.org/1998/Math/MathML">${formula}</math></qti-simple-choice>
            <qti-simple-choice identifier="B">1</qti-simple-choice></qti-choice-interaction>`,
        ),
        'fr',
      );
    expect(key('<mfrac>\n<mn>3</mn>\n<mn>8</mn></mfrac>')).toBe('3/8');
    expect(key('<mn>2</mn><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>4</mn></mfrac>')).toBe(
      '2(a+1)/4',
    );
    expect(key('<msup><mi>x</mi><mn>2</mn></msup>')).toBe('x^2');
    expect(key('<msqrt><mn>2</mn></msqrt>')).toBe('√(2)');
    expect(key('<mroot><mn>8</mn><mn>3</mn></mroot>')).toBe('3√(8)');
  });

  it('shows choices and pictures, and says the correct choices in their words', () => {
    const one = item(
      declare('R', 'multiple', 'identifier', 'A', 'C'),
      `<p><img src="../images/figure.svg" alt="une figure"/></p>
      <qti-choice-interaction response-identifier="R" max-choices="0"><qti-prompt>Lesquels ?</qti-prompt>
        <qti-simple-choice identifier="A">un <b>carré</b></qti-simple-choice>
        <qti-simple-choice identifier="B">un cercle</qti-simple-choice>
        <qti-simple-choice identifier="C">un losange</qti-simple-choice></qti-choice-interaction>`,
    );
    const asked: string[] = [];
    const html = itemSheet(one, (path) => {
      asked.push(path);
      return 'data:image/svg+xml;base64,AAAA';
    });
    expect(asked).toEqual(['images/figure.svg']);
    expect(html).toContain('<img src="data:image/svg+xml;base64,AAAA" alt="une figure">');
    expect(html).toContain('<li>☐ un <b>carré</b></li>');
    expect(itemSheet(one, none)).toContain('[une figure]');
    expect(expectedResponse(one, 'fr')).toBe('un carré · un losange');
  });

  it('says pairs as one word to another', () => {
    const one = item(
      declare('R', 'multiple', 'directedPair', 'S1 T2'),
      `<qti-match-interaction response-identifier="R" max-associations="1">
        <qti-simple-match-set><qti-simple-associable-choice identifier="S1" match-max="1">trois côtés</qti-simple-associable-choice></qti-simple-match-set>
        <qti-simple-match-set>
          <qti-simple-associable-choice identifier="T1" match-max="1">carré</qti-simple-associable-choice>
          <qti-simple-associable-choice identifier="T2" match-max="1">triangle</qti-simple-associable-choice>
        </qti-simple-match-set></qti-match-interaction>`,
    );
    expect(expectedResponse(one, 'fr')).toBe('trois côtés → triangle');
    expect(itemSheet(one, none)).toContain('<li>☐ triangle</li>');
  });

  it('keeps nothing that a page could fetch or run', () => {
    const one = item(
      '',
      '<p id="here"><a href="#here">voir</a> <audio src="a.mp3" controls="controls"></audio></p>',
    );
    const html = itemSheet(one, none);
    expect(html).not.toMatch(/href|src=|<script|<audio/);
    expect(html).toContain('▶');
    expect(expectedResponse(one, 'fr')).toBeNull();
  });
});
