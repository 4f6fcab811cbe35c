/** A YAML 1.2 text read by a valibot schema: every scalar is its text as written (`01` stays `01`), every fault has its line and column. */
import * as v from 'valibot';
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

export interface YamlProblem {
  readonly line: number;
  readonly column: number;
  /** `variables.sexe.role`; empty for the whole. */
  readonly key: string;
  readonly fr: string;
  readonly en: string;
}

export type YamlRead<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

export function readYaml<Schema extends v.GenericSchema>(
  text: string,
  schema: Schema,
): YamlRead<v.InferOutput<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'failsafe',
    stringKeys: true,
  });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0)
    return {
      ok: false,
      problems: document.errors.map(({ pos, message }) => ({
        ...place(pos[0]),
        key: '',
        fr: message,
        en: message,
      })),
    };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const { message } = error as Error;
    return { ok: false, problems: [{ line: 1, column: 1, key: '', fr: message, en: message }] };
  }
  const result = v.safeParse(schema, value);
  if (result.success) return { ok: true, value: result.output };
  return {
    ok: false,
    problems: result.issues.map((issue) => {
      const path = (issue.path ?? []).map(({ key }) => String(key));
      return { ...place(offsetOf(document.contents, path)), key: path.join('.'), ...wordsOf(issue) };
    }),
  };
}

/** Where the value at `path` begins, or its key, or the nearest thing above it that is there. */
function offsetOf(root: unknown, path: readonly string[]): number {
  let node: unknown = root;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === step,
      );
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      next = pair.value;
    } else if (isSeq(node)) next = node.items[Number(step)];
    if (!isNode(next)) return offset;
    if (!isMap(next) || isSeq(node)) offset = next.range?.[0] ?? offset;
    node = next;
  }
  return offset;
}

function wordsOf(issue: v.BaseIssue<unknown>): { readonly fr: string; readonly en: string } {
  const expected = issue.expected ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return { fr: 'clé inconnue', en: 'unknown key' };
  if (issue.received === 'undefined')
    return {
      fr: `manque${expected === '' ? '' : ` : ${expected}`}`,
      en: `is missing${expected === '' ? '' : `: ${expected}`}`,
    };
  if (issue.type === 'check' || issue.type === 'raw_check' || issue.type === 'regex')
    return { fr: issue.message, en: issue.message };
  return {
    fr: `attendu : ${expected}, trouvé : ${issue.received}`,
    en: `expected ${expected}, found ${issue.received}`,
  };
}
