import { describe, expect, it } from 'vitest';
import { toDelivery } from '../publish/to-delivery.ts';
import { score } from '../score/score.ts';
import {
  choiceInteraction,
  type ItemParts,
  itemXml,
  mapping,
  mapResponse,
  matchCorrect,
  matchInteraction,
  orderInteraction,
  problemsOf,
  read,
  response,
  textEntry,
} from '../testing/test-item.ts';
import { readItem } from './item.ts';

const single = response('single identifier', ['A']);
const choice = choiceInteraction(['A', 'B', 'C']);
const good: ItemParts = { declarations: single, body: choice, processing: matchCorrect };

describe('reading an item', () => {
  it('gives its title, language, declarations, body and assets', () => {
    const item = read({
      declarations: response('single string', ['été'], {
        inside: mapping({ été: 1, hiver: 0.5 }, 'upper-bound="1"'),
      }),
      body: `<p class="consigne">Quelle <em>saison</em> ?</p><img src="../images/a.svg" alt="Neige"/>${textEntry('expected-length="8"')}`,
      processing: mapResponse,
    });
    expect(item).toMatchObject({
      identifier: 'item',
      title: 'Un item',
      language: 'fr',
      path: 'items/item.xml',
      assets: ['images/a.svg'],
      template: 'map_response',
      responses: [
        { id: 'RESPONSE', correct: { members: ['été'] }, mapping: { upperBound: 1, defaultPoints: 0 } },
      ],
    });
    expect(item.body[0]).toEqual({
      kind: 'element',
      name: 'p',
      attributes: { class: 'x-consigne' },
      children: [
        { kind: 'text', text: 'Quelle ' },
        { kind: 'element', name: 'em', attributes: {}, children: [{ kind: 'text', text: 'saison' }] },
        { kind: 'text', text: ' ?' },
      ],
    });
  });

  it('makes "no limit" finite, and gives every text response a maximum', () => {
    const interactions = [
      read({
        declarations: response('multiple identifier'),
        body: choiceInteraction(['A', 'B', 'C'], 'max-choices="0"'),
      }),
      read({
        declarations: response('multiple directedPair'),
        body: matchInteraction(['S1', 'S2'], ['T1', 'T2', 'T3'], 'max-associations="0"'),
      }),
      read({ declarations: response('ordered identifier'), body: orderInteraction(['A', 'B', 'C']) }),
    ].map((item) => item.body[0]);
    expect(interactions[0]).toMatchObject({ kind: 'choice', maxChoices: 3, minChoices: 0 });
    expect(interactions[1]).toMatchObject({
      kind: 'match',
      maxAssociations: 6,
      sources: [{ matchMax: 1 }, { matchMax: 1 }],
      targets: [{ matchMax: 2 }, { matchMax: 2 }, { matchMax: 2 }],
    });
    expect(interactions[2]).toMatchObject({ kind: 'order', minChoices: 3, maxChoices: 3 });
    const entry = (attributes: string, type = 'single string') => {
      const [paragraph] = read({ declarations: response(type), body: textEntry(attributes) }).body;
      return paragraph?.kind === 'element' ? paragraph.children[1] : null;
    };
    expect(entry('')).toMatchObject({ input: 'text', maxLength: 100 });
    expect(entry('expected-length="50"')).toMatchObject({ maxLength: 200, expectedLength: 50 });
    expect(entry('data-cloison-max-length="7"')).toMatchObject({ maxLength: 7 });
    expect(entry('', 'single float')).toMatchObject({ input: 'numeric', maxLength: 32 });
    expect(entry('data-cloison-compare="number"')).toMatchObject({ input: 'text' });
    expect(entry('data-cloison-keyboard="numeric"')).toMatchObject({ input: 'numeric', maxLength: 32 });
  });

  it('keeps language and direction of interactions, prompts, choices and of the whole body', () => {
    const xml = itemXml({
      ...good,
      body: choice.replace('<qti-prompt>', '<qti-prompt xml:lang="en" class="big">'),
    })
      .replace('<qti-item-body>', '<qti-item-body dir="rtl">')
      .replace('max-choices', 'id="q1" max-choices');
    expect(readItem(xml, { path: 'a.xml' }).body).toMatchObject([
      {
        name: 'div',
        attributes: { dir: 'rtl' },
        children: [
          {
            name: 'div',
            attributes: { id: 'q1' },
            children: [{ prompt: [{ attributes: { lang: 'en', class: 'x-big' } }] }],
          },
        ],
      },
    ]);
  });

  it('keeps no-break spaces, and white space in pre, and collapses the rest', () => {
    const item = read({ body: '<p>\n  3\u00a0%  de\n  x</p><pre>a\n  b</pre>\n<ul>\n<li>c</li>\n</ul>' });
    expect(JSON.stringify(item.body)).toContain('" 3\u00a0% de x"');
    expect(JSON.stringify(item.body)).toContain('"a\\n  b"');
    expect(item.body).toHaveLength(3);
    expect(item.body[2]).toMatchObject({ name: 'ul', children: [{ name: 'li' }] });
  });

  it('takes the standard templates by the addresses that are found in real items', () => {
    for (const uri of [
      'https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml',
      'https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct',
      'https://www.imsglobal.org/question/qti_v3p0/rptemplates/match_correct.xml',
      'http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct',
      'match_correct.xml',
    ]) {
      expect(read({ ...good, processing: `<qti-response-processing template="${uri}"/>` }).template).toBe(
        'match_correct',
      );
    }
  });

  describe('with a template in a file of the package', () => {
    const processing =
      '<qti-response-processing template="https://example.invalid/half" template-location="../rules/half.xml"/>';
    const half = (rules: string) =>
      `<responseProcessing xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1">${rules}</responseProcessing>`;
    const readWith = (template: string) =>
      readItem(itemXml({ ...good, processing }), {
        path: 'items/one.xml',
        file: (path) => (path === 'rules/half.xml' ? new TextEncoder().encode(template) : null),
      });

    it('scores by its rules', () => {
      const item = readWith(
        half(
          '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">0.5</baseValue></setOutcomeValue>',
        ),
      );
      expect(item.template).toBeNull();
      expect(score(item, {})).toMatchObject({ kind: 'scored', score: 0.5 });
    });

    it('tells its problems at its own places', () => {
      const places = (template: string) => problemsOf(() => readWith(template));
      expect(places(half('\n<customOperator/>'))).toEqual(['QTI_UNSUPPORTED_EXPRESSION:2']);
      expect(places(half('\n<x xmlns="urn:x"/>'))).toContain('QTI_UNSUPPORTED_ELEMENT:2');
      expect(places('<a')).toEqual([expect.stringMatching(/^QTI_\w*XML\w*:1$/)]);
      expect(places('<a/>')).toEqual(['QTI_UNSUPPORTED_TEMPLATE:1']);
    });
  });

  it('keeps rubrics for adults apart, and delivers none of them', () => {
    const item = read({
      ...good,
      body: `<qti-rubric-block view="scorer" use="scoring"><qti-content-body><p>Barème SECRET</p><img src="cle.svg" alt=""/></qti-content-body></qti-rubric-block>${choice}`,
    });
    expect(item.rubrics).toHaveLength(1);
    expect(JSON.stringify(toDelivery(item))).not.toMatch(/SECRET|cle\.svg/);
  });
});
