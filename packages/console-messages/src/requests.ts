/**
 * Requests by name: `POST /api/NAME`, a JSON body. Each is bounded by the role of the command that does the same; `null`:
 * anybody who is at the desk.
 */
import * as v from 'valibot';
import type { DomainFigures } from './analysis.ts';
import type { AreasShown } from './areas.ts';
import type { FoundPupils, GivenReserve, PupilSittings, SchoolFile } from './files.ts';
import type { CampaignLife } from './life.ts';
import {
  type Incidents,
  type Participation,
  SCHOOL_COLUMNS,
  SCHOOL_PACES,
  type SchoolsShown,
} from './participation.ts';
import type { CertificateRead, Closing, Results, Standards } from './results.ts';
import {
  type OpenedRequest,
  REQUEST_COLUMNS,
  REQUEST_FILTERS,
  SCHOOL_REQUEST_KINDS,
  type SchoolRequest,
  type SchoolRequestsShown,
} from './school-requests.ts';
import type { DeskSession } from './session.ts';
import { pathOfMachine, type Work, workRequest } from './work.ts';

const campaign = v.pipe(v.string(), v.maxLength(80));
const uai = v.pipe(v.string(), v.trim(), v.toUpperCase(), v.regex(/^\d{7}[A-Z]$/));
/** A pupil's order number. */
const order = v.pipe(v.string(), v.trim(), v.regex(/^\d{1,12}$/));
/** A request of a school. */
const requestId = v.pipe(v.string(), v.minLength(4), v.maxLength(100));
const words = v.pipe(v.string(), v.trim(), v.maxLength(500));
/** A page to read in a window, or kept as a file. */
const pageForm = { lang: v.picklist(['fr', 'en']), form: v.picklist(['page', 'file']) };
const ofCampaign = v.strictObject({ campaign });

export const REQUESTS = {
  session: v.strictObject({}),
  life: ofCampaign,
  /** `sequence` null: all together. */
  participation: v.strictObject({ campaign, sequence: v.nullable(v.string()) }),
  /** A page of the schools that are wanted, sorted; `''` and null: any. */
  schools: v.strictObject({
    campaign,
    sequence: v.nullable(v.string()),
    wanted: v.pipe(v.string(), v.maxLength(200)),
    academie: v.nullable(v.pipe(v.string(), v.maxLength(80))),
    pace: v.nullable(v.picklist(SCHOOL_PACES)),
    sort: v.strictObject({ by: v.picklist(SCHOOL_COLUMNS), desc: v.boolean() }),
    from: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** Every row from there on, for a file, instead of a page. */
    all: v.boolean(),
  }),
  incidents: ofCampaign,
  /** An act: the search leaves its line in the journal. */
  findPupils: v.strictObject({
    campaign,
    wanted: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
    uai: v.nullable(uai),
  }),
  /** An act on a named person: journaled, and approved by another once roles are given. */
  pupilSittings: v.strictObject({ campaign, order }),
  schoolFile: v.strictObject({ campaign, uai }),
  /** A page of the requests that are wanted, sorted; `''` and null: any. */
  schoolRequests: v.strictObject({
    campaign,
    filter: v.picklist(REQUEST_FILTERS),
    kind: v.nullable(v.picklist(SCHOOL_REQUEST_KINDS)),
    wanted: v.pipe(v.string(), v.maxLength(200)),
    sort: v.strictObject({ by: v.picklist(REQUEST_COLUMNS), desc: v.boolean() }),
    from: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** Every row from there on, for a file, instead of a page. */
    all: v.boolean(),
  }),
  schoolRequest: v.strictObject({ campaign, id: requestId }),
  /** `minutes`: with a reopening, or instead of those that were asked for; null: as asked. */
  grantRequest: v.strictObject({
    campaign,
    id: requestId,
    answer: words,
    minutes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(180))),
  }),
  refuseRequest: v.strictObject({ campaign, id: requestId, answer: v.pipe(words, v.minLength(1)) }),
  giveReserve: v.strictObject({
    campaign,
    order,
    reason: v.picklist(['lost', 'misused']),
    showCode: v.boolean(),
  }),
  revokeStaff: v.strictObject({
    campaign,
    uai,
    /** Null: the head. */
    teacher: v.nullable(
      v.strictObject({
        label: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
        rank: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99)),
      }),
    ),
  }),
  areas: ofCampaign,
  /** The code of an area, lost or seen: another is ready at once. */
  revokeArea: v.strictObject({ campaign, area: v.pipe(v.string(), v.minLength(1), v.maxLength(80)) }),
  /** For a day, what another person will do; `order`: of which pupil the sittings are read. */
  approve: v.variant('act', [
    v.strictObject({ act: v.picklist(['close', 'close-unstated']), campaign }),
    v.strictObject({ act: v.literal('read-sitting'), campaign, order }),
  ]),
  results: ofCampaign,
  standards: ofCampaign,
  closing: ofCampaign,
  /** What a certificate of closing says, that is in a file of this machine. */
  readCertificate: v.strictObject({ path: pathOfMachine }),
  /** A report of the analysis: it leaves the vault, and the journal says so. */
  analysisPage: v.strictObject({ campaign, level: v.string(), ...pageForm }),
  /** The ordered item booklet of a domain, with items and keys: it leaves the vault, and the journal says so. */
  bookletPage: v.strictObject({ campaign, domain: v.string(), ...pageForm }),
  /** What a report draws, for the page itself: it leaves the vault as the report does. */
  analysisFigures: v.strictObject({ campaign, level: v.string() }),
  certificate: v.strictObject({ campaign, form: v.picklist(['page', 'json']) }),
  /** A file of a research export of this console, by its work. */
  exportedFile: v.strictObject({ id: v.number(), file: v.string() }),
  /** All work of this console, newest first, without events and results. */
  works: v.strictObject({}),
  work: v.strictObject({ id: v.number() }),
  /** Bounded by the command of its kind (`COMMAND_OF_WORK`). */
  startWork: v.strictObject({ work: workRequest }),
  stopWork: v.strictObject({ id: v.number() }),
} as const;

export type RequestName = keyof typeof REQUESTS;
export type Requests = { readonly [Name in RequestName]: v.InferOutput<(typeof REQUESTS)[Name]> };

export interface Answers {
  readonly session: DeskSession;
  readonly life: CampaignLife;
  readonly participation: Participation;
  readonly schools: SchoolsShown;
  readonly incidents: Incidents;
  readonly findPupils: FoundPupils;
  readonly pupilSittings: PupilSittings;
  readonly schoolFile: SchoolFile;
  readonly schoolRequests: SchoolRequestsShown;
  readonly schoolRequest: OpenedRequest;
  readonly grantRequest: SchoolRequest;
  readonly refuseRequest: SchoolRequest;
  readonly giveReserve: GivenReserve;
  readonly revokeStaff: { readonly newRoots: number };
  readonly areas: AreasShown;
  readonly revokeArea: { readonly newRoots: number };
  readonly approve: { readonly by: string };
  readonly results: Results;
  readonly standards: Standards;
  readonly closing: Closing;
  readonly readCertificate: CertificateRead;
  /** An address of this console that is good for one opening within a minute. */
  readonly analysisPage: { readonly path: string };
  readonly bookletPage: { readonly path: string };
  readonly analysisFigures: { readonly domains: readonly DomainFigures[] };
  readonly certificate: { readonly path: string };
  readonly exportedFile: { readonly path: string };
  readonly works: readonly Work[];
  readonly work: Work;
  readonly startWork: Work;
  readonly stopWork: Work;
}

export const COMMANDS = {
  session: null,
  life: 'campaign status',
  participation: 'campaign status',
  schools: 'campaign status',
  incidents: 'campaign status',
  findPupils: 'roster find',
  pupilSittings: 'roster sitting',
  schoolFile: 'campaign status',
  schoolRequests: 'requests list',
  schoolRequest: 'requests show',
  grantRequest: 'requests grant',
  refuseRequest: 'requests refuse',
  giveReserve: 'codes reserve',
  revokeStaff: 'codes revoke',
  areas: 'areas list',
  revokeArea: 'areas revoke',
  approve: 'roles approve',
  results: 'campaign status',
  standards: 'standards show',
  closing: 'campaign close',
  readCertificate: 'campaign close',
  analysisPage: 'campaign analyse',
  bookletPage: 'campaign analyse',
  analysisFigures: 'campaign analyse',
  certificate: 'campaign certificate',
  exportedFile: 'campaign export',
  works: null,
  work: null,
  startWork: null,
  stopWork: null,
} as const satisfies Readonly<Record<RequestName, string | null>>;
