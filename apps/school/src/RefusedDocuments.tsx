/**
 * Says which documents were set aside because the authority did not sign them: somebody who has the secret of the class, or
 * the platform itself, put them there.
 */
import { Banner } from '@cloison/theme';
import type { Desk } from './desk/desk.ts';
import type { RefusedDocument } from './desk/refused-documents.ts';
import { useObservable } from './live/hooks.ts';
import type { Observable } from './live/observable.ts';
import { useSpeech } from './words/language.tsx';

export function RefusedDocuments({ desk }: { readonly desk: Desk }) {
  const { words, text } = useSpeech();
  return (
    <>
      {desk.school !== null && <RefusedOf watched={desk.school} owner={words.refusedDocuments.school} />}
      {desk.classes.map((one) => (
        <RefusedOf key={one.index} watched={one} owner={text(one.name)} />
      ))}
    </>
  );
}

export function RefusedOf({
  watched,
  owner,
}: {
  readonly watched: Observable & { readonly refusedDocuments: readonly RefusedDocument[] };
  readonly owner: string;
}) {
  const { words } = useSpeech();
  useObservable(watched);
  return watched.refusedDocuments.map(({ part, why }) => (
    <Banner key={part} tone="bad">
      {words.refusedDocuments[why](owner, words.refusedDocuments.parts[part])}
    </Banner>
  ));
}
