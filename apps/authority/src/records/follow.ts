/**
 * Whether one state of a record rightly takes the place of another (docs/protocol.md, "What follows"; tests/model).
 * By the version vectors that are sealed in the bodies. Where one of the two has none, by the chain as far as it can be
 * seen: of the very next version the hash of the one before; never a version that is not higher.
 */
import { type VersionVector, vectorFollows } from '@cloison/protocol';
import { equalBytes } from '@cloison/protocol/public';

/** What an envelope that opened says of its place. */
export interface RecordState {
  readonly version: number;
  readonly hash: Uint8Array;
  readonly previous: Uint8Array;
  readonly final: boolean;
  /** Null: the body has no vector. */
  readonly saves: VersionVector | null;
}

/** Of what is shown to what is kept. `behind`: an older state of the same history. `other`: another history. */
export type Relation = 'follows' | 'behind' | 'other';

export function relationOf(shown: RecordState, kept: RecordState): Relation {
  if (shown.saves !== null && kept.saves !== null) {
    if (vectorFollows(shown.saves, kept.saves)) return 'follows';
    return vectorFollows(kept.saves, shown.saves) ? 'behind' : 'other';
  }
  if (shown.version > kept.version + 1) return 'follows';
  const isNext = shown.version === kept.version + 1 && equalBytes(shown.previous, kept.hash);
  return isNext ? 'follows' : 'other';
}
