/**
 * A broken variant of the program: one guard is removed from the source as it is loaded (`patch-sources.ts`), in the processes of
 * the audit alone. The files on the disk, and what anybody else runs, have no switch for it.
 */
export interface SourcePatch {
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface Variant {
  readonly name: string;
  /** The line that has to turn red. */
  readonly line: string;
  /** Which guard is gone. */
  readonly without: string;
  readonly patches: readonly SourcePatch[];
}

/** A variant of one patch. */
export const one = (
  name: string,
  line: string,
  without: string,
  file: string,
  find: string,
  replace: string,
): Variant => ({
  name,
  line,
  without,
  patches: [{ file, find, replace }],
});

/** Files that variants of several promises change. */
export const ENVELOPE = 'packages/protocol/src/envelope.ts';
export const SIGNED_CALL = 'apps/platform/src/authority/signed-call.ts';
