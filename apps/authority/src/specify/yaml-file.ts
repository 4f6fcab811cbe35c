/** A YAML 1.2 file with the line and column of each of its values; read by a valibot schema, all faults at once. */

import { NOWHERE, type Position, yamlFault } from '@cloison/command/problem';
import { fill } from '@cloison/command/refusal';
import * as v from 'valibot';
import {
  type Document,
  isAlias,
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
import type { CampaignProblemCode, CampaignProblems } from './campaign-problems.ts';
import { CAMPAIGN_PROBLEMS } from './campaign-problems.ts';

export type YamlPath = readonly (string | number)[];

const MAX_ALIASES = 100;

export class YamlFile {
  readonly name: string;
  readonly #root: Node | null;
  readonly #lines: LineCounter;
  readonly #problems: CampaignProblems;
  readonly value: unknown;

  constructor(name: string, text: string, problems: CampaignProblems) {
    this.name = name;
    this.#problems = problems;
    this.#lines = new LineCounter();
    const document = parseDocument(text.replace(/^\uFEFF/, ''), {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: false,
      stringKeys: true,
    });
    for (const error of document.errors) {
      this.#addFault(error.code, this.#position(error.pos[0]));
    }
    this.#root = document.contents as Node | null;
    const readable = document.errors.length === 0 && this.#aliasesResolve(document as Document);
    if (readable) this.#reportTwice(this.#root);
    this.value = readable ? this.#valueOf(document as Document) : undefined;
  }

  #addFault(libraryCode: string, at: Position): void {
    const { fr, en } = yamlFault(libraryCode);
    const said = CAMPAIGN_PROBLEMS['yaml-syntax'];
    const words = { fr: fill(said.fr, { detail: fr }, 'fr'), en: fill(said.en, { detail: en }, 'en') };
    this.#problems.push({ code: 'yaml-syntax', file: this.name, ...at, words });
  }

  /** The library throws for these instead of listing them. */
  #aliasesResolve(document: Document): boolean {
    let all = true;
    visit(document, {
      Alias: (_key, alias) => {
        if (alias.resolve(document) !== undefined) return;
        all = false;
        const at = this.#position(alias.range?.[0] ?? 0);
        this.#addFault('BAD_ALIAS', at);
      },
    });
    return all;
  }

  /** Undefined when aliases expand beyond measure (anchors of anchors of anchors). */
  #valueOf(document: Document): unknown {
    try {
      return document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      this.#addFault('BAD_ALIAS', NOWHERE);
      return undefined;
    }
  }

  /** A key twice in one map would silently lose one of the two. */
  #reportTwice(node: unknown): void {
    if (isSeq(node)) for (const item of node.items) this.#reportTwice(item);
    if (!isMap(node)) return;
    const first = new Map<string, number>();
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      const at = this.#position(isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0);
      const before = first.get(key);
      if (before === undefined) first.set(key, at.line);
      else this.#problems.add('key-twice', this.name, at, { key, first: before });
      this.#reportTwice(pair.value);
    }
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return line === 0 ? NOWHERE : { line, column: col };
  }

  /** Place of the value at `path`, or of the nearest thing above it that is there. `key`: place of its key instead. */
  at(path: YamlPath, what: 'value' | 'key' = 'value'): Position {
    let node: unknown = this.#root;
    let position = isNode(node) ? this.#position(node.range?.[0] ?? 0) : { line: 1, column: 1 };
    for (const [i, step] of path.entries()) {
      if (isAlias(node)) return position;
      let next: unknown;
      if (isMap(node)) {
        const pair = node.items.findLast(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
        );
        if (pair === undefined) return position;
        const key = pair.key as Node;
        if (what === 'key' && i === path.length - 1) return this.#position(key.range?.[0] ?? 0);
        position = this.#position(key.range?.[0] ?? 0);
        next = pair.value;
      } else if (isSeq(node)) {
        next = node.items[Number(step)];
      }
      if (!isNode(next)) return position;
      position = this.#position(next.range?.[0] ?? 0);
      node = next;
    }
    return position;
  }

  add(
    code: CampaignProblemCode,
    path: YamlPath,
    values: Readonly<Record<string, string | number>> = {},
  ): void {
    this.#problems.add(code, this.name, this.at(path), values);
  }

  /** The value as the schema gives it, or null with all its faults reported. */
  read<Schema extends v.GenericSchema>(schema: Schema): v.InferOutput<Schema> | null {
    if (this.value === undefined) return null;
    const result = v.safeParse(schema, this.value);
    if (result.success) return result.output;
    for (const issue of result.issues) this.#report(issue);
    return null;
  }

  #report(issue: v.BaseIssue<unknown>): void {
    const path = (issue.path ?? []).map((item) => item.key as string | number);
    const key = path.join('.') || this.name;
    const own = issue.message in CAMPAIGN_PROBLEMS ? (issue.message as CampaignProblemCode) : null;
    const inObject = issue.type === 'strict_object';
    if (inObject && issue.expected === 'never') {
      const at = this.at(path, 'key');
      this.#problems.add('key-unknown', this.name, at, { key: path.at(-1) ?? '' });
    } else if (inObject && path.length > 0 && issue.received === 'undefined') {
      this.#problems.add('key-missing', this.name, this.at(path), { key });
    } else if (own !== null) {
      this.#problems.add(own, this.name, this.at(path), { key });
    } else if (issue.type === 'min_length' || issue.type === 'non_empty') {
      this.#problems.add('value-empty', this.name, this.at(path), { key });
    } else if (issue.type === 'max_length') {
      this.#problems.add('value-long', this.name, this.at(path), { key });
    } else if (issue.type === 'min_value' || issue.type === 'max_value' || issue.type === 'gt_value') {
      this.#problems.add('value-range', this.name, this.at(path), { key, expected: issue.expected ?? '' });
    } else {
      const values = { key, expected: issue.expected ?? '', received: issue.received };
      this.#problems.add('value-type', this.name, this.at(path), values);
    }
  }
}
