/** A YAML 1.2 text read by a valibot schema: every scalar is its text as written (`01` stays `01`), every fault has its line and column. */
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
      problems: document.errors.map(({ pos, code }) => ({ ...place(pos[0]), key: '', ...faultWords(code) })),
    };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, problems: [{ ...place(offsetOfAlias(document)), key: '', ...ALIASES }] };
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

interface Said {
  readonly fr: string;
  readonly en: string;
}

const ALIASES: Said = {
  fr: 'alias YAML : une ancre manque, ou trop de renvois',
  en: 'YAML aliases: an anchor is missing, or there are too many references',
};

/** The words of a fault, by the library's code: its own words are English, and name its grammar. */
function faultWords(code: string): Said {
  return FAULTS[code] ?? { fr: 'ce n’est pas du YAML bien formé', en: 'this is not well-formed YAML' };
}

const FAULTS: Readonly<Record<string, Said>> = {
  BAD_INDENT: {
    fr: 'retrait qui ne convient pas, ou accolade à fermer',
    en: 'wrong indentation, or a brace to close',
  },
  MISSING_CHAR: {
    fr: 'il manque un signe : guillemet, accolade, crochet ou virgule',
    en: 'a sign is missing: quote, brace, bracket or comma',
  },
  DUPLICATE_KEY: { fr: 'clé écrite deux fois', en: 'key written twice' },
  TAB_AS_INDENT: {
    fr: 'tabulation en retrait : utilisez des espaces',
    en: 'a tab as indentation: use spaces',
  },
  UNEXPECTED_TOKEN: { fr: 'signe inattendu', en: 'unexpected sign' },
  MULTIPLE_DOCS: { fr: 'plusieurs documents dans un fichier', en: 'several documents in one file' },
  BAD_ALIAS: ALIASES,
  ALIAS_PROPS: ALIASES,
};

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

function wordsOf(issue: v.BaseIssue<unknown>): Said {
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

const KINDS: Readonly<Record<string, Said>> = {
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
function expectedWords(expected: string): Said {
  const parts = expected
    .split('|')
    .map((part) => part.replaceAll(/[()\s]/g, ''))
    .filter((part) => part !== '')
    .map((part): Said => {
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

const BOUNDS: Readonly<Record<string, Said>> = {
  '>=': { fr: 'au moins', en: 'at least' },
  '<=': { fr: 'au plus', en: 'at most' },
  '>': { fr: 'plus de', en: 'more than' },
  '<': { fr: 'moins de', en: 'less than' },
};

function sayFound(part: string): Said {
  const plain = part.replace(/^"(.*)"$/, '$1');
  return KINDS[part] ?? { fr: /^-?\d+\.\d+$/.test(plain) ? plain.replace('.', ',') : plain, en: plain };
}
