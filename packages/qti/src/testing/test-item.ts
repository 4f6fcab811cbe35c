/** Items for tests, written here. */

import type { Item } from '../model/item.ts';
import { QtiProblems } from '../model/problem.ts';
import { readItem } from '../read/item.ts';

export interface ItemParts {
  readonly attributes?: string;
  readonly declarations?: string;
  readonly outcomes?: string;
  readonly body: string;
  readonly processing?: string;
  /** Children of the item after the body. */
  readonly after?: string;
}

export const matchCorrect =
  '<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>';
export const mapResponse =
  '<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"/>';
export const scoreOutcome =
  '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>';

/** Line 1 is the item's tag, 2 the declarations, 3 the outcomes, 4 the body, 5 the processing, 6 the rest. */
export function itemXml(parts: ItemParts): string {
  const attributes =
    parts.attributes ?? 'identifier="item" title="Un item" xml:lang="fr" time-dependent="false"';
  return [
    `<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" ${attributes}>`,
    parts.declarations ?? '',
    parts.outcomes ?? scoreOutcome,
    `<qti-item-body>${parts.body}</qti-item-body>`,
    parts.processing ?? '',
    parts.after ?? '',
    '</qti-assessment-item>',
  ].join('\n');
}

/** A declaration; `correct` is its values, `inside` what follows them. */
export function response(
  type: string,
  correct: readonly string[] = [],
  { id = 'RESPONSE', inside = '' }: { readonly id?: string; readonly inside?: string } = {},
): string {
  const [cardinality, baseType] = type.split(' ');
  const values = correct.map((value) => `<qti-value>${value}</qti-value>`).join('');
  const key = correct.length === 0 ? '' : `<qti-correct-response>${values}</qti-correct-response>`;
  const attributes = `identifier="${id}" cardinality="${cardinality}" base-type="${baseType}"`;
  return `<qti-response-declaration ${attributes}>${key}${inside}</qti-response-declaration>`;
}

export function mapping(
  entries: Readonly<Record<string, number>>,
  attributes = '',
  entryAttributes = '',
): string {
  const inside = Object.entries(entries).map(
    ([key, points]) => `<qti-map-entry map-key="${key}" mapped-value="${points}" ${entryAttributes}/>`,
  );
  return `<qti-mapping ${attributes}>${inside.join('')}</qti-mapping>`;
}

export function choiceInteraction(
  ids: readonly string[],
  attributes = 'max-choices="1"',
  id = 'RESPONSE',
): string {
  const choices = ids.map((one) => `<qti-simple-choice identifier="${one}">Choix ${one}</qti-simple-choice>`);
  return `<qti-choice-interaction response-identifier="${id}" ${attributes}><qti-prompt>Laquelle ?</qti-prompt>${choices.join('')}</qti-choice-interaction>`;
}

export function orderInteraction(ids: readonly string[], attributes = ''): string {
  const choices = ids.map((one) => `<qti-simple-choice identifier="${one}">Choix ${one}</qti-simple-choice>`);
  return `<qti-order-interaction response-identifier="RESPONSE" ${attributes}>${choices.join('')}</qti-order-interaction>`;
}

export function matchInteraction(
  sources: readonly string[],
  targets: readonly string[],
  attributes: string,
): string {
  const set = (ids: readonly string[], max: number): string => {
    const choices = ids.map(
      (id) =>
        `<qti-simple-associable-choice identifier="${id}" match-max="${max}">${id}</qti-simple-associable-choice>`,
    );
    return `<qti-simple-match-set>${choices.join('')}</qti-simple-match-set>`;
  };
  return `<qti-match-interaction response-identifier="RESPONSE" ${attributes}>${set(sources, 1)}${set(targets, 0)}</qti-match-interaction>`;
}

export function textEntry(attributes = '', id = 'RESPONSE'): string {
  return `<p>Réponse : <qti-text-entry-interaction response-identifier="${id}" ${attributes}/></p>`;
}

export function read(parts: ItemParts): Item {
  return readItem(itemXml(parts), { path: 'items/item.xml' });
}

/** The codes of the problems, with their lines, as "CODE:line". */
export function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof QtiProblems) return error.problems.map(({ code, line }) => `${code}:${line}`);
    throw error;
  }
  return [];
}
