/** What a press does to a response. Pure functions, so that pointer, touch and keys do the same. */
import type {
  ChoiceInteraction,
  MatchInteraction,
  OrderInteraction,
  ResponseValue,
} from '@cloison/qti/delivery';

/** Members of a response, whatever its shape. */
export function membersOf(value: ResponseValue): readonly string[] {
  if (value === null || value === '') return [];
  return typeof value === 'string' ? [value] : value;
}

/** A changed response, or `full`: there is no room for another choice. */
export type Change = { readonly kind: 'changed'; readonly value: ResponseValue } | { readonly kind: 'full' };

const changed = (members: readonly string[]): Change => ({
  kind: 'changed',
  value: members.length === 0 ? null : members,
});

/** Checks or unchecks a choice of a list; members stay in the order of the item, so that equal answers are equal. */
export function toggleChoice(interaction: ChoiceInteraction, value: ResponseValue, choiceId: string): Change {
  const held = membersOf(value);
  if (held.includes(choiceId)) return changed(held.filter((id) => id !== choiceId));
  if (held.length >= interaction.maxChoices) return { kind: 'full' };
  const wanted = new Set([...held, choiceId]);
  return changed(interaction.choices.map(({ id }) => id).filter((id) => wanted.has(id)));
}

export const pairOf = (source: string, target: string): string => `${source} ${target}`;

/**
 * Pairs a source with a target, or undoes the pair. A source or target that allows one pair gives up the one it had.
 * Where several are allowed and all are taken, nothing changes (`full`).
 */
export function togglePair(
  interaction: MatchInteraction,
  value: ResponseValue,
  source: string,
  target: string,
): Change {
  const pair = pairOf(source, target);
  let held = membersOf(value);
  if (held.includes(pair)) return changed(held.filter((member) => member !== pair));
  const ends = [
    { limit: maxOf(interaction.sources, source), has: (member: string) => member.split(' ')[0] === source },
    { limit: maxOf(interaction.targets, target), has: (member: string) => member.split(' ')[1] === target },
  ];
  for (const { limit, has } of ends) {
    if (limit === 1) held = held.filter((member) => !has(member));
    else if (held.filter(has).length >= limit) return { kind: 'full' };
  }
  if (held.length >= interaction.maxAssociations) return { kind: 'full' };
  const wanted = new Set([...held, pair]);
  const all = interaction.sources.flatMap((s) => interaction.targets.map((t) => pairOf(s.id, t.id)));
  return changed(all.filter((member) => wanted.has(member)));
}

function maxOf(choices: MatchInteraction['sources'], id: string): number {
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
