/**
 * The pattern language of XML Schema (XSD 1.0 part 2, appendix F; always the whole text), matched in time that grows
 * with pattern × text and no faster: a pupil's text is hostile, and backtracking on `(a+)+` would stop a batch.
 * Thompson's construction and simulation (Ken Thompson, CACM 11(6), 1968).
 * Not supported, hence refused: blocks (`\p{IsGreek}`).
 */

import { type Said, say } from '../words/say.ts';

/** The text is no pattern, or too large a one. */
export class PatternError extends RangeError {
  override readonly name = 'PatternError';
  readonly reason: Said;
  constructor(reason: Said) {
    super(reason.word);
    this.reason = reason;
  }
}

type Test = (character: string) => boolean;

/** `weight`: how many tests it makes of a character at most. */
interface Class {
  readonly test: Test;
  readonly weight: number;
}

type Node =
  | ({ readonly kind: 'atom' } & Class)
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number | null };

/** A state: reads one character and goes on, or goes on to several without reading, or accepts. */
type State =
  | { readonly kind: 'read'; readonly test: Test; readonly next: number }
  | { readonly kind: 'split'; readonly next: number[] }
  | { readonly kind: 'accept' };

const maxPatternLength = 500;
const maxStates = 3_000;
const maxDepth = 50;

export interface Pattern {
  /** Whether the pattern matches the whole text. */
  matches(text: string): boolean;
  /** Tests of all states: matching takes at most this many steps for each character. */
  readonly size: number;
  readonly states: number;
}

/**
 * Throws `PatternError` when the pattern is not one, or is too large: of more than `most` states, where the patterns of an
 * item share a number of them.
 */
export function compilePattern(source: string, most: number = maxStates): Pattern {
  if (source.length > maxPatternLength)
    throw new PatternError(say('pattern-long', { max: maxPatternLength }));
  const tree = new Parser(source).parse();
  const built: Built = { states: [{ kind: 'accept' }], weight: 1, steps: 0, most: Math.min(most, maxStates) };
  const start = build(tree, 0, built);
  const { states, weight } = built;
  return { matches: (text) => run(states, start, text), size: weight + states.length, states: states.length };
}

function run(states: readonly State[], start: number, text: string): boolean {
  let current = new Set<number>();
  follow(states, start, current);
  for (const character of text) {
    const next = new Set<number>();
    for (const index of current) {
      const state = states[index] as State;
      if (state.kind === 'read' && state.test(character)) follow(states, state.next, next);
    }
    if (next.size === 0) return false;
    current = next;
  }
  return current.has(0);
}

function follow(states: readonly State[], from: number, into: Set<number>): void {
  const stack = [from];
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (into.has(index)) continue;
    into.add(index);
    const state = states[index] as State;
    if (state.kind === 'split') stack.push(...state.next);
  }
}

interface Built {
  readonly states: State[];
  /** Of all its states. */
  weight: number;
  /** Parts that were looked at: what is repeated may be empty, and add no state. */
  steps: number;
  readonly most: number;
}

/** Adds the states of `node`, which goes on to `next`; returns where it starts. */
function build(node: Node, next: number, built: Built): number {
  const { states } = built;
  built.steps += 1;
  if (states.length > built.most || built.steps > 4 * maxStates)
    throw new PatternError(say('pattern-repeats'));
  switch (node.kind) {
    case 'atom':
      built.weight += node.weight;
      return states.push({ kind: 'read', test: node.test, next }) - 1;
    case 'sequence':
      return node.parts.reduceRight((after, part) => build(part, after, built), next);
    case 'choice':
      return states.push({ kind: 'split', next: node.parts.map((part) => build(part, next, built)) }) - 1;
    case 'repeat': {
      let after = next;
      if (node.max === null) {
        const loop: State = { kind: 'split', next: [next] };
        after = states.push(loop) - 1;
        loop.next.push(build(node.part, after, built));
      } else {
        for (let i = node.min; i < node.max; i += 1) {
          after = states.push({ kind: 'split', next: [next, build(node.part, after, built)] }) - 1;
        }
      }
      for (let i = 0; i < node.min; i += 1) after = build(node.part, after, built);
      return after;
    }
  }
}

class Parser {
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#characters = [...source];
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#characters.length) throw new PatternError(say('pattern-closing'));
    return node;
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(): string {
    const character = this.#characters[this.#at];
    if (character === undefined) throw new PatternError(say('pattern-ends'));
    this.#at += 1;
    return character;
  }

  #choice(): Node {
    const parts = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#at += 1;
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? (parts[0] as Node) : { kind: 'choice', parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    for (let c = this.#peek(); c !== undefined && c !== '|' && c !== ')'; c = this.#peek()) {
      parts.push(this.#quantified(this.#atom()));
    }
    return { kind: 'sequence', parts };
  }

  #quantified(part: Node): Node {
    const c = this.#peek();
    if (c !== '?' && c !== '*' && c !== '+' && c !== '{') return part;
    this.#at += 1;
    if (c === '?') return { kind: 'repeat', part, min: 0, max: 1 };
    if (c === '*') return { kind: 'repeat', part, min: 0, max: null };
    if (c === '+') return { kind: 'repeat', part, min: 1, max: null };
    let inside = '';
    for (let d = this.#take(); d !== '}'; d = this.#take()) inside += d;
    const found = /^(\d{1,4})(?:(,)(\d{0,4}))?$/.exec(inside);
    if (!found) throw new PatternError(say('pattern-count', { written: `{${inside}}` }));
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === '' ? null : Number(found[3]);
    if (max !== null && max < min) throw new PatternError(say('pattern-count', { written: `{${inside}}` }));
    return { kind: 'repeat', part, min, max };
  }

  #atom(): Node {
    const c = this.#take();
    switch (c) {
      case '(': {
        this.#depth += 1;
        if (this.#depth > maxDepth) throw new PatternError(say('pattern-nested'));
        if (this.#peek() === '?') throw new PatternError(say('pattern-group'));
        const inner = this.#choice();
        if (this.#take() !== ')') throw new PatternError(say('pattern-opening'));
        this.#depth -= 1;
        return inner;
      }
      case '.':
        return atom((x) => x !== '\n' && x !== '\r');
      case '\\':
        return atom(this.#escape());
      case '[':
        return { kind: 'atom', ...this.#characterClass() };
      case '?':
      case '*':
      case '+':
      case '{':
      case '}':
      case ']':
        throw new PatternError(say('pattern-bare', { character: c, escape: `\\${c}` }));
      default:
        return atom((x) => x === c);
    }
  }

  #escape(): Test {
    const c = this.#take();
    switch (c) {
      case 'n':
        return (x) => x === '\n';
      case 'r':
        return (x) => x === '\r';
      case 't':
        return (x) => x === '\t';
      case 's':
        return (x) => /^[ \t\n\r]$/.test(x);
      case 'S':
        return (x) => !/^[ \t\n\r]$/.test(x);
      case 'd':
        return (x) => /^\p{Nd}$/u.test(x);
      case 'D':
        return (x) => !/^\p{Nd}$/u.test(x);
      case 'w':
        return (x) => /^[^\p{P}\p{Z}\p{C}]$/u.test(x);
      case 'W':
        return (x) => /^[\p{P}\p{Z}\p{C}]$/u.test(x);
      case 'i':
        return (x) => nameStart.test(x);
      case 'I':
        return (x) => !nameStart.test(x);
      case 'c':
        return (x) => nameStart.test(x) || namePart.test(x);
      case 'C':
        return (x) => !nameStart.test(x) && !namePart.test(x);
      case 'p':
      case 'P': {
        if (this.#take() !== '{') throw new PatternError(say('pattern-category', { escape: `\\${c}` }));
        let name = '';
        for (let d = this.#take(); d !== '}'; d = this.#take()) name += d;
        if (!/^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)$/.test(name)) {
          throw new PatternError(say('pattern-unsupported', { escape: `\\${c}{${name}}` }));
        }
        const expression = new RegExp(`^\\${c}{${name}}$`, 'u');
        return (x) => expression.test(x);
      }
      default:
        if (!/^[\\|.?*+(){}[\]^$-]$/.test(c))
          throw new PatternError(say('pattern-unsupported', { escape: `\\${c}` }));
        return (x) => x === c;
    }
  }

  /** Up to its "]"; "-[…]" at its end takes out what is in it. */
  #characterClass(): Class {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new PatternError(say('pattern-nested'));
    const negated = this.#peek() === '^';
    if (negated) this.#at += 1;
    const tests: Test[] = [];
    let without: Class | null = null;
    for (let c = this.#take(); c !== ']' || tests.length === 0; c = this.#take()) {
      if (without !== null) throw new PatternError(say('pattern-subtraction'));
      if (c === '[') throw new PatternError(say('pattern-class-bracket'));
      if (c === ']') throw new PatternError(say('pattern-empty-class'));
      if (c === '\\') {
        tests.push(this.#escape());
        continue;
      }
      if (c === '-' && this.#peek() === '[' && tests.length > 0) {
        this.#at += 1;
        without = this.#characterClass();
        continue;
      }
      if (this.#peek() !== '-' || [']', '['].includes(this.#characters[this.#at + 1] ?? '')) {
        tests.push((x) => x === c);
        continue;
      }
      this.#at += 1;
      let end = this.#take();
      if (end === '\\') end = this.#take();
      const low = c.codePointAt(0) as number;
      const high = end.codePointAt(0) as number;
      if (high < low) throw new PatternError(say('pattern-range', { from: c, to: end }));
      tests.push((x) => {
        const point = x.codePointAt(0) as number;
        return point >= low && point <= high;
      });
    }
    this.#depth -= 1;
    const isIn: Test = (x) => tests.some((test) => test(x)) !== negated;
    if (without === null) return { test: isIn, weight: tests.length };
    const out = without;
    return { test: (x) => isIn(x) && !out.test(x), weight: tests.length + out.weight };
  }
}

/** What a name of XML may begin with (XML 1.0, `NameStartChar`, with ":"), and what it may go on with. */
const nameStart =
  /^[:A-Z_a-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}]$|^\u{200C}$|^\u{200D}$/u;
const namePart = /^[-.0-9\u{B7}\u{203F}\u{2040}]$|^[\u{300}-\u{36F}]$/u;

function atom(test: Test): Node {
  return { kind: 'atom', test, weight: 1 };
}
