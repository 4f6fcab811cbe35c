/** Variants of items with template variables: which a sequence has, and what is published of them. */
import {
  distinctVariants,
  type Item,
  lintItem,
  maxScore,
  readItem,
  toDelivery,
  toVariantDelivery,
  variantId,
} from '@cloison/qti';
import type { DeliveryItem } from '@cloison/qti/delivery';
import { deliveryOptions, type SequenceSpec } from '../campaign/spec.ts';
import type { CampaignProblems } from './campaign-problems.ts';
import { fromQti, type SequencePackage } from './packages.ts';
import type { SpecFile } from './spec-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** Symbols of an identifier that records and tickets carry. */
const LONGEST_NAME = 128;

/**
 * Seeds by item, of every item of the package that has variants; null: the sequence has none. What is wrong is reported:
 * each variant is looked at as any item is, and all of an item are worth the same.
 */
export function readVariants(
  file: YamlFile,
  read: SpecFile,
  index: number,
  pack: SequencePackage | null,
  modules: readonly string[],
  problems: CampaignProblems,
): SequenceSpec['variants'] | null {
  const sequence = read.sequences[index];
  if (sequence?.variants === undefined) return null;
  const at = ['sequences', index, 'variants'];
  const { count, seed } =
    typeof sequence.variants === 'number' ? { count: sequence.variants, seed: 1 } : sequence.variants;
  if (read.levels.find(({ id }) => id === sequence.level)?.mode === 'entry') file.add('variants-entry', at);
  if (sequence.modules !== undefined) file.add('variants-modules', at);
  if (pack === null) return null;
  const found = [...pack.items.values()].flatMap(({ item }): [string, readonly string[]][] => {
    if (item.templates.length === 0) return [];
    const variants = distinctVariants(
      (one) => readVariant(pack.files, item.path, one, modules),
      `${seed}/${sequence.id}`,
      count,
    );
    if (variants.length < 2) return [];
    const wanted = deliveryOptions(sequence, item.identifier);
    for (const { item: variant } of variants)
      for (const remark of lintItem(variant, wanted))
        if (remark.severity === 'error') problems.push(fromQti(remark, sequence.package));
    const id = item.identifier;
    const points = variants.map((one) => maxScore(one.item));
    const other = points.find((most) => most !== points[0]);
    if (other !== undefined)
      file.add('variants-maximum', at, { item: id, most: Math.max(...points), least: Math.min(...points) });
    variants.forEach((_, k) => {
      const name = variantId(id, k + 1);
      if (pack.items.has(name) || name.length > LONGEST_NAME)
        file.add('variants-name', at, { item: id, name });
    });
    return [[id, variants.map((one) => one.seed)]];
  });
  if (found.length === 0) file.add('variants-none', at);
  return Object.fromEntries(found);
}

/** An item of a package as it is for a seed. */
export function readVariant(
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  seed: string,
  modules: readonly string[],
): Item {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`${path} is not in the package`);
  return readItem(bytes, { path, file: (name) => files.get(name) ?? null, seed, modules });
}

/** What is published of an item of a sequence: its variants, or the item itself. */
export function publishedForms(
  sequence: Pick<SequenceSpec, 'variants' | 'attempts'>,
  pack: SequencePackage,
  item: string,
  modules: readonly string[],
): DeliveryItem[] {
  const found = pack.items.get(item);
  if (found === undefined) return [];
  const options = deliveryOptions(sequence, item);
  const seeds = sequence.variants?.[item];
  if (seeds === undefined) return [options.steps === true ? toDelivery(found.item, options) : found.delivery];
  return seeds.map((seed, k) =>
    toVariantDelivery(readVariant(pack.files, found.item.path, seed, modules), k + 1, options),
  );
}
