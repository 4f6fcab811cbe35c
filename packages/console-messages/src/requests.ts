/**
 * Requests by name: `POST /api/NAME`, a JSON body. Each is bounded by the role of the command that does the same; `null`:
 * anybody who is at the desk.
 */
import * as v from 'valibot';
import type { CampaignLife } from './life.ts';
import type { Incidents, Participation, SchoolParticipation } from './participation.ts';
import type { DeskSession } from './session.ts';
import { type Work, workRequest } from './work.ts';

const campaign = v.pipe(v.string(), v.maxLength(80));
const ofCampaign = v.strictObject({ campaign });

export const REQUESTS = {
  session: v.strictObject({}),
  life: ofCampaign,
  /** `sequence` null: all together. */
  participation: v.strictObject({ campaign, sequence: v.nullable(v.string()) }),
  schools: v.strictObject({ campaign, sequence: v.nullable(v.string()) }),
  incidents: ofCampaign,
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
  readonly schools: readonly SchoolParticipation[];
  readonly incidents: Incidents;
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
  works: null,
  work: null,
  startWork: null,
  stopWork: null,
} as const satisfies Readonly<Record<RequestName, string | null>>;
