/** The head of the journal, printed when it is worth keeping elsewhere: on paper it outlives whoever has the vault. */
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
