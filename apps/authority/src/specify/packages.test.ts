import type { Problem } from '@cloison/command/problem';
import { describe, expect, it } from 'vitest';
import { readFiles } from './packages.ts';

const item = (id: string, responses: string, body: string, processing: string) => `<?xml version="1.0"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="${id}" title="t"
    adaptive="false" time-dependent="false" xml:lang="fr">${responses}
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-item-body>${body}</qti-item-body>${processing}</qti-assessment-item>`;
const declaration = (correct: string) =>
  `<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
   <qti-correct-response><qti-value>${correct}</qti-value></qti-correct-response></qti-response-declaration>`;
const choices = `<qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
  <qti-simple-choice identifier="A">un</qti-simple-choice>
  <qti-simple-choice identifier="B">deux</qti-simple-choice></qti-choice-interaction>`;
const match = `<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>`;

/** What is said of a package of one item, by code. */
function saidOf(xml: string): Record<string, Problem['words']> {
  const manifest = `<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="M">
    <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata><organizations/><resources>
    <resource identifier="i" type="imsqti_item_xmlv3p0" href="i.xml"><file href="i.xml"/></resource></resources></manifest>`;
  const problems: Problem[] = [];
  const files = new Map([
    ['imsmanifest.xml', new TextEncoder().encode(manifest)],
    ['i.xml', new TextEncoder().encode(xml)],
  ]);
  const pack = readFiles(files, 'p', { push: (problem) => problems.push(problem) });
  for (const { errors, warnings } of pack.items.values()) problems.push(...errors, ...warnings);
  return Object.fromEntries(problems.map(({ code, words }) => [code, words]));
}

describe('what is said of items', () => {
  it('is in French and English, with the names that the file has', () => {
    expect(saidOf(item('i', declaration('C'), choices, match)).QTI_LINT_UNKNOWN_CHOICE).toEqual({
      fr: 'la bonne réponse de RESPONSE nomme C, qui n’est pas parmi les choix [QTI_LINT_UNKNOWN_CHOICE]',
      en: 'the correct response of RESPONSE names C, which is not there to choose [QTI_LINT_UNKNOWN_CHOICE]',
    });
    const unscored = saidOf(item('i', declaration('A'), choices, ''));
    expect(unscored.QTI_LINT_NOT_SCORED?.fr).toContain('cet item ne compte pas');
    const refused = saidOf(
      item('i', declaration('A'), choices.replace('max-choices', 'colour="red" max-choices'), match),
    );
    expect(refused.QTI_UNSUPPORTED_ATTRIBUTE?.fr).toBe(
      '<qti-choice-interaction> l’attribut colour n’est pas accepté ici [QTI_UNSUPPORTED_ATTRIBUTE]',
    );
    const reused = saidOf(item('i', declaration('A'), choices + choices, match));
    expect(reused.QTI_RESPONSE_REUSED?.fr).toContain('RESPONSE est déjà la réponse d’une autre interaction');
    const templated = saidOf(item('i', '', choices, match));
    expect(templated.QTI_UNKNOWN_VARIABLE?.fr).toContain('match_correct demande une réponse nommée RESPONSE');
    const undeclared = saidOf(item('i', '', choices, ''));
    expect(undeclared.QTI_UNKNOWN_VARIABLE?.fr).toContain('RESPONSE n’est pas déclaré');
    const noSource = saidOf(item('i', declaration('A'), `<p><img alt="x"/></p>${choices}`, match));
    expect(noSource.QTI_MISSING_ATTRIBUTE?.fr).toContain('il manque l’attribut src');
    const far = saidOf(
      item('i', declaration('A'), `<p><img alt="x" src="https://a.example/b.png"/></p>${choices}`, match),
    );
    expect(far.QTI_EXTERNAL_RESOURCE?.fr).toContain('src="https://a.example/b.png" : mettez le fichier');
  });
});
