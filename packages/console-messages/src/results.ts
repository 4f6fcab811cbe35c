/** What comes out of a campaign, and its closing. */
import type { Said } from './session.ts';

export interface Results {
  readonly state: 'open' | 'closing' | 'closed';
  readonly rehearsal: boolean;
  /** When the last analysis was kept, ISO 8601 UTC; null: none. */
  readonly analysedAt: string | null;
  readonly levels: readonly { readonly level: string; readonly title: Said }[];
  readonly domains: readonly { readonly domain: string; readonly title: Said }[];
  readonly hasCertificate: boolean;
  /** Pseudonymous rows that the closing kept; null before. */
  readonly researchRows: number | null;
  /** The secrecy of the research file; null before it is made. */
  readonly anonymised: {
    readonly rows: number;
    readonly droppedRows: number;
    readonly k: number;
    readonly cells: number;
    readonly suppressedTexts: number;
    readonly levels: readonly {
      readonly level: string;
      readonly rows: number;
      /** Pupils whom each row fits by its background, at least. */
      readonly fewestPersons: number;
      /** Rows that are alone by their answers, and by answers and background. */
      readonly unique: number;
      readonly uniqueWithBackground: number;
    }[];
  } | null;
}

export interface Standards {
  readonly domains: readonly {
    readonly domain: string;
    readonly title: Said;
    readonly own: readonly [number, number];
    readonly inForce: readonly [number, number];
    /** Where pupils sit different items: by module or booklet; null where all sit the same. */
    readonly forms:
      | readonly {
          readonly form: string;
          readonly own: readonly [number, number];
          readonly inForce: readonly [number, number];
        }[]
      | null;
  }[];
  readonly changes: readonly {
    readonly number: number;
    readonly at: string;
    readonly who: string;
    readonly reason: string;
    readonly domains: readonly string[];
    readonly issuedAt: string | null;
  }[];
}

export type ClosingStepName =
  | 'collected'
  | 'counted'
  | 'distilled'
  | 'purged'
  | 'destroyed'
  | 'erased'
  | 'certified';

/** What a closing would find, destroy and leave unfinished; it needs no key. */
export interface Closing {
  readonly state: 'open' | 'closing' | 'closed';
  readonly platform: string | null;
  readonly pupils: number;
  readonly sequences: readonly {
    readonly sequence: string;
    readonly title: Said;
    readonly expected: number;
    readonly final: number;
    readonly unfinished: number;
    readonly neverBegun: number;
    readonly absent: number;
  }[];
  readonly openWindows: readonly {
    readonly sequence: string;
    readonly title: Said;
    readonly areaTitle: Said;
    /** IANA name: the end is said in the area's own time. */
    readonly zone: string;
    readonly until: string;
  }[];
  /** YYYY-MM-DD, to be named by who closes before; null: all windows are over. */
  readonly openUntil: string | null;
  readonly lastCollection: string | null;
  readonly copies: readonly {
    readonly path: string;
    readonly place: 'present' | 'other' | 'absent' | 'unreachable';
  }[];
  readonly laptopsOut: readonly string[];
  /** Null: the campaign follows none. */
  readonly cohort: {
    readonly name: string;
    /** YYYY-MM-DD: the keys stay until then. */
    readonly until: string;
    /** Pupils with a sitting whose row would be linked to nothing. */
    readonly withoutIdentifier: number;
    /** Nobody is marked any more: the closing does not wait for identifiers. */
    readonly isOver: boolean;
  } | null;
  /** Of the disk of the vault, for a while. */
  readonly room: { readonly neededBytes: number; readonly freeBytes: number };
  readonly steps: readonly { readonly step: ClosingStepName; readonly isDone: boolean }[];
  /** For a vault that does not know that its campaign was closed. */
  readonly byCertificate: {
    /** When the vault was last put back from a backup, since the campaign was created; ISO 8601 UTC; null: never. */
    readonly restoredAt: string | null;
    /** A closing by a certificate has begun: it goes on without the file. */
    readonly isTaken: boolean;
  };
  /** Null while nobody has a role; else who else has approved it within a day. */
  readonly approvedBy: readonly string[] | null;
  /** Of closing without a valid statement of the platform; as `approvedBy`. */
  readonly unstatedApprovedBy: readonly string[] | null;
  /** What the person at the desk has approved within a day, for another to do. */
  readonly ownApprovals: readonly ('close' | 'close-unstated')[];
}

/** What the certificate of a closing says, before anything is done by it; read from a file of this machine. */
export interface CertificateRead {
  readonly campaign: string;
  readonly title: Said;
  /** When the campaign was closed, ISO 8601 UTC. */
  readonly at: string;
  /** Fingerprint of the key that signed. */
  readonly key: string;
  /** By its own statement, ISO 8601 UTC; null: it gave none that is valid. */
  readonly platformErasedAt: string | null;
  readonly pupilCodes: number;
  readonly copiesDestroyed: number;
  /** Paths of copies that the closing could not destroy. */
  readonly copiesLeft: readonly string[];
  readonly researchRows: number;
}
