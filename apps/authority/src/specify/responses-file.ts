/** A file of responses to one item: `{ "RESPONSE": "A" | ["A", "B"] | null }`; numbers and booleans are their texts. */
import { readFileSync } from 'node:fs';
import { NOWHERE, type Problem, Problems } from '@cloison/command/problem';
import type { ItemResponses } from '@cloison/qti/delivery';
import { getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
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
  const faults: ParseError[] = [];
  const root = parseTree(text, faults, { allowTrailingComma: false, disallowComments: true });
  const [fault] = faults;
  if (fault !== undefined) {
    problems.add('responses-json', path, positionOf(text, fault.offset));
    return refused();
  }
  if (root?.type !== 'object') {
    problems.add('responses-shape', path, root === undefined ? NOWHERE : positionOf(text, root.offset));
    return refused();
  }
  const responses = new Map<string, ItemResponses[string]>();
  for (const [name, given] of membersOf(root)) {
    const id = String(getNodeValue(name));
    const read = v.safeParse(response, getNodeValue(given));
    if (read.success) responses.set(id, read.output);
    else problems.add('responses-value', path, positionOf(text, given.offset), { id });
  }
  return problems.count > 0 ? refused() : { responses: Object.fromEntries(responses) };
}

function membersOf(object: Node): readonly (readonly [Node, Node])[] {
  return (object.children ?? []).flatMap(({ children }) => {
    const [name, value] = children ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
}

/** Of an offset in a text, both from 1. */
function positionOf(text: string, offset: number) {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
