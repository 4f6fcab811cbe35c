/**
 * Requests by name: `POST /api/NAME`, a JSON body. Each is bounded by the role of the command that does the same; `null`:
 * anybody who is at the desk.
 */
import * as v from 'valibot';
import type { CampaignLife } from './life.ts';
import type { DeskSession } from './session.ts';

const campaign = v.pipe(v.string(), v.maxLength(80));
const ofCampaign = v.strictObject({ campaign });

export const REQUESTS = {
  session: v.strictObject({}),
  life: ofCampaign,
} as const;

export type RequestName = keyof typeof REQUESTS;
export type Requests = { readonly [Name in RequestName]: v.InferOutput<(typeof REQUESTS)[Name]> };

export interface Answers {
  readonly session: DeskSession;
  readonly life: CampaignLife;
}

export const COMMANDS = {
  session: null,
  life: 'campaign status',
} as const satisfies Readonly<Record<RequestName, string | null>>;
