/** A YAML 1.2 text read by a valibot schema: every scalar is its text as written (`01` stays `01`), every fault has its line and column. */
import { yamlFault } from '@cloison/command/problem';
import type { Words } from '@cloison/command/refusal';
import { problemWords } from '@cloison/disclosure/tables';
import * as v from 'valibot';
import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

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
      problems: document.errors.map(({ pos, code }) => ({ ...place(pos[0]), key: '', ...yamlFault(code) })),
    };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      ok: false,
      problems: [{ ...place(offsetOfAlias(document)), key: '', ...yamlFault('BAD_ALIAS') }],
    };
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

/** The first alias whose anchor is missing, or else the first of all. */
function offsetOfAlias(document: Document): number {
  let [first, missing]: [number | null, number | null] = [null, null];
  visit(document, {
    Alias(_key, alias) {
      const offset = alias.range?.[0] ?? 0;
      first ??= offset;
      if (missing === null && alias.resolve(document) === undefined) missing = offset;
    },
  });
  return missing ?? first ?? 0;
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

function wordsOf(issue: v.BaseIssue<unknown>): Words {
  const isWhole = issue.type === 'integer' || issue.type === 'safe_integer';
  const expected = isWhole ? KINDS.safeInteger! : expectedWords(issue.expected ?? '');
  const found = sayFound(issue.received);
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return { fr: 'clé inconnue', en: 'unknown key' };
  if (issue.received === 'undefined')
    return {
      fr: `manque${expected.fr === '' ? '' : ` : ${expected.fr}`}`,
      en: `is missing${expected.en === '' ? '' : `: ${expected.en}`}`,
    };
  if (issue.type === 'check' || issue.type === 'raw_check' || issue.type === 'regex')
    return problemWords(issue.message) ?? { fr: issue.message, en: issue.message };
  return {
    fr: `attendu : ${expected.fr}, trouvé : ${found.fr}`,
    en: `expected ${expected.en}, found ${found.en}`,
  };
}

const KINDS: Readonly<Record<string, Words>> = {
  Object: { fr: 'un groupe de clés', en: 'a group of keys' },
  Array: { fr: 'une liste', en: 'a list' },
  string: { fr: 'un texte', en: 'a text' },
  number: { fr: 'un nombre', en: 'a number' },
  NaN: { fr: 'ce qui n’est pas un nombre', en: 'what is not a number' },
  null: { fr: 'rien', en: 'nothing' },
  finite: { fr: 'un nombre', en: 'a number' },
  safeInteger: { fr: 'un nombre entier', en: 'a whole number' },
};

/** What the schema's library writes as `("a" | "b")`, `>=1` or `Object`, as people say it. */
function expectedWords(expected: string): Words {
  const parts = expected
    .split('|')
    .map((part) => part.replaceAll(/[()\s]/g, ''))
    .filter((part) => part !== '')
    .map((part): Words => {
      const bound = /^(>=|<=|>|<)(.+)$/.exec(part);
      if (bound !== null) {
        const [, sign = '', value = ''] = bound;
        const words = BOUNDS[sign] ?? { fr: sign, en: sign };
        return { fr: `${words.fr} ${value.replace('.', ',')}`, en: `${words.en} ${value}` };
      }
      return sayFound(part);
    });
  const join = (lang: 'fr' | 'en', or: string) => {
    const all = parts.map((part) => part[lang]);
    const last = all.pop() ?? '';
    return all.length === 0 ? last : `${all.join(', ')} ${or} ${last}`;
  };
  return { fr: join('fr', 'ou'), en: join('en', 'or') };
}

const BOUNDS: Readonly<Record<string, Words>> = {
  '>=': { fr: 'au moins', en: 'at least' },
  '<=': { fr: 'au plus', en: 'at most' },
  '>': { fr: 'plus de', en: 'more than' },
  '<': { fr: 'moins de', en: 'less than' },
};

const LONGEST_SHOWN = 40;

function sayFound(part: string): Words {
  const whole = part.replace(/^"([\s\S]*)"$/, '$1').replaceAll(/\s+/g, ' ');
  // A file of persons given in place of a specification does not show itself in the message.
  const plain = whole.length > LONGEST_SHOWN ? `${whole.slice(0, LONGEST_SHOWN)}…` : whole;
  return KINDS[part] ?? { fr: /^-?\d+\.\d+$/.test(plain) ? plain.replace('.', ',') : plain, en: plain };
}
