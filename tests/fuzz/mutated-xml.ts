/** Well-formed XML, damaged and still well-formed: what a wrong but working editor would write. */
import fc from 'fast-check';

interface Part {
  readonly tag: boolean;
  readonly text: string;
}

interface Sample {
  readonly parts: readonly Part[];
  /** Places of opening and empty tags. */
  readonly tags: readonly number[];
}

const tape = fc.array(fc.nat(0x7fffffff), { minLength: 1, maxLength: 25 });
const VALUES = [
  '',
  ' ',
  '0',
  '-1',
  '1e400',
  'A',
  'RESPONSE',
  'SCORE',
  'true',
  'a b',
  '../x',
  'INF',
  '\u00e9',
  '&#x2028;',
];

/** Elements are doubled, left out, moved and taken from other samples; attributes get values of others, or go. */
export function mutatedXml(samples: readonly string[]): fc.Arbitrary<string> {
  const all = samples.map(split);
  const values = [
    ...new Set(samples.flatMap((text) => [...text.matchAll(/="([^"<]*)"/g)].map((found) => found[1]!))),
  ];
  const names = [
    ...new Set(samples.flatMap((text) => [...text.matchAll(/ ([\w:-]+)="/g)].map((found) => found[1]!))),
  ];
  const pick = <T>(list: readonly T[], by: number): T => list[by % list.length]!;
  return tape.map((numbers) => {
    let sample = pick(all, numbers[0]!);
    for (let i = 1; i + 3 < numbers.length; i += 4) {
      const [kind, at, a, b] = numbers.slice(i, i + 4) as [number, number, number, number];
      const place = sample.tags.length === 0 ? -1 : pick(sample.tags, at);
      if (place < 1) continue;
      const end = endOf(sample.parts, place);
      const element = sample.parts.slice(place, end);
      const other = pick(all, a);
      const from = other.tags.length === 0 ? 0 : pick(other.tags, b);
      const foreign = other.parts.slice(from, endOf(other.parts, from));
      const before = sample.parts.slice(0, place);
      const after = sample.parts.slice(end);
      const edited = ((): readonly Part[] => {
        switch (kind % 7) {
          case 0:
            return [...before, ...element, ...element, ...after];
          case 1:
            return [...before, ...after];
          case 2:
            return [...before, ...foreign, ...after];
          case 3:
            return [...before, ...foreign, ...element, ...after];
          case 4: {
            const value = kind % 2 === 0 ? pick(values, a) : pick(VALUES, a);
            return withTag(sample.parts, place, (tag) => replaceValue(tag, b, value));
          }
          case 5:
            return withTag(sample.parts, place, (tag) => removeAttribute(tag, a));
          default:
            return withTag(sample.parts, place, (tag) => addAttribute(tag, pick(names, a), pick(values, b)));
        }
      })();
      if (edited.length < 20_000) sample = ofParts(edited);
    }
    return sample.parts.map(({ text }) => text).join('');
  });
}

function split(text: string): Sample {
  const parts = [...text.matchAll(/<!--[\s\S]*?-->|<\?[^>]*\?>|<[^>]+>|[^<]+/g)].map(([part]) => ({
    tag: /^<[A-Za-z/]/.test(part),
    text: part,
  }));
  return ofParts(parts);
}

function ofParts(parts: readonly Part[]): Sample {
  const tags = parts.flatMap(({ tag, text }, place) => (tag && !text.startsWith('</') ? [place] : []));
  // The root stays: everything else is inside it.
  return { parts, tags: tags.slice(1) };
}

/** The place after the element that begins at `place`. */
function endOf(parts: readonly Part[], place: number): number {
  let depth = 0;
  for (let i = place; i < parts.length; i += 1) {
    const { tag, text } = parts[i]!;
    if (!tag) continue;
    if (text.startsWith('</')) depth -= 1;
    else if (!text.endsWith('/>')) depth += 1;
    if (depth <= 0) return i + 1;
  }
  return parts.length;
}

function withTag(parts: readonly Part[], place: number, edit: (tag: string) => string): readonly Part[] {
  return parts.map((part, i) => (i === place ? { ...part, text: edit(part.text) } : part));
}

function replaceValue(tag: string, which: number, value: string): string {
  const all = [...tag.matchAll(/="[^"]*"/g)];
  const found = all[which % Math.max(1, all.length)];
  if (found === undefined) return tag;
  return `${tag.slice(0, found.index)}="${value}"${tag.slice(found.index + found[0].length)}`;
}

function removeAttribute(tag: string, which: number): string {
  const all = [...tag.matchAll(/ [\w:-]+="[^"]*"/g)];
  const found = all[which % Math.max(1, all.length)];
  return found === undefined ? tag : tag.slice(0, found.index) + tag.slice(found.index + found[0].length);
}

function addAttribute(tag: string, name: string, value: string): string {
  if (name.includes(':') || name === 'xmlns' || new RegExp(` ${name}="`).test(tag)) return tag;
  return tag.replace(/\/?>$/, (end) => ` ${name}="${value}"${end}`);
}
