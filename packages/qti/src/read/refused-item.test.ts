import { describe, expect, it } from 'vitest';
import { QtiProblems } from '../model/problem.ts';
import {
  choiceInteraction,
  type ItemParts,
  itemXml,
  mapping,
  mapResponse,
  matchCorrect,
  matchInteraction,
  problemsOf,
  read,
  response,
  scoreOutcome,
  textEntry,
} from '../testing/test-item.ts';
import { readItem } from './item.ts';

const single = response('single identifier', ['A']);
const choice = choiceInteraction(['A', 'B', 'C']);
const string = response('single string', ['été']);
const good: ItemParts = { declarations: single, body: choice, processing: matchCorrect };
const rules = (inside: string) => `<qti-response-processing>${inside}</qti-response-processing>`;
const set = (expression: string) =>
  rules(`<qti-set-outcome-value identifier="SCORE">${expression}</qti-set-outcome-value>`);
const number = '<qti-base-value base-type="float">1</qti-base-value>';
const text = '<qti-base-value base-type="string">x</qti-base-value>';

describe('refusing an item', () => {
  const cases: [string, ItemParts, string[]][] = [
    [
      'an interaction that is no standard',
      { body: '<qti-custom-interaction response-identifier="R"/>' },
      ['QTI_UNSUPPORTED_INTERACTION:4'],
    ],
    [
      'a title that turns what is written after it',
      { ...good, attributes: 'identifier="item" title="Un item\u202e" xml:lang="fr" time-dependent="false"' },
      ['QTI_BAD_ATTRIBUTE:1'],
    ],
    [
      'a title with a sign of command',
      { ...good, attributes: 'identifier="item" title="Un&#x85;item" xml:lang="fr" time-dependent="false"' },
      ['QTI_BAD_ATTRIBUTE:1'],
    ],
    [
      'an interaction without its parts',
      {
        declarations: response('single file'),
        body: '<qti-drawing-interaction response-identifier="RESPONSE"/>',
      },
      ['QTI_MISSING_ELEMENT:4'],
    ],
    [
      'a portable custom interaction whose module nobody named',
      {
        declarations: response('single string'),
        body: '<qti-portable-custom-interaction response-identifier="RESPONSE" module="m" custom-interaction-type-identifier="urn:x"/>',
      },
      ['QTI_UNSUPPORTED_MODULE:4'],
    ],
    [
      'an interaction in a choice',
      { ...good, body: choice.replace('Choix A', textEntry()) },
      ['QTI_UNSUPPORTED_INTERACTION:4'],
    ],
    [
      'a template variable that is set and not declared',
      {
        ...good,
        after:
          '<qti-template-processing><qti-set-template-value identifier="T"><qti-null/></qti-set-template-value></qti-template-processing>',
      },
      ['QTI_UNKNOWN_VARIABLE:6'],
    ],
    [
      'a printed variable that is not declared',
      { ...good, body: `<p><qti-printed-variable identifier="T"/></p>${choice}` },
      ['QTI_UNKNOWN_VARIABLE:4'],
    ],
    [
      'modal feedback of an outcome that is not declared',
      { ...good, after: '<qti-modal-feedback outcome-identifier="F" identifier="x" show-hide="show"/>' },
      ['QTI_UNKNOWN_VARIABLE:6'],
    ],
    [
      'inline feedback of an outcome that is not declared',
      { ...good, body: `<p><qti-feedback-inline outcome-identifier="F" identifier="x"/></p>${choice}` },
      ['QTI_UNKNOWN_VARIABLE:4'],
    ],
    [
      'a style sheet that is not CSS',
      { ...good, after: '<qti-stylesheet href="a.xsl" type="text/xsl"/>' },
      ['QTI_UNSUPPORTED_STYLESHEET:6'],
    ],
    [
      'a catalog of a form that is not read',
      {
        ...good,
        after:
          '<qti-catalog-info><qti-catalog id="c"><qti-card support="braille"><qti-file-href mime-type="text/brf">a.brf</qti-file-href></qti-card></qti-catalog></qti-catalog-info>',
      },
      ['QTI_UNSUPPORTED_CATALOG:6'],
    ],
    [
      'a shared stimulus that is not there',
      { ...good, after: '<qti-assessment-stimulus-ref identifier="S" href="s.xml"/>' },
      ['QTI_UNSUPPORTED_STIMULUS:6'],
    ],
    [
      'companion materials',
      {
        ...good,
        after:
          '<qti-companion-materials-info><qti-rule/><qti-calculator><qti-calculator-type>graphing</qti-calculator-type></qti-calculator></qti-companion-materials-info>',
      },
      ['QTI_UNSUPPORTED_MATERIAL:6', 'QTI_UNSUPPORTED_MATERIAL:6'],
    ],
    [
      'a rubric inside a prompt',
      { ...good, body: choice.replace('Laquelle ?', '<qti-rubric-block view="candidate"/>') },
      ['QTI_UNSUPPORTED_RUBRIC:4'],
    ],
    [
      'an area mapping of something else than points',
      { ...good, declarations: response('single identifier', ['A'], { inside: '<qti-area-mapping/>' }) },
      ['QTI_TYPE_MISMATCH:2', 'QTI_MISSING_ELEMENT:2'],
    ],
    [
      'a lookup table without entries',
      { ...good, outcomes: scoreOutcome.replace('/>', '><qti-match-table/></qti-outcome-declaration>') },
      ['QTI_MISSING_ELEMENT:3'],
    ],
    ['script', { body: '<script>alert(1)</script>' }, ['QTI_UNSUPPORTED_ELEMENT:4']],
    ['a link', { body: '<p><a href="https://example.invalid/">x</a></p>' }, ['QTI_EXTERNAL_RESOURCE:4']],
    [
      'an object of another type',
      { body: '<object data="a.html" type="text/html"/>' },
      ['QTI_UNSUPPORTED_ELEMENT:4'],
    ],
    [
      'svg in the body',
      { body: '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>' },
      ['QTI_UNSUPPORTED_ELEMENT:4'],
    ],
    [
      'speech markup outside content',
      { ...good, after: '<s:break xmlns:s="http://www.w3.org/2001/10/synthesis"/>' },
      ['QTI_UNSUPPORTED_ELEMENT:6'],
    ],
    [
      'an inclusion',
      { body: '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>' },
      ['QTI_UNSUPPORTED_ELEMENT:4'],
    ],
    [
      'HTML in the MathML namespace',
      { body: '<p xmlns="http://www.w3.org/1998/Math/MathML">x</p>' },
      ['QTI_UNSUPPORTED_ELEMENT:4'],
    ],
    [
      'maction of MathML',
      { body: '<p><math xmlns="http://www.w3.org/1998/Math/MathML"><maction/></math></p>' },
      ['QTI_UNSUPPORTED_ELEMENT:4'],
    ],
    ['a style attribute', { body: '<p style="color:red">x</p>' }, ['QTI_UNSUPPORTED_ATTRIBUTE:4']],
    ['an event handler', { body: '<p onclick="x()">x</p>' }, ['QTI_UNSUPPORTED_ATTRIBUTE:4']],
    ['a catalog that is not there', { body: '<p data-catalog-idref="c">x</p>' }, ['QTI_BAD_ATTRIBUTE:4']],
    [
      'mathematics that lay one thing over another',
      {
        body: '<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mspace width="-2em"/><mpadded voffset="3em"><mn>1</mn></mpadded><mspace width="2000px"/></math></p>',
      },
      ['QTI_UNSAFE_VALUE:4', 'QTI_UNSAFE_VALUE:4', 'QTI_UNSAFE_VALUE:4'],
    ],
    [
      'letters and rows of mathematics that are pages high',
      {
        body: '<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mo minsize="900em">(</mo><mtable rowspacing="1em -9em"><mtr><mtd><mn>1</mn></mtd></mtr></mtable></math></p>',
      },
      ['QTI_UNSAFE_VALUE:4', 'QTI_UNSAFE_VALUE:4'],
    ],
    [
      'words that pass for a dialog of the app, or for an alert',
      {
        body: '<div role="dialog" aria-modal="true"><p role="alert" aria-live="assertive" aria-owns="root">x</p></div>',
      },
      [1, 2, 3, 4, 5].map(() => 'QTI_UNSAFE_VALUE:4'),
    ],
    ['autoplay', { body: '<video src="a.mp4" autoplay="autoplay"/>' }, ['QTI_UNSUPPORTED_ATTRIBUTE:4']],
    [
      'an unknown attribute of an interaction',
      { ...good, body: choice.replace('max-choices', 'maxChoices') },
      ['QTI_UNSUPPORTED_ATTRIBUTE:4'],
    ],
    [
      'an outside picture',
      { body: '<img src="https://example.invalid/a.png" alt=""/>' },
      ['QTI_EXTERNAL_RESOURCE:4'],
    ],
    ['a data address', { body: '<img src="data:image/png;base64,AA" alt=""/>' }, ['QTI_EXTERNAL_RESOURCE:4']],
    [
      'an address without scheme',
      { body: '<img src="//example.invalid/a.png" alt=""/>' },
      ['QTI_EXTERNAL_RESOURCE:4'],
    ],
    ['a path out of the package', { body: '<img src="../../a.png" alt=""/>' }, ['QTI_BAD_PATH:4']],
    [
      'a path with a space or an accent',
      { body: '<img src="mon image.png" alt=""/><img src="%C3%A9.png" alt=""/>' },
      ['QTI_BAD_PATH:4', 'QTI_BAD_PATH:4'],
    ],
    ['a picture of nothing', { body: '<img alt=""/>' }, ['QTI_MISSING_ATTRIBUTE:4']],
    ['text in the body itself', { body: 'Bonjour' }, ['QTI_TEXT_NOT_ALLOWED:4']],
    ['text in a list', { body: '<ul>x<li>y</li></ul>' }, ['QTI_TEXT_NOT_ALLOWED:4']],
    ['a br with content', { body: '<p><br>x</br></p>' }, ['QTI_UNSUPPORTED_ELEMENT:4']],
    ['no identifier', { body: '', attributes: 'title="x"' }, ['QTI_MISSING_ATTRIBUTE:1']],
    ['an empty identifier', { body: '', attributes: 'identifier="" title="x"' }, ['QTI_BAD_IDENTIFIER:1']],
    [
      'a choice with an empty identifier',
      {
        declarations: response('single identifier', ['A']),
        body: choiceInteraction(['A', 'B', 'C']).replace('identifier="B"', 'identifier=" "'),
        processing: matchCorrect,
      },
      ['QTI_BAD_IDENTIFIER:4'],
    ],
    ['a bad identifier', { body: '', attributes: 'identifier="a b" title="x"' }, ['QTI_BAD_IDENTIFIER:1']],
    [
      '__proto__ as an identifier',
      { body: '', attributes: 'identifier="__proto__" title="x"' },
      ['QTI_BAD_IDENTIFIER:1'],
    ],
    [
      'a response of an unknown type, said once',
      { ...good, declarations: response('single intOrIdentifier', ['A']) },
      ['QTI_UNSUPPORTED_TYPE:2'],
    ],
    [
      'an unknown cardinality',
      { body: '<p>x</p>', declarations: response('several string') },
      ['QTI_UNSUPPORTED_TYPE:2'],
    ],
    [
      'two values for one',
      { ...good, declarations: response('single identifier', ['A', 'B']) },
      ['QTI_BAD_VALUE:2'],
    ],
    [
      'a key of another type',
      { declarations: response('single float', ['trois']), body: textEntry() },
      ['QTI_BAD_VALUE:2'],
    ],
    [
      'a decimal comma in a key',
      { declarations: response('single float', ['3,5']), body: textEntry() },
      ['QTI_BAD_VALUE:2'],
    ],
    [
      'a key mapped twice',
      {
        declarations: response('single string', [], {
          inside: `<qti-mapping><qti-map-entry map-key="a" mapped-value="1"/><qti-map-entry map-key="a" mapped-value="2"/></qti-mapping>`,
        }),
        body: textEntry(),
      },
      ['QTI_DUPLICATE:2'],
    ],
    [
      'a mapping without points',
      {
        declarations: response('single string', [], {
          inside: '<qti-mapping><qti-map-entry map-key="a"/></qti-mapping>',
        }),
        body: textEntry(),
      },
      ['QTI_MISSING_ATTRIBUTE:2'],
    ],
    [
      'bounds the wrong way round',
      {
        declarations: response('single string', [], {
          inside: mapping({ a: 1 }, 'lower-bound="2" upper-bound="1"'),
        }),
        body: textEntry(),
      },
      ['QTI_BAD_ATTRIBUTE:2'],
    ],
    ['a variable declared twice', { ...good, declarations: single + single }, ['QTI_DUPLICATE:2']],
    [
      'a response that is an outcome',
      { ...good, outcomes: scoreOutcome + scoreOutcome.replace('SCORE', 'RESPONSE') },
      ['QTI_DUPLICATE:3'],
    ],
    ['no body', { body: '' }, []],
    [
      'a second body',
      { ...good, after: '<qti-item-body><p>x</p></qti-item-body>', body: '<p/>', processing: '' },
      ['QTI_DUPLICATE:6'],
    ],
    ['an undeclared response', { body: choice }, ['QTI_UNKNOWN_VARIABLE:4']],
    ['one response for two interactions', { ...good, body: choice + choice }, ['QTI_RESPONSE_REUSED:4']],
    ['a choice with a string response', { declarations: string, body: choice }, ['QTI_RESPONSE_MISMATCH:4']],
    [
      'a text entry with an identifier',
      { declarations: single, body: textEntry() },
      ['QTI_RESPONSE_MISMATCH:4'],
    ],
    [
      'several choices for a single response',
      { ...good, body: choiceInteraction(['A', 'B'], 'max-choices="2"') },
      ['QTI_RESPONSE_MISMATCH:4'],
    ],
    [
      'more choices asked for than allowed',
      { ...good, body: choiceInteraction(['A', 'B'], 'max-choices="1" min-choices="2"') },
      ['QTI_BAD_ATTRIBUTE:4'],
    ],
    ['two choices of one name', { ...good, body: choiceInteraction(['A', 'A']) }, ['QTI_DUPLICATE:4']],
    ['no choice', { ...good, body: choiceInteraction([]) }, ['QTI_MISSING_ELEMENT:4']],
    [
      'one match set',
      {
        declarations: response('multiple directedPair'),
        body: matchInteraction(['A'], ['B'], '').replace(
          /<qti-simple-match-set>.*?<\/qti-simple-match-set>/,
          '',
        ),
      },
      ['QTI_MISSING_ELEMENT:4'],
    ],
    [
      'another base for numbers',
      { declarations: response('single integer'), body: textEntry('base="16"') },
      ['QTI_BAD_ATTRIBUTE:4'],
    ],
    [
      'a pattern that is none',
      { declarations: string, body: textEntry('pattern-mask="(["') },
      ['QTI_BAD_ATTRIBUTE:4'],
    ],
    [
      'an unknown way to compare',
      { declarations: string, body: textEntry('data-cloison-compare="ignore-spelling"') },
      ['QTI_BAD_ATTRIBUTE:4'],
    ],
    [
      'a way to compare numbers',
      { declarations: response('single float'), body: textEntry('data-cloison-compare="ignore-case"') },
      ['QTI_BAD_ATTRIBUTE:4'],
    ],
    [
      'a text of an unknown format',
      {
        declarations: string,
        body: '<qti-extended-text-interaction response-identifier="RESPONSE" format="rtf"/>',
      },
      ['QTI_BAD_ATTRIBUTE:4'],
    ],
    [
      'several texts of which one is longer than a record holds',
      {
        declarations: response('multiple string'),
        body: '<qti-extended-text-interaction response-identifier="RESPONSE" max-strings="3" data-cloison-max-length="501"/>',
      },
      ['QTI_BAD_ATTRIBUTE:4'],
    ],
    [
      'map_response_point without areas',
      { ...good, processing: matchCorrect.replace('match_correct', 'map_response_point') },
      ['QTI_NO_MAPPING:5'],
    ],
    [
      'a template of someone else',
      {
        ...good,
        processing: '<qti-response-processing template="https://example.invalid/match_correct.xml"/>',
      },
      ['QTI_UNSUPPORTED_TEMPLATE:5'],
    ],
    [
      'match_correct without a key',
      { ...good, declarations: response('single identifier') },
      ['QTI_MISSING_ELEMENT:5'],
    ],
    ['map_response without a mapping', { ...good, processing: mapResponse }, ['QTI_NO_MAPPING:5']],
    ['a template without SCORE', { ...good, outcomes: '' }, ['QTI_UNKNOWN_VARIABLE:5']],
    [
      'a template and rules',
      { ...good, processing: matchCorrect.replace('/>', '><qti-exit-response/></qti-response-processing>') },
      ['QTI_DUPLICATE:5'],
    ],
    [
      'an unknown rule',
      { ...good, processing: rules('<qti-print-outcome-value identifier="SCORE"/>') },
      ['QTI_UNSUPPORTED_EXPRESSION:5'],
    ],
    [
      'a value that is looked up in no table',
      {
        ...good,
        processing: rules(
          '<qti-lookup-outcome-value identifier="SCORE"><qti-null/></qti-lookup-outcome-value>',
        ),
      },
      ['QTI_NO_MAPPING:5'],
    ],
    [
      'expressions about the items of a test',
      { ...good, processing: set('<qti-number-correct/>') },
      ['QTI_UNSUPPORTED_EXPRESSION:5'],
    ],
    [
      'a custom operator, by its name',
      { ...good, processing: set('<qti-custom-operator class="x"/>') },
      ['QTI_UNSUPPORTED_OPERATOR:5'],
    ],
    [
      'an unknown variable',
      { ...good, processing: set('<qti-variable identifier="X"/>') },
      ['QTI_UNKNOWN_VARIABLE:5'],
    ],
    [
      'the correct response of an outcome',
      { ...good, processing: set('<qti-correct identifier="SCORE"/>') },
      ['QTI_UNKNOWN_VARIABLE:5'],
    ],
    [
      'an unknown outcome',
      {
        ...good,
        processing: rules(`<qti-set-outcome-value identifier="X">${number}</qti-set-outcome-value>`),
      },
      ['QTI_UNKNOWN_VARIABLE:5'],
    ],
    ['a string as points', { ...good, processing: set(text) }, ['QTI_TYPE_MISMATCH:5']],
    [
      'a container as points',
      { ...good, processing: set(`<qti-multiple>${number}</qti-multiple>`) },
      ['QTI_TYPE_MISMATCH:5'],
    ],
    [
      'a sum of strings',
      { ...good, processing: set(`<qti-sum>${number}${text}</qti-sum>`) },
      ['QTI_TYPE_MISMATCH:5'],
    ],
    [
      'a match of different things',
      {
        ...good,
        processing: rules(
          `<qti-response-condition><qti-response-if><qti-match><qti-variable identifier="RESPONSE"/>${text}</qti-match></qti-response-if></qti-response-condition>`,
        ),
      },
      ['QTI_TYPE_MISMATCH:5'],
    ],
    [
      'a condition that is a number',
      {
        ...good,
        processing: rules(
          `<qti-response-condition><qti-response-if>${number}</qti-response-if></qti-response-condition>`,
        ),
      },
      ['QTI_TYPE_MISMATCH:5'],
    ],
    [
      'an else before an if',
      { ...good, processing: rules('<qti-response-condition><qti-response-else/></qti-response-condition>') },
      ['QTI_MISSING_ELEMENT:5', 'QTI_UNSUPPORTED_ELEMENT:5'],
    ],
    [
      'weights',
      { ...good, processing: set('<qti-variable identifier="SCORE" weight-identifier="W"/>') },
      ['QTI_BAD_ATTRIBUTE:5'],
    ],
    [
      'operands that are missing',
      { ...good, processing: set(`<qti-divide>${number}</qti-divide>`) },
      ['QTI_TYPE_MISMATCH:5'],
    ],
    ['text among rules', { ...good, processing: rules('bonjour') }, ['QTI_TEXT_NOT_ALLOWED:5']],
  ];
  it.each(cases)('with %s', (_, parts, problems) => {
    expect(problemsOf(() => read(parts))).toEqual(problems);
  });

  it('of other versions and kinds', () => {
    const refused = (xml: string) => problemsOf(() => readItem(xml, { path: 'a.xml' }));
    expect(refused('<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v1p2"/>')).toEqual([
      'QTI_VERSION:1',
    ]);
    expect(refused('<questestinterop/>')).toEqual(['QTI_VERSION:1']);
    expect(refused('<qti-assessment-item/>')).toEqual(['QTI_VERSION:1']);
    expect(refused('<html/>')).toEqual(['QTI_VERSION:1']);
    expect(refused(itemXml(good).replace(/<qti-item-body>.*<\/qti-item-body>/, ''))).toEqual([
      'QTI_MISSING_ELEMENT:1',
    ]);
  });

  it('names all the problems of a file at once, in order, with element and place', () => {
    const xml = itemXml({
      declarations: response('single colour'),
      body: '<p style="x">a</p>\n<script/>\n<qti-custom-interaction response-identifier="R"/>',
      processing: set('<qti-unheard-of min="1" max="2"/>'),
    });
    try {
      readItem(xml, { path: 'items/x.xml' });
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof QtiProblems)) throw error;
      expect(
        error.problems.map(({ code, line, column, element, path }) => [code, line, column, element, path]),
      ).toEqual([
        ['QTI_UNSUPPORTED_TYPE', 2, 1, 'qti-response-declaration', 'items/x.xml'],
        ['QTI_UNSUPPORTED_ATTRIBUTE', 4, 16, 'p', 'items/x.xml'],
        ['QTI_UNSUPPORTED_ELEMENT', 5, 1, 'script', 'items/x.xml'],
        ['QTI_UNSUPPORTED_INTERACTION', 6, 1, 'qti-custom-interaction', 'items/x.xml'],
        ['QTI_UNSUPPORTED_EXPRESSION', 7, 68, 'qti-unheard-of', 'items/x.xml'],
      ]);
      expect(error.message).toContain('items/x.xml:5:1: <script> QTI_UNSUPPORTED_ELEMENT: ');
    }
  });
});
