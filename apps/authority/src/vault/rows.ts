/** Rows of the vault as SQLite gives them, and the personal values behind their sealed columns. */
import type { Bytes } from '@cloison/protocol/public';

export type CampaignState = 'open' | 'closing' | 'closed';
export interface CampaignRow {
  readonly name: string;
  readonly state: CampaignState;
  readonly rehearsal: number;
  readonly spec: string;
  readonly calendars: string;
  readonly manifest_hash: Bytes;
  readonly key_check: Bytes;
  readonly created_at: string;
  readonly roster_version: number;
  readonly platform_url: string | null;
  readonly platform_key: Bytes | null;
}

export interface ContentRow {
  readonly campaign: string;
  readonly kind: 'public' | 'source';
  readonly path: string;
  readonly hash: Bytes;
  readonly type: string;
  readonly bytes: Bytes;
  readonly pushed: number;
}

export interface ContentKeyRow {
  readonly campaign: string;
  readonly sequence: string;
  /** base64url, sealed at (content_key, sealed, sequence). */
  readonly sealed: Bytes;
}

export interface ContentReleaseRow {
  readonly campaign: string;
  readonly sequence: string;
  readonly calendar: number;
  readonly at: string;
}

export interface SchoolRow {
  readonly id: number;
  readonly campaign: string;
  readonly uai: string;
  readonly name: string;
  readonly town: string;
  readonly sector: 'PU' | 'PR';
  readonly priority: 'HEP' | 'REP' | 'REP+';
  readonly area: number;
}

export type TerritoryKind = 'region' | 'academie' | 'departement' | 'circonscription' | 'other';
export interface TerritoryRow {
  readonly id: number;
  readonly campaign: string;
  readonly code: string;
  readonly kind: TerritoryKind;
  readonly label: string;
  readonly declared: number;
}

export interface ClassRow {
  readonly id: number;
  readonly school: number;
  readonly label_lookup: Bytes;
  readonly sealed: Bytes;
}
/** Sealed at (class, sealed, id). */
export interface ClassFacts {
  readonly label: string;
  /** By which the school's own program knows the class whatever it is called (OneRoster's `sourcedId`), where a file said so. */
  readonly identifier?: string;
}

export interface ClassLevelRow {
  readonly id: number;
  readonly class: number;
  readonly level: string;
}

export interface PupilRow {
  readonly id: number;
  readonly campaign: string;
  readonly class_level: number;
  readonly state: 'present' | 'left';
  readonly ine_lookup: Bytes;
  readonly facts_lookup: Bytes;
  readonly sealed: Bytes;
  readonly order_lookup: Bytes | null;
  readonly order_sealed: Bytes | null;
  readonly roster_version: number;
}
/** Sealed at (pupil, sealed, id). The order number is a string sealed at (pupil, order_sealed, id). */
export interface PupilFacts {
  readonly ine: string;
  readonly lastName: string;
  readonly firstName: string;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly sex: 'F' | 'M';
  /** Ids of the campaign's accommodations, sorted. */
  readonly accommodations: readonly string[];
  /** Of the sample, above 0; missing when the roster gives none. */
  readonly weight?: number;
}

/** `territory`: an area of inspectors. */
export type HolderKind = 'pupil' | 'staff' | 'class' | 'school' | 'territory';
export type HolderState = 'minted' | 'assigned' | 'reserve' | 'revoked';
export interface HolderRow {
  readonly holder_id: Bytes;
  readonly campaign: string;
  readonly kind: HolderKind;
  readonly state: HolderState;
  readonly access_hash: Bytes;
  readonly sealed: Bytes;
  readonly calendar: number | null;
  readonly pupil: number | null;
  readonly class_level: number | null;
  readonly class: number | null;
  readonly school: number | null;
  readonly territory: number | null;
  readonly role: 'head' | 'teacher' | 'inspector' | null;
  readonly rank: number | null;
  readonly replaces: Bytes | null;
  readonly reason: ReplacementReason | null;
  readonly pushed: number;
  readonly used: number;
}
export type ReplacementReason = 'lost' | 'misused' | 'revoked' | 'left' | 'moved';
/** Sealed at (holder, sealed, hexadecimal holder id). */
export interface HolderSecret {
  /** base64url, 32 bytes. */
  readonly root: string;
  /** As shown to people; null for holders that nobody types. */
  readonly code: string | null;
}

export interface DocumentRow {
  readonly holder: Bytes;
  readonly name: string;
  readonly version: number;
  readonly hash: Bytes;
  readonly body_lookup: Bytes;
  readonly envelope: Bytes;
  readonly pushed: number;
}

export interface RecordRow {
  readonly holder: Bytes;
  readonly name: string;
  readonly version: number;
  readonly hash: Bytes;
  readonly final: number;
  readonly at: string;
  readonly envelope: Bytes | null;
}

export interface BranchRow {
  readonly holder: Bytes;
  readonly name: string;
  readonly hash: Bytes;
  readonly version: number;
  readonly reason: 'late' | 'conflict' | 'rescue' | 'relay';
  readonly final: number;
  readonly at: string;
  readonly envelope: Bytes;
}

export interface KeptBranchRow extends BranchRow {
  /** 1: the holder was revoked here before this came. */
  readonly after_revocation: number;
}

export interface EntryNameRow {
  readonly holder: Bytes;
  readonly name: string;
  readonly pupil: number;
  readonly sequence: string;
}

export interface QuarantineRow {
  readonly campaign: string;
  readonly holder: Bytes;
  readonly name: string;
  readonly hash: Bytes;
  readonly code: string;
  readonly at: string;
}

export interface ObservationRow {
  readonly pupil: number;
  readonly sequence: string;
  readonly code: string;
}

export interface RollbackRow {
  readonly holder: Bytes;
  readonly name: string;
  readonly seen_version: number;
  readonly shown_version: number;
  readonly at: string;
}

export interface IncidentRow {
  readonly campaign: string;
  readonly code: string;
  /** Empty: of no record. */
  readonly holder: Bytes;
  readonly name: string;
  readonly times: number;
  readonly at: string;
}

export interface ResultRow {
  readonly pupil: number;
  readonly sequence: string;
  readonly source: Bytes | null;
  readonly sealed: Bytes;
}

export interface ParticipationRow {
  readonly class_level: number;
  readonly sequence: string;
  readonly expected: number;
  readonly not_begun: number;
  readonly begun: number;
  readonly complete: number;
  readonly absent: number;
}

export interface JournalRow {
  readonly number: number;
  readonly line: string;
  readonly hash: Bytes;
}

export interface KeyCopyRow {
  readonly key_id: string;
  readonly purpose: 'identity' | 'research';
  readonly campaign: string;
  readonly path: string;
  readonly registered_at: string;
  readonly destroyed_at: string | null;
}

export interface SigningKeyRow {
  readonly number: number;
  /** Raw, 32 bytes. */
  readonly public_key: Bytes;
  readonly since: string;
  /** Null, as `why`: in force. */
  readonly replaced_at: string | null;
  readonly why: 'lost' | 'leaked' | null;
}

export interface HostRow {
  readonly campaign: string;
  readonly public_key: Bytes;
  readonly kind: 'platform' | 'relay';
  readonly label: string;
  readonly since: string;
  readonly return_key_id: Bytes | null;
  /** Sealed at (place, return_key_sealed, hexadecimal public key): the transfer key as text. */
  readonly return_key_sealed: Bytes | null;
  readonly taken_at: string | null;
  readonly statement: string | null;
}

export interface ClosingRow {
  readonly campaign: string;
  readonly step: string;
  readonly at: string;
  readonly detail: string;
}

export interface ResearchRow {
  readonly campaign: string;
  readonly id: number;
  readonly sealed: Bytes;
}

export type AnalysisState = 'pending' | 'kept';
export interface AnalysisRow {
  readonly campaign: string;
  readonly domain: string;
  readonly state: AnalysisState;
  readonly at: string;
  readonly pupils: number;
  readonly input: Bytes;
  readonly statistics_sealed: Bytes;
}

export interface FiguresRow {
  readonly campaign: string;
  readonly domain: string;
  readonly number: number;
  readonly at: string;
  readonly release: string;
  readonly means: string;
}

export interface EstimateRow {
  readonly campaign: string;
  readonly domain: string;
  readonly state: AnalysisState;
  readonly part: number;
  readonly sealed: Bytes;
}

export interface ItemChangeRow {
  readonly campaign: string;
  readonly number: number;
  readonly at: string;
  readonly detail: string;
  readonly issued_at: string | null;
}

export interface StandardRow {
  readonly campaign: string;
  readonly number: number;
  readonly at: string;
  readonly detail: string;
  readonly issued_at: string | null;
}

export type RequestKind = 'reserve' | 'teacher-code' | 'reopen' | 'more-time' | 'incident';
export interface RequestRow {
  readonly campaign: string;
  readonly id: string;
  readonly holder: Bytes;
  readonly school: number;
  readonly kind: RequestKind;
  readonly state: 'asked' | 'granted' | 'refused' | 'withdrawn' | 'told';
  readonly received_at: string;
  /** A `DeskEntry`, sealed at (request, sealed, id). */
  readonly sealed: Bytes;
  readonly answered_at: string | null;
  /** A string, sealed at (request, answer_sealed, id). */
  readonly answer_sealed: Bytes | null;
}

export interface NoticeRow {
  readonly campaign: string;
  readonly number: number;
  readonly at: string;
  readonly fr: string;
  readonly en: string;
  readonly level: string | null;
  readonly withdrawn_at: string | null;
}
