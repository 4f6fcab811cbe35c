import { isIdentifier, isLanguageTag, isLooseIdentifier } from '../../lexical/identifier.ts';
import { readXmlFloat, readXmlNumber } from '../../lexical/xml-number.ts';
import type { ProblemList } from '../../model/problem.ts';
import { type SaidValue, say } from '../../words/say.ts';
import type { XmlElement } from '../../xml/xml.ts';

/** Of an attribute's value. */
const maxLength = 2_000;

/**
 * Reads the attributes of one element. What nobody asked for is reported by `finish`, so nothing is ignored by
 * oversight. A bad value is reported and its fallback returned, so that reading goes on to find the next problem.
 */
export class AttributeReader {
  readonly #element: XmlElement;
  readonly #problems: ProblemList;
  readonly #asked = new Set<string>();

  constructor(element: XmlElement, problems: ProblemList) {
    this.#element = element;
    this.#problems = problems;
  }

  text(name: string): string | null {
    this.#asked.add(name);
    return this.#element.attributes.get(name) ?? null;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === null)
      this.#problems.add('QTI_MISSING_ATTRIBUTE', this.#element, say('attribute-missing', { name }));
    return value ?? '';
  }

  /** A required identifier; an empty string when it is missing, or bad beyond use. */
  identifier(name: string): string {
    const value = this.required(name).trim();
    if (isIdentifier(value)) return value;
    if (!this.#element.attributes.has(name)) return '';
    const said = say('bad-identifier', { name, value: value.slice(0, 60) });
    const loose = isLooseIdentifier(value);
    this.#problems.add('QTI_BAD_IDENTIFIER', this.#element, said, loose ? true : undefined);
    return loose ? value : '';
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.text(name)?.trim();
    if (value === undefined) return fallback;
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
    this.bad(name, say('expect-boolean'));
    return fallback;
  }

  integer<F extends number | null>(name: string, fallback: F, max = 1_000_000): number | F {
    const value = this.text(name)?.trim();
    if (value === undefined) return fallback;
    const number = /^\+?\d{1,9}$/.test(value) ? Number(value) : null;
    if (number !== null && number <= max) return number;
    this.bad(name, say('expect-whole-range', { min: 0, max }));
    return fallback;
  }

  number<F extends number | null>(name: string, fallback: F): number | F {
    const value = this.text(name);
    if (value === null) return fallback;
    const number = readXmlNumber(value);
    if (number !== null) return number;
    this.bad(name, say('expect-number'));
    return fallback;
  }

  /** As `number`, with the infinities "INF" and "-INF". */
  float<F extends number | null>(name: string, fallback: F): number | F {
    const value = this.text(name);
    if (value === null) return fallback;
    const number = readXmlFloat(value);
    if (number !== null) return number;
    this.bad(name, say('expect-number'));
    return fallback;
  }

  oneOf<T extends string, F extends T | null>(name: string, values: readonly T[], fallback: F): T | F {
    const value = this.text(name)?.trim();
    if (value === undefined) return fallback;
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    this.bad(name, say('expect-one-of', { values: values.join(', ') }));
    return fallback;
  }

  /** `xml:lang`, or HTML's `lang`. */
  language(): string | null {
    const xml = this.text('xml:lang');
    const html = this.text('lang');
    const value = xml ?? html;
    if (value === null) return null;
    if (isLanguageTag(value)) return value;
    this.bad(xml === null ? 'lang' : 'xml:lang', say('expect-language'));
    return null;
  }

  classes(): string[] {
    const names = (this.text('class') ?? '').split(/[ \t\n]+/).filter((name) => name !== '');
    if (names.length <= 100 && names.every((name) => name.length <= 200)) return names;
    this.bad('class', say('expect-classes'));
    return [];
  }

  /** Every attribute whose name begins so. */
  startingWith(prefix: string): readonly (readonly [name: string, value: string])[] {
    const found = [...this.#element.attributes].filter(([name]) => name.startsWith(prefix));
    for (const [name] of found) this.#asked.add(name);
    return found;
  }

  bad(name: string, expected: SaidValue): void {
    const value = this.#element.attributes.get(name) ?? '';
    this.#problems.add(
      'QTI_BAD_ATTRIBUTE',
      this.#element,
      say('bad-attribute', { name, value: value.slice(0, 60), expected }),
    );
  }

  /** Reports every attribute that was not read. */
  finish(): void {
    for (const [name, value] of this.#element.attributes) {
      if (value.length > maxLength) this.bad(name, say('expect-length', { max: maxLength }));
      if (this.#asked.has(name)) continue;
      if (isForOthers(name)) {
        this.#problems.ignore(this.#element, name);
        continue;
      }
      this.#problems.add(
        'QTI_UNSUPPORTED_ATTRIBUTE',
        this.#element,
        say('attribute-unsupported', { name }),
        true,
      );
    }
  }
}

/**
 * Attributes for other systems (`data-…`), and groups of choices that QTI has given up (`match-group`): they say nothing
 * here, and are not delivered. A remark names them.
 */
export function isForOthers(name: string): boolean {
  return /^data-(?!cloison-)/.test(name) || name === 'match-group';
}

export function attributesOf(element: XmlElement, problems: ProblemList): AttributeReader {
  return new AttributeReader(element, problems);
}
