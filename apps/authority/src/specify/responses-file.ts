/** A file of responses to one item: `{ "RESPONSE": "A" | ["A", "B"] | null }`; numbers and booleans are their texts. */
import { readFileSync } from 'node:fs';
import { NOWHERE, type Problem, Problems } from '@cloison/command/problem';
import type { ItemResponses } from '@cloison/qti/delivery';
import * as v from 'valibot';

const problemWords = {
  'responses-encoding': { fr: 'ce n’est pas de l’UTF-8', en: 'not UTF-8' },
  'responses-json': { fr: 'ce n’est pas du JSON', en: 'not JSON' },
  'responses-shape': {
    fr: 'ce n’est pas un objet de réponses',
    en: 'not an object of responses',
  },
  'responses-value': {
    fr: '« {id} » n’est ni un texte, ni une liste de textes, ni null',
    en: '"{id}" is neither a text, nor a list of texts, nor null',
  },
};

const object = v.pipe(
  v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  v.transform((value) => Object.entries(value) as [string, unknown][]),
);
/** A number or a boolean of JSON is the text that a record would have. */
const member = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const response = v.nullable(v.union([member, v.array(member)]));

/** The responses, or all that is wrong with the file. Whether the item asks for them is not looked at. */
export function readResponsesFile(
  path: string,
): { readonly responses: ItemResponses } | { readonly problems: readonly Problem[] } {
  const problems = new Problems(problemWords);
  const refused = () => ({ problems: problems.sorted() });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    problems.add('responses-encoding', path, NOWHERE);
    return refused();
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    problems.add('responses-json', path, placeOf(error));
    return refused();
  }
  const entries = v.safeParse(object, value);
  if (!entries.success) {
    problems.add('responses-shape', path, NOWHERE);
    return refused();
  }
  const responses = new Map<string, ItemResponses[string]>();
  for (const [id, given] of entries.output) {
    const read = v.safeParse(response, given);
    if (read.success) responses.set(id, read.output);
    else problems.add('responses-value', path, NOWHERE, { id });
  }
  return problems.count > 0 ? refused() : { responses: Object.fromEntries(responses) };
}

/** V8 says the place of most faults, and says it last. */
function placeOf(error: SyntaxError) {
  const found = /\(line (\d+) column (\d+)\)$/.exec(error.message);
  return found === null ? NOWHERE : { line: Number(found[1]), column: Number(found[2]) };
}
