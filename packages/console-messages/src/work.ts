/** Long work of the office's program: what may be started, how far it is, what came of it. */
import * as v from 'valibot';
import type { Said, Trouble } from './session.ts';

const campaign = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
/** A file or a folder of this machine. */
export const pathOfMachine = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(4096));
const path = pathOfMachine;
const origin = v.pipe(v.string(), v.trim(), v.url(), v.maxLength(300));
const day = v.pipe(v.string(), v.isoDate());
const kind = <const Kind extends string>(name: Kind) => ({ kind: v.literal(name) });

/** An item of a sequence; `reason` null: shows what would change, and changes nothing. */
const itemChange = {
  campaign,
  sequence: v.pipe(v.string(), v.maxLength(100)),
  item: v.pipe(v.string(), v.maxLength(100)),
  reason: v.nullable(v.pipe(v.string(), v.maxLength(2000))),
};

export const WORK_REQUESTS = {
  validate: v.strictObject({ ...kind('validate'), folder: path, rehearsal: v.boolean() }),
  create: v.strictObject({ ...kind('create'), folder: path, rehearsal: v.boolean() }),
  roster: v.strictObject({
    ...kind('roster'),
    campaign,
    schools: path,
    pupils: path,
    /** Null: none. For exports, which say nothing of them. */
    accommodations: v.nullable(path),
    /** The level that an export's word or code stands for. */
    levelWords: v.pipe(
      v.array(v.tuple([v.pipe(v.string(), v.minLength(1)), v.pipe(v.string(), v.minLength(1))])),
      v.maxLength(100),
    ),
    dryRun: v.boolean(),
    allowDepartures: v.boolean(),
  }),
  mint: v.strictObject({ ...kind('mint'), campaign }),
  assign: v.strictObject({ ...kind('assign'), campaign }),
  letters: v.strictObject({
    ...kind('letters'),
    campaign,
    out: path,
    single: v.boolean(),
    /** To those who follow areas, instead of heads. */
    areas: v.boolean(),
  }),
  importAreas: v.strictObject({ ...kind('importAreas'), campaign, file: path, dryRun: v.boolean() }),
  assignAreas: v.strictObject({
    ...kind('assignAreas'),
    campaign,
    /** By code: those that have none get one. */
    areas: v.pipe(v.array(v.pipe(v.string(), v.maxLength(80))), v.minLength(1), v.maxLength(5000)),
  }),
  publish: v.strictObject({
    ...kind('publish'),
    campaign,
    platform: origin,
    dryRun: v.boolean(),
    again: v.boolean(),
  }),
  collect: v.strictObject({ ...kind('collect'), campaign, platform: origin, continuous: v.boolean() }),
  items: v.strictObject({ ...kind('items'), campaign }),
  withdrawItem: v.strictObject({
    ...kind('withdrawItem'),
    ...itemChange,
    /** Its points: to all who had it, or to nobody. */
    credit: v.picklist(['all', 'none']),
  }),
  /** `file`: the item's file (QTI) with another key. */
  correctItem: v.strictObject({ ...kind('correctItem'), ...itemChange, file: path }),
  /** Takes back the last decision on it. */
  restoreItem: v.strictObject({ ...kind('restoreItem'), ...itemChange }),
  analyse: v.strictObject({
    ...kind('analyse'),
    campaign,
    out: v.nullable(path),
    /** Of the pages that are written to `out`. */
    lang: v.picklist(['fr', 'en']),
  }),
  close: v.strictObject({
    ...kind('close'),
    campaign,
    platform: origin,
    /** The campaign's name, typed by the person. */
    confirm: v.pipe(v.string(), v.maxLength(80)),
    despiteWindows: v.nullable(day),
    leaveCopies: v.boolean(),
    leaveRelays: v.boolean(),
    /** Why to go on when the platform gives no valid statement of erasure; null: stop there. Takes another person's approval. */
    withoutStatement: v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500))),
  }),
  /** In a vault that was put back from a backup of before the closing. */
  closeByCertificate: v.strictObject({
    ...kind('closeByCertificate'),
    campaign,
    /** The certificate's file; null: that of a closing by it that has begun. */
    certificate: v.nullable(path),
    /** The campaign's name, typed by the person. */
    confirm: v.pipe(v.string(), v.maxLength(80)),
    leaveCopies: v.boolean(),
  }),
  anonymise: v.strictObject({
    ...kind('anonymise'),
    campaign,
    /** Pupils who share each combination; null: the campaign's own. */
    k: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1000))),
    items: v.picklist(['responses', 'scores', 'none']),
    seconds: v.boolean(),
  }),
  export: v.strictObject({ ...kind('export'), campaign, out: path }),
} as const;

export type WorkKind = keyof typeof WORK_REQUESTS;
export type WorkRequests = { readonly [Kind in WorkKind]: v.InferOutput<(typeof WORK_REQUESTS)[Kind]> };
export type WorkRequest = WorkRequests[WorkKind];

export const workRequest = v.variant(
  'kind',
  Object.values(WORK_REQUESTS) as never,
) as unknown as v.GenericSchema<unknown, WorkRequest>;

/** The command that does the same: its role bounds it. */
export const COMMAND_OF_WORK = {
  validate: 'campaign validate',
  create: 'campaign create',
  roster: 'roster import',
  mint: 'codes mint',
  assign: 'codes assign',
  letters: 'letters print',
  importAreas: 'areas import',
  assignAreas: 'areas assign',
  publish: 'campaign publish',
  collect: 'campaign serve',
  items: 'campaign items',
  withdrawItem: 'items withdraw',
  correctItem: 'items correct',
  restoreItem: 'items restore',
  analyse: 'campaign analyse',
  close: 'campaign close',
  closeByCertificate: 'campaign close',
  anonymise: 'campaign anonymise',
  export: 'campaign export',
} as const satisfies Readonly<Record<WorkKind, string>>;

/** A part of a work, as its use case names it. */
export type WorkStep =
  | 'check'
  | 'apply'
  | 'codes'
  | 'assign'
  | 'letters'
  | 'prepare'
  | 'content'
  | 'revocations'
  | 'holders'
  | 'routing'
  | 'documents'
  | 'read-back'
  | 'read'
  | 'compute'
  | 'collected'
  | 'counted'
  | 'distilled'
  | 'purged'
  | 'destroyed'
  | 'erased'
  | 'certified';

export interface WorkProgress {
  readonly step: WorkStep;
  readonly done: number;
  readonly total: number;
  /** Since the step began, in milliseconds. */
  readonly elapsedMs: number;
}

/** What happened meanwhile in work that goes on: a pass, a platform that does not answer. */
export interface WorkEvent {
  readonly at: string;
  readonly kind: 'pass' | 'released' | 'out-of-reach' | 'problem' | 'not-journaled' | 'retry';
  readonly counts: Readonly<Record<string, number>>;
  /** Null: the kind says it all. */
  readonly said: Said | null;
}

/** A fault of an input file, with its place; line 0: of the whole file. */
export interface FileProblem extends Said {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Work {
  readonly id: number;
  readonly kind: WorkKind;
  readonly campaign: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** `waiting`: another command has the vault. */
  readonly state: 'waiting' | 'running' | 'stopping' | 'done' | 'refused' | 'stopped';
  readonly progress: WorkProgress | null;
  /** Newest first. */
  readonly events: readonly WorkEvent[];
  /** What the command prints with `--json`; null before the end. */
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly trouble: Trouble | null;
}
