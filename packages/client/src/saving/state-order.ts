/** How two states of a record stand to each other, by the version vectors that are sealed in them. */
import { type Holder, open, vectorOf } from '@cloison/protocol';
import { lacksNothing } from './saves-behind.ts';

/** `beside`: each has a save that the other lacks; `unknown`: one of them has no vector. */
export type StateOrder = 'same' | 'behind' | 'ahead' | 'beside' | 'unknown';

/** What the first of two envelopes is to the second. Throws `ProtocolError` where one does not open. */
export async function compareStates(
  holder: Holder,
  name: string,
  one: Uint8Array,
  other: Uint8Array,
): Promise<StateOrder> {
  const address = { kind: 'record-or-final', name } as const;
  const [a, b] = await Promise.all([one, other].map((envelope) => open(holder, envelope, address)));
  const [first, second] = [vectorOf(a?.body), vectorOf(b?.body)];
  if (first === null || second === null) return 'unknown';
  const hasAll = lacksNothing(first, second);
  if (lacksNothing(second, first)) return hasAll ? 'same' : 'behind';
  return hasAll ? 'ahead' : 'beside';
}
