/** The campaign's life as steps, each with what is done and what would be wrong to do now. Counts, and nobody in them. */
import type { Said } from './session.ts';

export const LIFE_STEPS = [
  'specify',
  'validate',
  'roster',
  'mint',
  'assign',
  'print',
  'publish',
  'collect',
  'report',
  'close',
  'export',
] as const;
export type LifeStepId = (typeof LIFE_STEPS)[number];

/** `wrong`: why it would be wrong to do this now. `note`: what to know before doing it. */
export type LifeRemarkCode =
  | 'campaign-over'
  | 'roster-first'
  | 'mint-first'
  | 'assign-first'
  | 'publish-first'
  | 'close-first'
  | 'anonymise-first'
  | 'not-open-yet'
  | 'reports-wait'
  | 'windows-open'
  | 'rehearsal-keeps-nothing'
  | 'second-person'
  | 'codes-on-paper'
  | 'to-publish'
  | 'nightly'
  | 'platform-unknown';

export interface LifeRemark {
  readonly code: LifeRemarkCode;
  readonly tone: 'wrong' | 'note';
  /** Filled into the words of the code. Instants are ISO 8601 UTC. */
  readonly values: Readonly<Record<string, string | number>>;
}

export interface LifeStep {
  readonly id: LifeStepId;
  /** `now`: the next thing to do, or what goes on; `again`: done, and may be done again; `refused`: wrong to do now. */
  readonly state: 'done' | 'again' | 'now' | 'refused';
  /** When it was last done, ISO 8601 UTC. */
  readonly at: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly remarks: readonly LifeRemark[];
}

export interface SequenceWindow {
  readonly sequence: string;
  readonly title: Said;
  readonly opens: string;
  readonly closes: string;
}

export interface AreaCalendar {
  readonly title: Said;
  /** IANA zone. */
  readonly zone: string;
  readonly schools: number;
  readonly levels: readonly {
    readonly level: string;
    readonly title: Said;
    readonly sequences: readonly SequenceWindow[];
    /** When schools may fetch reports. */
    readonly report: { readonly opens: string; readonly closes: string } | null;
  }[];
}

export interface CampaignLife {
  readonly campaign: string;
  readonly title: Said;
  readonly year: number;
  readonly state: 'open' | 'closing' | 'closed';
  readonly rehearsal: boolean;
  readonly platform: string | null;
  readonly steps: readonly LifeStep[];
  readonly areas: readonly AreaCalendar[];
  /** ISO 8601 UTC: what the page counts days from. */
  readonly now: string;
}
