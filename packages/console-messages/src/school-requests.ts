/** What schools ask for from their desks, and the incidents that they report. Order numbers and class labels, never a name. */
import type { Said } from './session.ts';

export const SCHOOL_REQUEST_KINDS = ['reserve', 'teacher-code', 'reopen', 'more-time', 'incident'] as const;
export type SchoolRequestKind = (typeof SCHOOL_REQUEST_KINDS)[number];

/** `told`: an incident, of which nothing is asked. */
export type SchoolRequestState = 'asked' | 'granted' | 'refused' | 'withdrawn' | 'told';

/** Which requests a list shows: those that wait, incidents, those that are over, or all. */
export const REQUEST_FILTERS = ['asked', 'told', 'over', 'all'] as const;
export type RequestFilter = (typeof REQUEST_FILTERS)[number];

/** What a list of requests is sorted by. */
export const REQUEST_COLUMNS = ['kind', 'school', 'received', 'state'] as const;
export type RequestColumn = (typeof REQUEST_COLUMNS)[number];

/** Rows of a page of requests. */
export const REQUESTS_A_PAGE = 100;

export interface SchoolRequestsShown {
  /** By filter, whatever else is wanted. */
  readonly counts: Readonly<Record<RequestFilter, number>>;
  /** Those that are wanted. */
  readonly found: number;
  /** From the first that was asked for, `REQUESTS_A_PAGE` at most. */
  readonly from: number;
  readonly rows: readonly SchoolRequest[];
}

export interface SchoolRequest {
  readonly id: string;
  readonly kind: SchoolRequestKind;
  readonly state: SchoolRequestState;
  readonly uai: string;
  readonly school: string;
  readonly town: string;
  /** ISO 8601 UTC. */
  readonly receivedAt: string;
  readonly answeredAt: string | null;
  /** The school's words; empty: none. */
  readonly note: string;
  /** The office's words; empty: none. */
  readonly answer: string;
  /** Of the pupils concerned; none for a teacher's code, perhaps none for an incident. */
  readonly orders: readonly string[];
  readonly sequence: Said | null;
  /** More time: minutes that are asked for. */
  readonly minutes: number | null;
  /** Reserve code. */
  readonly why: 'lost' | 'misused' | null;
  /** Teacher's code: the class, and the rank among its teachers. */
  readonly teacher: { readonly label: string; readonly rank: number } | null;
  /** Incident: when it happened by the school's clock, ISO 8601 UTC; null when that clock says nonsense. */
  readonly happenedAt: string | null;
}

/** A sitting that a request is about, as it is now. */
export interface RequestSitting {
  readonly order: string;
  readonly sequence: Said;
  readonly state: 'notBegun' | 'begun' | 'complete' | 'absent';
  readonly answered: number;
  readonly expected: number;
  readonly receipt: string | null;
  /** ISO 8601 UTC; null: nothing was received. */
  readonly savedAt: string | null;
  /** How often it was opened again. */
  readonly reopened: number;
  readonly extraMinutes: number;
}

export interface OpenedRequest {
  readonly request: SchoolRequest;
  readonly sittings: readonly RequestSitting[];
}
