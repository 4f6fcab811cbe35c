/** Participation as it comes in, and what the platform did that it should not. Counts of schools; nobody in them. */
import type { Said } from './session.ts';

export interface SittingTotals {
  readonly expected: number;
  readonly complete: number;
  readonly begun: number;
  readonly absent: number;
  readonly notBegun: number;
}

export interface SequenceParticipation extends SittingTotals {
  readonly level: string;
  readonly levelTitle: Said;
  readonly sequence: string;
  readonly title: Said;
}

export interface PlaceParticipation extends SittingTotals {
  /** `75`, `2A`, `974`. */
  readonly departement: string;
  readonly name: string;
  readonly academie: string;
  readonly schools: number;
  /** Of these, schools where nobody has begun. */
  readonly schoolsNotBegun: number;
}

export interface Participation {
  /** When the last pass brought or sent something, ISO 8601 UTC; null: never. */
  readonly at: string | null;
  readonly sequences: readonly SequenceParticipation[];
  /** Of the sequence that was asked for, or of all. Sorted by département. */
  readonly places: readonly PlaceParticipation[];
  /** Sittings that arrived, summed up from midnight on, by quarter of an hour: finals online, sheets by entry. */
  readonly today: readonly number[];
  readonly yesterday: readonly number[];
}

export interface SchoolParticipation extends SittingTotals {
  readonly uai: string;
  readonly name: string;
  readonly town: string;
  readonly sector: 'PU' | 'PR';
  readonly priority: string;
  readonly departement: string;
  readonly academie: string;
  readonly pace: SchoolPace;
}

/** `behind`: fewer than half have finished, and three days or less are left. */
export const SCHOOL_PACES = ['notBegun', 'behind', 'going', 'done'] as const;
export type SchoolPace = (typeof SCHOOL_PACES)[number];

/** What schools are sorted by. */
export const SCHOOL_COLUMNS = ['uai', 'name', 'town', 'academie', 'pace', 'left', 'share'] as const;
export type SchoolColumn = (typeof SCHOOL_COLUMNS)[number];

/** Rows of a page of schools. */
export const SCHOOLS_A_PAGE = 200;

export interface SchoolsShown {
  /** Schools with pupils in the sequence, and of these those that are wanted. */
  readonly all: number;
  readonly found: number;
  /** Of all, in their order. */
  readonly academies: readonly string[];
  /** From the first that was asked for, `SCHOOLS_A_PAGE` at most. */
  readonly from: number;
  readonly rows: readonly SchoolParticipation[];
}

/** Reasons for which an envelope is set aside after opening (`records/check-body.ts` of the authority). */
export type QuarantineReason =
  | 'unknown-holder'
  | 'unexpected-record'
  | 'feed-mismatch'
  | 'kind-mismatch'
  | 'unknown-manifest'
  | 'unknown-item'
  | 'impossible-response'
  | 'impossible-route'
  | 'envelope-malformed'
  | 'envelope-too-large'
  | 'envelope-address'
  | 'envelope-sealed'
  | 'body-padding'
  | 'body-inflate'
  | 'body-json'
  | 'message-invalid'
  | 'unexpected';

/** What no honest platform does (`records/incidents.ts` of the authority). */
export type IncidentKind =
  | 'unreadable-head'
  | 'fork'
  | 'after-final'
  | 'after-revocation'
  | 'audit-silent'
  | 'audit-unreadable'
  | 'audit-swapped'
  | 'newer-missing'
  | 'beside-missing'
  | 'branches-full'
  | 'names-full'
  | 'impossible-time'
  | 'feed-unreadable'
  | 'feed-endless'
  | 'feed-rewound'
  | 'documents-newer'
  | 'card-other'
  | 'code-unknown'
  | 'code-not-revoked'
  | 'windows-other'
  | 'document-missing'
  | 'document-other'
  | 'content-missing'
  | 'content-other'
  | 'key-missing'
  | 'key-other'
  | 'routing-missing'
  | 'served-unreadable'
  | 'unreadable-rescue';

export interface Incidents {
  readonly incidents: readonly {
    readonly code: IncidentKind;
    readonly said: Said;
    /** Records concerned, and how often in all. */
    readonly records: number;
    readonly times: number;
    readonly last: string;
  }[];
  readonly quarantine: readonly {
    readonly code: QuarantineReason;
    readonly count: number;
    readonly last: string;
  }[];
  /** Records of which the platform showed less than before. */
  readonly rollbacks: number;
  /** Sittings that a person may have to look at. */
  readonly observations: readonly { readonly said: Said; readonly count: number }[];
  /** Sittings of misused codes: nameless, out of statistics. */
  readonly apart: number;
}
