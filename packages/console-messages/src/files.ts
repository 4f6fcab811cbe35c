/** The file of a pupil or of a school. A pupil's is personal: each look leaves its line in the journal. */

import type { SequenceParticipation } from './participation.ts';
import type { Said } from './session.ts';

export interface FoundPupil {
  /** Null before codes are assigned. */
  readonly order: string | null;
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: string;
  readonly uai: string;
  readonly classLabel: string;
  readonly level: string;
  readonly state: 'present' | 'left';
}

export interface FoundPupils {
  readonly found: number;
  /** At most fifty. */
  readonly pupils: readonly FoundPupil[];
}

/** What happened to one pupil's sittings. No answer, no name. */
export interface PupilSittings {
  readonly codes: readonly {
    readonly state: string;
    readonly reason: string | null;
    readonly published: boolean;
    readonly records: readonly {
      readonly name: string;
      readonly version: number;
      readonly final: boolean;
      readonly at: string;
      readonly beside: string | null;
    }[];
  }[];
  readonly sittings: readonly {
    readonly sequence: string;
    readonly state: string;
    readonly answered: number;
    readonly expected: number;
    readonly receipt: string | null;
  }[];
  readonly observations: readonly { readonly sequence: string; readonly said: Said }[];
}

export interface SchoolFile {
  readonly uai: string;
  readonly name: string;
  readonly town: string;
  readonly academie: string;
  readonly departement: string;
  readonly area: Said;
  readonly participation: readonly SequenceParticipation[];
  readonly levels: readonly {
    readonly level: string;
    readonly title: Said;
    readonly classes: number;
    readonly pupils: number;
  }[];
  readonly reservesLeft: number;
  /** Codes of pupils that were replaced, by reason. */
  readonly replaced: Readonly<Record<string, number>>;
}

export interface GivenReserve {
  readonly order: string;
  readonly uai: string;
  readonly reservesLeft: number;
  /** Only when it was asked for. */
  readonly code: string | null;
}
