/** Strict parsing of published content. It comes from the network: nothing is trusted before it was looked at. */

import * as v from 'valibot';
import { inconsistent, unique } from './check-choices.ts';
import { checkItem } from './check-item.ts';
import { DeliveryError } from './delivery-error.ts';
import type { DeliveryItem } from './delivery-item.ts';
import { deliveryItem, sequenceContent } from './delivery-schema.ts';
import { limits } from './limits.ts';
import type { SequenceContent } from './sequence-content.ts';
import { allInteractions } from './steps.ts';

/**
 * An item from its JSON text (or the value that it parses to). Throws `DeliveryError` for anything else: unknown
 * fields, elements and attributes off the allow-list, paths that lead out, interactions that do not fit their
 * declarations, sizes and depths beyond the limits.
 */
export function parseDeliveryItem(json: unknown): DeliveryItem {
  const value = readJson(json, limits.itemJsonLength, limits.nodes * 20);
  const item = shape(deliveryItem, value);
  checkItem(item, '');
  return item;
}

/** A sequence from its JSON text (or the value that it parses to). Throws `DeliveryError`, as `parseDeliveryItem`. */
export function parseSequenceContent(json: unknown): SequenceContent {
  const value = readJson(json, limits.sequenceJsonLength, limits.nodes * 200);
  const content = shape(sequenceContent, value);
  content.items.forEach((item, i) => {
    checkItem(item, `items.${i}`);
  });
  const ids = unique(
    content.items.map(({ id }) => id),
    'items',
  );
  const exercises = content.exercises ?? [];
  unique(
    exercises.map(({ id }) => id),
    'exercises',
  );
  exercises.forEach((exercise, i) => {
    const stranger = exercise.items.findIndex((id) => !ids.has(id));
    if (stranger !== -1) inconsistent(`exercises.${i}.items.${stranger}`, 'not an item of this sequence');
  });
  checkModules(content.modules ?? [], ids);
  checkScripts(content);
  return content;
}

/** Modules have items of the sequence, and lead to modules that are there. */
function checkModules(modules: NonNullable<SequenceContent['modules']>, items: ReadonlySet<string>): void {
  const ids = unique(
    modules.map(({ id }) => id),
    'modules',
  );
  modules.forEach((module, i) => {
    const place = `modules.${i}`;
    unique(module.items, `${place}.items`);
    if (!module.items.every((id) => items.has(id))) inconsistent(place, 'an item is not of this sequence');
    if (!module.next.every((id) => ids.has(id))) inconsistent(place, 'leads to no module of this sequence');
  });
}

/** Every module that an item loads is there, once. */
function checkScripts({ items, scripts = [] }: SequenceContent): void {
  const modules = unique(
    scripts.map(({ module }) => module),
    'scripts',
  );
  items.forEach((item, i) => {
    for (const one of allInteractions(item)) {
      if (one.kind === 'portableCustom' && !one.modules.every((module) => modules.has(module)))
        inconsistent(`items.${i}`, 'a module is not among the scripts');
    }
  });
}

/** Depth of the JSON of an item: two levels for each element, and those around. */
const maxJsonDepth = 2 * limits.depth + 40;

export function readJson(json: unknown, maxLength: number, maxValues: number): unknown {
  let value = json;
  if (typeof json === 'string') {
    if (json.length > maxLength)
      throw new DeliveryError('QTI_DELIVERY_TOO_LARGE', '', `over ${maxLength} characters`);
    try {
      value = JSON.parse(json);
    } catch {
      throw new DeliveryError('QTI_DELIVERY_JSON', '', 'not JSON');
    }
  }
  // Looked at without recursion: depth and size are known before any recursive code sees the value.
  let level: unknown[] = [value];
  let seen = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxJsonDepth)
      throw new DeliveryError('QTI_DELIVERY_TOO_DEEP', '', `over ${maxJsonDepth} levels`);
    seen += level.length;
    if (seen > maxValues) throw new DeliveryError('QTI_DELIVERY_TOO_LARGE', '', `over ${maxValues} values`);
    const below: unknown[] = [];
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue;
      for (const inner of Object.values(one)) below.push(inner);
    }
    level = below;
  }
  return value;
}

export function shape<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? '';
  const expected = issue.expected === null ? issue.message : `expected ${issue.expected}`;
  throw new DeliveryError('QTI_DELIVERY_SHAPE', place, expected.slice(0, 200));
}
