/** What a lie to the office is made of. */
import type { Holder } from '@cloison/protocol';
import type { SignedStatement } from '@cloison/protocol/public';
import type { SeededRandom } from '../runtime/seeded-random.ts';
import type { OfficeView } from '../world/office-view.ts';
import type { CampaignKind } from '../world/scenario.ts';
import type { BodyEnd } from '../world/simulated-network.ts';
import type { Sealed, Truth } from '../world/truth.ts';

/** Told instead of JSON with status 200. */
export class Raw {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyEnd;
  /** After so many milliseconds. */
  readonly lateMs: number;
  constructor(
    status: number,
    text: string,
    headers: Readonly<Record<string, string>> = {},
    body: BodyEnd = 'whole',
    lateMs = 0,
  ) {
    this.status = status;
    this.text = text;
    this.headers = headers;
    this.body = body;
    this.lateMs = lateMs;
  }
}

/** What has to be in the vault, by the end of the pass in which the lie was told. */
export interface Evidence {
  readonly what: string;
  readonly isThere: (office: OfficeView) => boolean;
}

export interface Told {
  readonly answer: unknown;
  /** Empty: cannot be found out from this answer alone. */
  readonly evidence: readonly Evidence[];
  /** The pass may end with a problem, which names the lie too. */
  readonly mayRefuse?: boolean;
  /** For the trace: what was altered. */
  readonly note?: string;
  /** It has to: nothing may be sent to whoever says so. */
  readonly mustRefuse?: boolean;
  /** All that the true answer has is in this one too, and has to be taken. */
  readonly keepsTheTruth?: boolean;
}

export interface Situation {
  readonly truth: Truth;
  readonly office: OfficeView;
  readonly random: SeededRandom;
  /** Of whom the lie is. */
  readonly holder: Uint8Array;
  readonly record: string;
  /** Everything sealed for that record so far, in order. */
  readonly sealed: readonly Sealed[];
  /** Works with the host. */
  readonly accomplice: {
    readonly holder: Holder;
    /** Codes that the accomplice had before. */
    readonly before: readonly Holder[];
    readonly record: string;
    readonly ceiling: number;
    readonly manifest: string;
    readonly campaign: CampaignKind;
  };
  readonly query: URLSearchParams;
  /** JSON of what the office sent; null: none. */
  readonly sent: unknown;
  /** JSON that was truly answered to this call before, the last ones last. */
  readonly earlier: readonly unknown[];
  /** Signs with the key of the host's statements; null where it makes none. */
  readonly sign: ((statement: object) => Promise<SignedStatement>) | null;
  /** As `sign`, of any bytes, also of such as are no statement. */
  readonly signBytes: ((bytes: Uint8Array) => Promise<SignedStatement>) | null;
}

export interface Lie {
  /** What the address asks for or brings: its last part, or the one before that of a file of content. */
  readonly about:
    | 'feed'
    | 'records'
    | 'key'
    | 'documents'
    | 'holders'
    | 'revocations'
    | 'purge'
    | 'campaign'
    | 'content'
    | 'routing'
    | 'keys'
    /** What browsers ask for, and the office as one of them. */
    | 'browser';
  /** Told in the platform's place, which is not asked. */
  readonly instead?: boolean;
  /** Told also where the true answer is no JSON with status 200: `tell` is given null then. */
  readonly anyAnswer?: boolean;
  /** Told for the rest of the pass instead of a number of times. */
  readonly lasts?: boolean;
  /** Only of the pupil who works with the host, whoever the step names. */
  readonly byAccomplice?: boolean;
  /** Null: does not fit here, waits for the next call. */
  // biome-ignore lint/suspicious/noExplicitAny: a liar alters whatever JSON there is
  tell(answer: any, situation: Situation): Promise<Told | null> | Told | null;
}

export const named = (what: string, isThere: (office: OfficeView) => boolean): Evidence => ({
  what,
  isThere,
});
export const incident = (code: string, holder?: Uint8Array, name?: string): Evidence =>
  named(`incident ${code}`, (office) => office.hasIncident(code, holder, name));
/** What the host answers, and what has to show that it lied. */
export const tell = (answer: unknown, ...evidence: readonly Evidence[]): Told => ({ answer, evidence });
