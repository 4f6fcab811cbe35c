/** Prints the journal's head, to be kept outside the vault: a journal that is rewritten later no longer fits it. */
import type { Session } from './session.ts';

export function printAnchor(
  session: Session,
  head: { readonly n: number; readonly hash: string } | null,
): void {
  if (head === null) return;
  session.print(
    session.say(
      {
        fr: 'Journal, à noter sur papier : ligne {n}, empreinte {hash}',
        en: 'Journal, to be noted on paper: line {n}, hash {hash}',
      },
      head,
    ),
  );
}
