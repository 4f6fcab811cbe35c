/** Documents of which the platform shows a version that is not the authority's: set aside, and named on the screen. */
import type { RefusedVersion } from '../live/live-document.ts';

export type DocumentPart =
  | 'keyring'
  | 'roster'
  | 'participation'
  | 'report'
  | 'entryBase'
  | 'slips'
  | 'answers'
  | 'notices'
  | 'deskRecord'
  | 'entries';

export interface RefusedDocument {
  readonly part: DocumentPart;
  readonly why: RefusedVersion;
}

export function refusedAmong(
  documents: Partial<Record<DocumentPart, { readonly refused: RefusedVersion | null }>>,
): readonly RefusedDocument[] {
  return Object.entries(documents).flatMap(([part, { refused }]) =>
    refused === null ? [] : [{ part: part as DocumentPart, why: refused }],
  );
}
