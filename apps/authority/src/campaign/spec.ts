/** A campaign as its folder says it (docs/campaign-format.md), checked and with defaults filled in. Nothing personal. */
import type { DoubleEntryRule, Localised, Tool } from '@cloison/protocol';
import type { DeliveryOptions } from '@cloison/qti';

export type Mode = 'online' | 'entry';
export type ReportsMode = 'continuous' | 'retrieval';

export interface LevelSpec {
  readonly id: string;
  readonly title: Localised;
  readonly mode: Mode;
  readonly reports: ReportsMode;
  /** What families can do at home, for each pupil's sheet. Missing: the campaign says nothing. */
  readonly atHome?: Localised;
}

export interface ExerciseSpec {
  readonly id: string;
  readonly title: Localised;
  /** Path inside the package, or null. */
  readonly page: string | null;
  readonly items: readonly string[];
  /** Day of the booklet, from 1. Missing: that of the sequence. */
  readonly day?: number;
}

/** A module of an adaptive sequence. */
export interface ModuleSpec {
  /** Part of a record's name, unique in the sequence. */
  readonly id: string;
  readonly items: readonly string[];
  /** Modules that may follow, in rising difficulty. None: the last stage. One: it follows. */
  readonly next: readonly string[];
  /** How one of several is chosen; null when there are fewer than two. */
  readonly route: RouteSpec | null;
}

export interface RouteSpec {
  /** Modules whose items count, this one or earlier ones. */
  readonly on: readonly string[];
  /** Points from which the second, the third … of `next` is taken; rising. */
  readonly from: readonly number[];
  /** What a pupil goes on with whose browser cannot get the routing table. */
  readonly fallback: string;
}

export interface AdaptiveSpec {
  readonly modules: readonly ModuleSpec[];
  /** Modules of the first stage: one, or parallel ones among which pupils are drawn. */
  readonly first: readonly string[];
  /** Stages of every way through the modules. */
  readonly stages: number;
}

/** Rotated booklets: each pupil is drawn one. */
export interface BookletSpec {
  /** Number from 1, as text. */
  readonly id: string;
  /** In order, anchor items included. */
  readonly items: readonly string[];
}

export interface SequenceSpec {
  readonly id: string;
  readonly level: string;
  readonly title: Localised;
  /** Folder or archive beside `campaign.yaml`. */
  readonly package: string;
  readonly minutes: number | null;
  /** Day of the booklet on which it is sat, from 1. Missing: not said. */
  readonly day?: number;
  readonly instructions: Localised | null;
  /** Tools that every pupil may use in it. Missing: none. */
  readonly tools?: readonly Tool[];
  readonly exercises: readonly ExerciseSpec[];
  /** In order, never empty. Of an adaptive sequence or one with booklets: of all modules or blocks. */
  readonly items: readonly string[];
  readonly adaptive?: AdaptiveSpec;
  readonly booklets?: readonly BookletSpec[];
  /**
   * Items with template variables of which each pupil is drawn one variant: the seeds of the variants, two at least.
   * Missing, of a sequence or of an item: everybody has the variant that the item's own identifier draws.
   */
  readonly variants?: Readonly<Record<string, readonly string[]>>;
  /** Items of which pupils are given several attempts, with what is shown after each. Missing: none. */
  readonly attempts?: readonly string[];
}

/** What a browser gets of an item besides, because the campaign wants it. */
export function deliveryOptions(
  { attempts }: { readonly attempts?: SequenceSpec['attempts'] | undefined },
  item: string,
): DeliveryOptions {
  return { steps: attempts?.includes(item) === true };
}

/** A part of a domain's items that some pupils sit: its maximum, and its thresholds when it has results of its own. */
export interface DomainForm {
  readonly maxScore: number;
  readonly thresholds: readonly [number, number] | null;
}

export interface DomainSpec {
  readonly id: string;
  readonly level: string;
  readonly sequence: string;
  readonly title: Localised;
  readonly sentence: Localised;
  readonly items: readonly string[];
  /** 0 < first ≤ second ≤ maximum score. */
  readonly thresholds: readonly [number, number];
  readonly testSpecific: boolean;
  /** Sum of its items' maximum scores. */
  readonly maxScore: number;
  /**
   * Where pupils sit different items of the domain: by the last module of a pupil's way that has items of it, or by booklet.
   * `thresholds` are those of the first form that has any.
   */
  readonly forms?: Readonly<Record<string, DomainForm>>;
  /** What to do with the pupils of each group, for teachers. */
  readonly guidance?: Readonly<Record<'needs' | 'fragile' | 'satisfactory', Localised>>;
  /** Earlier year whose scale this domain's results are carried on. */
  readonly reference?: ReferenceSpec;
  /** What a panel of judges decided of the thresholds, when the campaign was created. */
  readonly standard?: StandardSpec;
}

export const LINK_METHODS = [
  'mean-mean',
  'mean-sigma',
  'haebara',
  'stocking-lord',
  'concurrent',
  'fixed',
] as const;

export interface ReferenceSpec {
  /** A calibration of the reference year or a bank of items, in the folder (`cloison-calibration/1`). */
  readonly file: string;
  readonly method: (typeof LINK_METHODS)[number];
  /** Common items, all of the domain and of the file. */
  readonly items: readonly string[];
  /** Whether items that moved are looked for and set free. */
  readonly drift: boolean;
  /** Answers of the reference year (CSV in the folder): `concurrent` only. */
  readonly responses: string | null;
}

export const STANDARD_METHODS = ['bookmark', 'angoff'] as const;
export type StandardMethod = (typeof STANDARD_METHODS)[number];

export interface StandardSpec {
  readonly method: StandardMethod;
  /** The judges' table, a CSV in the folder. */
  readonly file: string;
}

/** What a roster says of pupils and schools that an analysis may use, by the roster's own names. */
export const BACKGROUND_COLUMNS = [
  'sexe',
  'trimestre',
  'amenagements',
  'secteur',
  'ep',
  'zone',
  'departement',
  'region',
] as const;
export type BackgroundColumn = (typeof BACKGROUND_COLUMNS)[number];

/** Values of a column where the roster takes no others. */
export const COLUMN_VALUES: Readonly<Partial<Record<BackgroundColumn, readonly string[]>>> = {
  sexe: ['F', 'M'],
  trimestre: ['T1', 'T2', 'T3', 'T4'],
  amenagements: ['avec', 'sans'],
  secteur: ['PU', 'PR'],
  ep: ['HEP', 'REP', 'REP+'],
};

export const ANALYSIS_MODELS = ['auto', 'rasch', '2pl', '3pl', '4pl', 'pcm', 'gpcm', 'grm'] as const;
export type AnalysisModel = (typeof ANALYSIS_MODELS)[number];

export interface AnalysisSpec {
  readonly model: AnalysisModel;
  /** Groups with a mean and a variance of their own. */
  readonly groups: BackgroundColumn | null;
  /** `poids`: the roster's column of sampling weights. */
  readonly weight: 'poids' | null;
  /** What standard errors allow for. */
  readonly clusters: 'school' | 'class' | null;
  /** What an item after the last answer counts for when items are calibrated and pupils are estimated. */
  readonly notReached: 'wrong' | 'ignored';
  /** Domains calibrated together, two to four of one level each time. Missing: none. */
  readonly dimensions?: readonly (readonly string[])[];
  /** Columns by which items are compared. */
  readonly dif: readonly BackgroundColumn[];
  readonly plausible: {
    readonly values: number;
    readonly seed: number;
    readonly background: readonly BackgroundColumn[];
  } | null;
  /** Factors of the latent regression. Missing: none. */
  readonly regression?: readonly RegressionTerm[];
}

export interface RegressionTerm {
  readonly column: BackgroundColumn;
  /** The value that the others are compared with. Null: the commonest. */
  readonly reference: string | null;
}

export const DEFAULT_ANALYSIS: AnalysisSpec = {
  model: 'auto',
  groups: null,
  weight: null,
  clusters: null,
  notReached: 'wrong',
  dif: [],
  plausible: null,
};

export interface AccommodationSpec {
  readonly id: string;
  readonly title: Localised;
  /** Factor on minutes, 1 when it gives no time. */
  readonly time: number;
  readonly font: 'opendyslexic' | null;
  readonly zoom: number | null;
  readonly contrast: 'high' | null;
  /** Tools that it allows in every sequence. Missing: none. */
  readonly tools?: readonly Tool[];
}

/** Why a pupil may not sit, for heads to declare. */
export interface NotSittingSpec {
  readonly id: string;
  readonly title: Localised;
}

export const DEFAULT_NOT_SITTING: readonly NotSittingSpec[] = [
  { id: 'absent', title: { fr: 'Absent pendant toute la période', en: 'Absent for the whole period' } },
  { id: 'exempt', title: { fr: 'Dispensé', en: 'Exempt' } },
  { id: 'left', title: { fr: 'A quitté l’établissement', en: 'Has left the school' } },
  { id: 'other', title: { fr: 'Autre raison', en: 'Another reason' } },
];

export interface CampaignSpec {
  readonly name: string;
  readonly title: Localised;
  readonly year: number;
  readonly rehearsal: boolean;
  /** As printed; ends with a slash. */
  readonly address: string;
  /** How heads reach the service, in a line; on letters. Missing: they know. */
  readonly contact?: Localised;
  readonly levels: readonly LevelSpec[];
  readonly sequences: readonly SequenceSpec[];
  readonly domains: readonly DomainSpec[];
  readonly accommodations: readonly AccommodationSpec[];
  /** Missing: the campaign takes no declarations. */
  readonly notSitting?: readonly NotSittingSpec[];
  /** Booklets of entry levels that are keyed a second time. Missing: none. */
  readonly doubleEntry?: DoubleEntryRule;
  /** An earlier campaign of the same pupils, for progress in reports. Missing: none. */
  readonly progress?: ProgressSpec;
  /** Pupils are followed from campaign to campaign by an identifier of two keys (cohort/). Missing: they are not. */
  readonly cohort?: CohortSpec;
  readonly codes: { readonly reservePerSchool: number; readonly teachersPerClass: number };
  readonly scale: { readonly mean: number; readonly sd: number };
  readonly secrecy: Secrecy;
  /** Which responses are scored. Missing: `player`. */
  readonly validity?: 'player' | 'specification';
  /** Missing: `DEFAULT_ANALYSIS`. */
  readonly analysis?: AnalysisSpec;
  /** `ahead`: what pupils see is published sealed, and its key is released when a calendar opens it. Missing: it is published in clear. */
  readonly content?: { readonly ahead: boolean };
  /** False: the player records neither time on items nor visits. Missing: it does. */
  readonly processData?: boolean;
  /** Modules of portable custom interactions that its items may load, by SHA-256 of their files. Missing: none. */
  readonly customInteractions?: readonly CustomInteractionSpec[];
}

/** A figure of fewer pupils, or of fewer schools, is hidden. */
export interface Secrecy {
  readonly minPupils: number;
  readonly minSchools: number;
}

/** Campaigns of one vault with the same name follow the same pupils. */
export interface CohortSpec {
  readonly name: string;
  /** Until when its keys survive, YYYY-MM-DD. */
  readonly until: string;
}

/** Null: it follows none. A rehearsal never does: nothing of it is kept for research. */
export function followedCohort({
  rehearsal,
  cohort,
}: Pick<CampaignSpec, 'rehearsal' | 'cohort'>): CohortSpec | null {
  return rehearsal || cohort === undefined ? null : cohort;
}

/** Two points of one year: pupils are the same by their national number. */
export interface ProgressSpec {
  /** Name of the earlier campaign, in the same vault. */
  readonly since: string;
  /** Domain of this campaign → the one of the earlier campaign that measures the same. */
  readonly domains: Readonly<Record<string, string>>;
}

/** A program that runs in a frame of the player: named by the campaign, so that somebody has read it. */
export interface CustomInteractionSpec {
  readonly module: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Names of the modules that items of this campaign may load. */
export function modulesOf({ customInteractions = [] }: Pick<CampaignSpec, 'customInteractions'>): string[] {
  return customInteractions.map(({ module }) => module);
}

export const DOCUMENT_PATTERNS = ['ticket', 'keyring', 'roster', 'slips', 'participation', 'report'] as const;
export type DocumentPattern = (typeof DOCUMENT_PATTERNS)[number];

/** Instants as ISO 8601 UTC. */
export interface WindowSpec {
  readonly opens: string;
  readonly closes: string;
}

export interface AreaSpec {
  readonly id: string;
  /** IANA zone. */
  readonly zone: string;
  readonly title: Localised;
  /** Prefixes of UAI; `*` matches every one. */
  readonly departements: readonly string[];
}

/** One for each area and level, in this order: areas, and within them levels. The position is the calendar number. */
export interface AreaCalendar {
  /** Position in `areas`. */
  readonly area: number;
  readonly level: string;
  /** The level's sequences as the campaign says them: on screens, and what the authority checks. */
  readonly sequences: Readonly<Record<string, WindowSpec>>;
  /**
   * Windows by pattern, as published: sequences of an online level close later by the longest accommodation; an entry
   * level has `entry`, the union of its sequences; the six documents; and `desk`, as long as any of them.
   */
  readonly windows: Readonly<Record<string, WindowSpec>>;
}

export interface ResolvedCalendars {
  readonly areas: readonly AreaSpec[];
  readonly calendars: readonly AreaCalendar[];
}

/** Position of the first area whose prefixes match, or null. */
export function areaOfUai(calendars: ResolvedCalendars, uai: string): number | null {
  const index = calendars.areas.findIndex((area) =>
    area.departements.some((prefix) => prefix === '*' || uai.startsWith(prefix)),
  );
  return index === -1 ? null : index;
}

/**
 * Calendar number of a holder. `level` null: staff and schools, whose documents have the same windows at every level.
 */
export function calendarNumber(spec: CampaignSpec, area: number, level: string | null): number {
  const at = level === null ? 0 : spec.levels.findIndex((candidate) => candidate.id === level);
  if (at === -1) throw new Error(`no level ${level}`);
  return area * spec.levels.length + at;
}
