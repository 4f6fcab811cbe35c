/** From opened, checked and resolved bodies to a `Sitting`. Pure; total on everything that the checks let through. */
import type { EntryCell, PupilBody, SittingState } from '@cloison/protocol';
import { variantId } from '@cloison/qti';
import type { ItemResponses } from '@cloison/qti/delivery';
import type { BookletSpec } from '../campaign/spec.ts';
import { itemNamed, type ScorableItem, type ScorableSequence } from './sequence-scoring.ts';
import type { ItemResult, Sitting } from './sitting.ts';

/** Number of items of a pupil's body that have an answer. */
export function answeredItems(sequence: ScorableSequence, body: PupilBody): number {
  return Object.entries(body.items).filter(([id, { responses }]) =>
    itemNamed(sequence, id)?.isBegun(responses),
  ).length;
}

/** The envelope that counts. */
export interface ScoredRecord {
  /** Base64url. */
  readonly hash: string;
  readonly receipt: string;
}

/** Online. A final sitting has a result for every item that was given; what was left empty is "no answer". */
export function scorePupil(
  sequence: ScorableSequence,
  body: PupilBody,
  record: ScoredRecord,
  booklet: BookletSpec | null = null,
  variantOf: VariantOf = variantInBody(sequence, body),
): Sitting {
  const given = booklet?.items ?? [...sequence.items.keys()];
  const items = scoreItems(sequence, given, body, variantOf);
  return {
    sequence: sequence.id,
    mode: 'online',
    state: body.final ? 'complete' : 'begun',
    answered: Object.values(items).filter(({ state }) => state === 'answered').length,
    expected: given.length,
    receipt: body.final ? record.receipt : null,
    records: [record.hash],
    ...(booklet === null ? {} : { given: { items: booklet.items, forms: [booklet.id] } }),
    items,
  };
}

/** Results of the items that were given, in order; those never seen in an unfinished body are left out. */
export function scoreItems(
  sequence: ScorableSequence,
  given: readonly string[],
  body: PupilBody,
  variantOf: VariantOf = () => null,
): Record<string, ItemResult> {
  const items: Record<string, ItemResult> = {};
  for (const id of given) {
    const variant = variantOf(id);
    const name = variant === null ? id : variantId(id, variant);
    const item = itemNamed(sequence, name);
    const seen = Object.hasOwn(body.items, name) ? body.items[name] : undefined;
    if (item === undefined || (seen === undefined && !body.final)) continue;
    const responses: ItemResponses = seen?.responses ?? nothingIn(item);
    const begun = item.isBegun(responses);
    const counted = begun || (item.isPrefilled && item.isPossible(responses)) ? responses : {};
    items[id] = {
      state: begun ? 'answered' : 'noAnswer',
      responses: counted,
      score: item.score(counted),
      maxScore: item.maxScore,
      ms: seen?.ms ?? null,
      ...(variant === null ? {} : { variant }),
    };
  }
  return items;
}

/** No response at all: what is there before a pupil answers counts for those alone who were shown it. */
function nothingIn({ isPrefilled, responses }: ScorableItem): ItemResponses {
  return isPrefilled ? Object.fromEntries(responses.map(({ id }) => [id, null])) : {};
}

/** Which variant of an item the pupil was drawn, from 1; null: it has none. */
export type VariantOf = (item: string) => number | null;

/** Where nobody knows what chance decided for the pupil: the variant that was answered, else the first. */
function variantInBody(sequence: ScorableSequence, body: PupilBody): VariantOf {
  return (item) => {
    const { variants } = sequence.items.get(item) ?? {};
    if (variants === undefined) return null;
    const at = variants.findIndex((_, k) => Object.hasOwn(body.items, variantId(item, k + 1)));
    return at === -1 ? 1 : at + 1;
  };
}

/** Entry. An emptied cell is as if it had never been keyed. */
export function scoreEntry(
  sequence: ScorableSequence,
  cells: Readonly<Record<string, EntryCell>>,
  records: readonly string[],
): Sitting {
  const items: Record<string, ItemResult> = {};
  for (const [id, item] of sequence.items) {
    const cell = Object.hasOwn(cells, id) ? cells[id] : undefined;
    const result = cell === undefined ? null : scoreCell(item, cell);
    if (result !== null) items[id] = result;
  }
  const keyed = Object.values(items);
  return {
    sequence: sequence.id,
    mode: 'entry',
    state: entryState(keyed, sequence.items.size),
    answered: keyed.length,
    expected: sequence.items.size,
    receipt: null,
    records,
    items,
  };
}

/** Absent and no answer are two facts, and neither blocks completion. Absent altogether: every cell absent. */
function entryState(keyed: readonly ItemResult[], expected: number): SittingState {
  if (keyed.length === 0) return 'notBegun';
  if (keyed.length < expected) return 'begun';
  return keyed.every((item) => item.state === 'absent') ? 'absent' : 'complete';
}

function scoreCell(item: ScorableItem, cell: EntryCell): ItemResult | null {
  const base = { responses: {}, maxScore: item.maxScore, ms: null };
  if ('value' in cell) {
    const id = item.responses[0]?.id;
    // A value that holds nothing (null, an empty list) says what "no answer" says.
    const responses: ItemResponses = id === undefined || cell.value === null ? {} : { [id]: cell.value };
    return item.isBegun(responses)
      ? { ...base, state: 'answered', responses, score: item.score(responses) }
      : { ...base, state: 'noAnswer', responses: nothingIn(item), score: item.score(nothingIn(item)) };
  }
  switch (cell.state) {
    case 'empty':
      return null;
    case 'noAnswer':
      return { ...base, state: 'noAnswer', responses: nothingIn(item), score: item.score(nothingIn(item)) };
    case 'absent':
    case 'notTaught':
      return { ...base, state: cell.state, score: null };
  }
}
