/** Points by the mappings of a response declaration, compiled once for each declaration. */

import type { Shape } from '../delivery/delivery-item.ts';
import { normalizeText, type TextFolding } from '../lexical/french-text.ts';
import type { ResponseDeclaration } from '../model/item.ts';
import { readPoint, type Scalar, type Value } from '../model/value.ts';
import { isInside } from './area.ts';

/**
 * Points by the mapping of the declaration. Each member of a container counts once, however often it is there (QTI 3.0
 * ASI, `mapResponse`: "each value is mapped once only"). NULL is a value that is not listed, whatever the cardinality: the
 * default, as JQTI+, qti-sdk and qti-components have it. Then the bounds apply.
 */
export function mapResponse(declaration: ResponseDeclaration, value: Value): number {
  const { mapping } = declaration;
  if (mapping === null) return 0;
  const points = pointsOf(declaration);
  let sum = 0;
  if (value === null) {
    sum = mapping.defaultPoints;
  } else if (value.members.length === 1) {
    sum = points(value.members[0] as Scalar).points;
  } else {
    const seen = new Set<Scalar>();
    for (const member of value.members) {
      const found = points(member);
      if (seen.has(found.member)) continue;
      seen.add(found.member);
      sum += found.points;
    }
  }
  return clamp(sum, mapping.lowerBound, mapping.upperBound);
}

/**
 * Points by the area mapping: for each point those of the first area that it is in, else the default; each area counts
 * once (QTI 3.0 ASI, `mapResponsePoint`).
 */
export function mapResponsePoint(declaration: ResponseDeclaration, value: Value): number {
  const mapping = declaration.areaMapping;
  if (mapping === null) return 0;
  let sum = 0;
  if (value === null) {
    sum = declaration.cardinality === 'single' ? mapping.defaultPoints : 0;
  } else {
    const counted = new Set<number>();
    for (const member of value.members) {
      const point = readPoint(String(member));
      const area =
        point === null
          ? -1
          : mapping.entries.findIndex(({ shape, coords }) => isInside(point, shape satisfies Shape, coords));
      if (area === -1) sum += mapping.defaultPoints;
      else if (!counted.has(area)) sum += mapping.entries[area]?.points ?? 0;
      counted.add(area);
    }
  }
  return clamp(sum, mapping.lowerBound, mapping.upperBound);
}

function clamp(value: number, low: number | null, high: number | null): number {
  return Math.min(high ?? Number.POSITIVE_INFINITY, Math.max(low ?? Number.NEGATIVE_INFINITY, value));
}

/** `member`: one text for all that count as the same. */
type Points = (member: Scalar) => { readonly member: Scalar; readonly points: number };

const compiled = new WeakMap<ResponseDeclaration, Points>();

function pointsOf(declaration: ResponseDeclaration): Points {
  let points = compiled.get(declaration);
  if (points === undefined) {
    points = declaration.baseType === 'string' ? textPoints(declaration) : plainPoints(declaration);
    compiled.set(declaration, points);
  }
  return points;
}

function plainPoints({ mapping }: ResponseDeclaration): Points {
  const table = new Map<string, number>();
  for (const { key, points } of mapping?.entries ?? []) if (!table.has(key)) table.set(key, points);
  const otherwise = mapping?.defaultPoints ?? 0;
  return (member) => {
    const text = String(member);
    return { member: text, points: table.get(text) ?? otherwise };
  };
}

/** The key that is exactly what was typed wins; then those whose case does not count, in their order. */
function textPoints({ mapping, folding }: ResponseDeclaration): Points {
  const loose: TextFolding = { ...folding, ignoreCase: true };
  const exactTable = new Map<string, number>();
  const looseTable = new Map<string, number>();
  for (const { key, points, caseSensitive } of mapping?.entries ?? []) {
    const exact = normalizeText(key, folding);
    if (!exactTable.has(exact)) exactTable.set(exact, points);
    if (caseSensitive) continue;
    const folded = normalizeText(key, loose);
    if (!looseTable.has(folded)) looseTable.set(folded, points);
  }
  const otherwise = mapping?.defaultPoints ?? 0;
  return (member) => {
    const exact = normalizeText(String(member), folding);
    const found = exactTable.get(exact);
    if (found !== undefined) return { member: exact, points: found };
    const folded = normalizeText(String(member), loose);
    const foldedPoints = looseTable.get(folded);
    return foldedPoints === undefined
      ? { member: exact, points: otherwise }
      : { member: folded, points: foldedPoints };
  };
}
