/** What a press does to a response. Pure functions, so that pointer, touch and keys do the same. */
import type { OrderInteraction, ResponseShape, ResponseValue } from '@cloison/qti/delivery';

/** Members of a response, whatever its shape. */
export function membersOf(value: ResponseValue): readonly string[] {
  if (value === null || value === '') return [];
  return typeof value === 'string' ? [value] : value;
}

/**
 * Chooses one of `ids`, or takes it back. Members stay in the order of the item, so that equal answers are equal. Where one
 * is allowed, the new one takes its place. Null: there is no room for another.
 */
export function toggleMember(
  ids: readonly string[],
  max: number,
  held: readonly string[],
  id: string,
): readonly string[] | null {
  if (held.includes(id)) return held.filter((other) => other !== id);
  if (max === 1) return [id];
  if (held.length >= max) return null;
  const wanted = new Set([...held, id]);
  return ids.filter((other) => wanted.has(other));
}

/** The next place in an order, or none any more. Null: there is no room. */
export function toggleInOrder(max: number, held: readonly string[], id: string): readonly string[] | null {
  if (held.includes(id)) return held.filter((other) => other !== id);
  return held.length >= max ? null : [...held, id];
}

export const pairOf = (source: string, target: string): string => `${source} ${target}`;

/** What pairs an interaction takes: `responseShape` of every interaction whose response is pairs. */
export type Pairing = Extract<ResponseShape, { readonly kind: 'pairs' }>;

/** The pair as it is saved: one that has no direction has the choice first that stands first in the item. */
export function pairIn({ undirected, sources }: Pairing, a: string, b: string): string {
  const place = (id: string) => sources.findIndex((source) => source.id === id);
  return undirected && place(b) < place(a) ? pairOf(b, a) : pairOf(a, b);
}

/**
 * Pairs a source with a target, or undoes the pair. A source or target that allows one pair gives up the one it had.
 * Where several are allowed and all are taken, nothing changes (null).
 */
export function togglePair(
  pairing: Pairing,
  members: readonly string[],
  source: string,
  target: string,
): readonly string[] | null {
  const { undirected, sources, targets, max } = pairing;
  if (undirected && source === target) return members;
  const pair = pairIn(pairing, source, target);
  if (members.includes(pair)) return members.filter((member) => member !== pair);
  let held = members;
  const uses = (id: string, end: 0 | 1) => (member: string) => {
    const ends = member.split(' ');
    return undirected ? ends.includes(id) : ends[end] === id;
  };
  const limits = [
    { limit: maxOf(sources, source), has: uses(source, 0) },
    { limit: maxOf(targets, target), has: uses(target, 1) },
  ];
  for (const { limit, has } of limits) {
    if (limit === 1) held = held.filter((member) => !has(member));
    else if (held.filter(has).length >= limit) return null;
  }
  if (max === 1) held = [];
  if (held.length >= max) return null;
  const wanted = new Set([...held, pair]);
  const all = sources.flatMap((s) => targets.map((t) => pairOf(s.id, t.id)));
  return all.filter((member) => wanted.has(member));
}

/** How often a source is used in the pairs that are held. */
export function usesOf(held: readonly string[], source: string): number {
  return held.filter((member) => member.startsWith(`${source} `)).length;
}

function maxOf(choices: Pairing['sources'], id: string): number {
  return choices.find((choice) => choice.id === id)?.matchMax ?? 0;
}

/** All choices have to be put in order (else some are picked, then ordered). */
export function ordersAll({ choices, minChoices, maxChoices }: OrderInteraction): boolean {
  return minChoices === choices.length && maxChoices === choices.length;
}

/** The list with one member moved to another index. An index outside the list means its nearest end. */
export function moveTo(list: readonly string[], from: number, to: number): readonly string[] {
  const moved = list[from];
  if (moved === undefined) return list;
  const rest = [...list];
  rest.splice(from, 1);
  rest.splice(Math.min(Math.max(0, to), rest.length), 0, moved);
  return rest;
}
