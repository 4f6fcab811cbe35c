import { describe, expect, it } from 'vitest';
import { toDelivery } from '../publish/to-delivery.ts';
import { score, scoreAttempts } from '../score/score.ts';
import { parseXml } from '../xml/xml.ts';
import { readItem } from './item.ts';
import { upgraded } from './upgrade.ts';

/** An item of QTI 2.`minor`. */
const xml = (
  minor: number,
  body: string,
  { declarations = '', processing = '', attributes = '', root = '' } = {},
) =>
  `<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p${minor}" identifier="i" title="t" xml:lang="fr" adaptive="false" timeDependent="false" ${attributes}>${declarations}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/><itemBody>${body}</itemBody>${processing}${root}</assessmentItem>`;
const read = (...parts: Parameters<typeof xml>) => readItem(xml(...parts), { path: 'i.xml' });
const entry = '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>';
const mapped = (attributes = '') =>
  `<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"><mapping><mapEntry mapKey="Oui" mappedValue="1" ${attributes}/></mapping></responseDeclaration>`;
const template = (name: string) =>
  `<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/${name}"/>`;

describe('QTI 2', () => {
  it('has the names of QTI 3, at the same places', () => {
    const { root, version } = upgraded(parseXml(`\n${xml(1, '<p/>')}`, 'i.xml'));
    expect(version).toBe('2.1');
    expect([root.name, root.qname, root.line, root.column]).toEqual([
      'qti-assessment-item',
      'assessmentItem',
      2,
      1,
    ]);
    expect([...root.attributes.keys()]).toContain('time-dependent');
    expect(upgraded(parseXml('<a xmlns="http://example.invalid"/>', 'a.xml')).version).toBeNull();
  });

  it.each([
    [0, '', 0],
    [1, '', 0],
    [2, '', 1],
    [1, 'caseSensitive="false"', 1],
    [2, 'caseSensitive="true"', 0],
  ])('2.%d with a map entry %s gives "oui" %d points', (minor, attributes, points) => {
    const item = read(minor, entry, {
      declarations: mapped(attributes),
      processing: template('map_response'),
    });
    expect(score(item, { RESPONSE: 'oui' })).toMatchObject({ score: points });
    expect(score(item, { RESPONSE: 'Oui' })).toMatchObject({ score: 1 });
  });

  it('2.2 may have HTML 5 in a namespace of its own', () => {
    const html = 'xmlns:h="http://www.imsglobal.org/xsd/imsqtiv2p2_html5_v1p0"';
    const item = read(2, `<h:figure ${html}><h:figcaption>Un plan</h:figcaption></h:figure>`);
    expect(toDelivery(item).body).toMatchObject([{ name: 'figure', children: [{ name: 'figcaption' }] }]);
  });

  it('2.0 calls completionStatus otherwise', () => {
    const item = read(0, entry, {
      attributes: '',
      declarations: mapped(),
      processing:
        '<responseProcessing><setOutcomeValue identifier="completion_status"><baseValue baseType="identifier">completed</baseValue></setOutcomeValue></responseProcessing>',
    });
    expect(scoreAttempts(item, [{}])).toMatchObject({ kind: 'scored' });
  });

  it('may tell a voice how to speak, and other systems what they need: the words stay, and a remark says so', () => {
    const speech = 'xmlns:s="http://www.w3.org/2001/10/synthesis"';
    const apip = 'xmlns="http://www.imsglobal.org/xsd/apip/apipv1p0/imsapip_qtiv1p0"';
    const item = read(1, `<p ${speech}>Lis <s:sub alias="deux">2</s:sub><s:break/> mots.</p>`, {
      root: `<apipAccessibility ${apip}><inclusionOrder/></apipAccessibility>`,
    });
    const [paragraph] = item.body;
    const text =
      paragraph?.kind === 'element'
        ? paragraph.children.map((node) => (node.kind === 'text' ? node.text : '?'))
        : [];
    expect(text.join('')).toBe('Lis 2 mots.');
    const named = item.remarks
      .filter(({ code }) => code === 'QTI_LINT_DATA_IGNORED')
      .map(({ message }) => message.split(' ')[0]);
    expect(named.toSorted()).toEqual(['apipAccessibility', 's:break', 's:sub']);
  });

  it('is refused with the names that its author wrote', () => {
    try {
      read(1, '<p><customInteraction responseIdentifier="R"/></p>');
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message).toContain('i.xml:1:');
      expect((error as Error).message).toContain('<customInteraction> QTI_UNSUPPORTED_INTERACTION');
    }
  });
});
