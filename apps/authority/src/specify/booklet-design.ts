/** Booklets of blocks: balanced ones, computed, or those that the campaign lists. */
import { balancedBooklets } from '@cloison/measurement';
import type { BookletSpec } from '../campaign/spec.ts';
import type { SequenceRead } from './design-input.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

type Read = NonNullable<SequenceRead['booklets']>;

export function readBooklets(
  file: YamlFile,
  read: Read,
  path: YamlPath,
): {
  readonly booklets: readonly BookletSpec[] | null;
  readonly placed: readonly { readonly item: string; readonly at: YamlPath }[];
} {
  const placed = new Map<string, YamlPath>();
  const place = (items: readonly string[], at: YamlPath) =>
    items.forEach((item, k) => {
      const before = placed.get(item);
      if (before === undefined) placed.set(item, [...at, k]);
      else file.add('item-twice', [...at, k], { item, first: file.at(before).line });
    });
  place(read.anchor?.items ?? [], [...path, 'anchor', 'items']);
  const blocks = new Map<string, readonly string[]>();
  read.blocks.forEach(({ id, items }, i) => {
    if (blocks.has(id)) file.add('module-twice', [...path, 'blocks', i, 'id'], { id });
    blocks.set(id, items);
    place(items, [...path, 'blocks', i, 'items']);
  });
  const made = designOf(file, read, path, blocks);
  const anchor = read.anchor?.items ?? [];
  const booklets = made?.map((ids, k): BookletSpec => {
    const own = ids.flatMap((id) => blocks.get(id) ?? []);
    return {
      id: String(k + 1),
      items: read.anchor?.place === 'last' ? [...own, ...anchor] : [...anchor, ...own],
    };
  });
  return { booklets: booklets ?? null, placed: [...placed].map(([item, at]) => ({ item, at })) };
}

function designOf(
  file: YamlFile,
  { booklets, perBooklet, blocks: list }: Read,
  path: YamlPath,
  blocks: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] | null {
  if ((booklets === undefined) === (perBooklet === undefined)) {
    file.add('booklets-kind', path);
    return null;
  }
  if (booklets !== undefined) {
    booklets.forEach((ids, i) => {
      ids.forEach((id, j) => {
        const at = [...path, 'booklets', i, j];
        if (!blocks.has(id)) file.add('module-unknown', at, { id });
        else if (ids.indexOf(id) < j) file.add('module-twice', at, { id });
      });
    });
    return booklets;
  }
  const design = balancedBooklets(list.length, perBooklet ?? 0);
  if (design === null) {
    file.add('booklets-unbalanced', [...path, 'perBooklet'], { blocks: list.length, each: perBooklet ?? 0 });
    return null;
  }
  return design.map((booklet) => booklet.map((block) => list[block]?.id ?? ''));
}
