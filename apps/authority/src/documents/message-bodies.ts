/** Bodies of the documents that are sealed to holders (docs/contracts.md, "Documents"), from an opened school. Pure. */

import {
  type Keyring,
  type PupilBody,
  type Roster,
  type Slips,
  type Ticket,
  TOOLS,
  type Tool,
} from '@cloison/protocol';
import { type Allowance, recordName } from '../allowances/allowances.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { type AccommodationSpec, calendarNumber } from '../campaign/spec.ts';
import { limitMs } from '../campaign/time-limit.ts';
import type { HolderRow } from '../vault/rows.ts';
import type { GivenSequence } from './given-sequence.ts';
import type { ClassLevelModel, ClassModel, PupilModel, SchoolModel } from './school-model.ts';

export interface TicketContext {
  readonly classLabel: string;
  readonly level: string;
  readonly orderNumber: string;
  readonly pupil: PupilModel;
  /** Seed of shuffles; the same at every publication for one holder. */
  readonly seed: number;
  /** The share of the content keys that tickets carry, base64url; null when no content is sealed. */
  readonly share: string | null;
  /** By record name: the state to go on from. */
  readonly resume: ReadonlyMap<string, PupilBody>;
  /** By sequence: what this pupil is given. */
  readonly given: ReadonlyMap<string, GivenSequence>;
  /** Keys of routing tables, by record name, base64url. */
  readonly routingKeys: Readonly<Record<string, string>>;
  /** What was granted for a sequence. */
  readonly allowanceFor: (sequence: string) => Allowance;
}

/** "6e B · n° 4182073": who it is for, without a name. */
export function ticket(campaign: OpenCampaign, context: TicketContext): Ticket {
  const given = campaign.spec.accommodations.filter(({ id }) =>
    context.pupil.facts.accommodations.includes(id),
  );
  return {
    v: 1,
    kind: 'ticket',
    level: context.level,
    label: `${context.classLabel} · n° ${context.orderNumber}`,
    orderNumber: context.orderNumber,
    sequences: campaign.manifest.sequences
      .filter((sequence) => sequence.level === context.level)
      .map((sequence) => {
        const { reopened, extraMs } = context.allowanceFor(sequence.id);
        const limit = limitMs(campaign, sequence.id, context.pupil.facts.accommodations);
        return {
          id: sequence.id,
          record: recordName(sequence.id, reopened),
          booklet: [...(context.given.get(sequence.id)?.booklet ?? sequence.items)],
          limitMs: limit === null ? null : limit + extraMs,
          resume: context.resume.get(sequence.id) ?? null,
          ...stagesOf(context, sequence.id),
        };
      }),
    accommodations: {
      font: given.find(({ font }) => font !== null)?.font ?? null,
      zoom: given.some(({ zoom }) => zoom !== null) ? Math.max(...given.map(({ zoom }) => zoom ?? 1)) : null,
      contrast: given.find(({ contrast }) => contrast !== null)?.contrast ?? null,
      ...toolsOf(given),
    },
    seed: context.seed,
    manifest: campaign.manifestHash,
    ...(context.share === null ? {} : { share: context.share }),
    routingKeys: { ...context.routingKeys },
  };
}

function stagesOf(
  { given, resume }: TicketContext,
  sequence: string,
): Pick<Ticket['sequences'][number], 'stages'> {
  const stages = given.get(sequence)?.stages ?? null;
  if (stages === null) return {};
  const later = [...resume].filter(([name]) => name.startsWith(`${sequence}/`));
  return {
    stages: { ...stages, fallback: { ...stages.fallback }, resume: Object.fromEntries(later) },
  };
}

/** Each tool once, in the protocol's order; nothing when no accommodation gives any. */
function toolsOf(given: readonly AccommodationSpec[]): { tools?: Tool[] } {
  const tools = TOOLS.filter((tool) => given.some((one) => one.tools?.includes(tool)));
  return tools.length === 0 ? {} : { tools };
}

const schoolOf = (school: SchoolModel) => ({ uai: school.row.uai, name: school.row.name });

export function teacherKeyring(
  campaign: OpenCampaign,
  school: SchoolModel,
  one: ClassModel,
  teacher: HolderRow,
  rootOf: (row: HolderRow) => string,
): Keyring {
  return {
    v: 1,
    kind: 'keyring',
    role: 'teacher',
    label: teacherLabel(one),
    ...rankOf(teacher),
    school: schoolOf(school),
    manifest: campaign.manifestHash,
    classes: keysOfClass(one, rootOf),
    schoolRoot: null,
    ...authorityOf(campaign),
  };
}

export function headKeyring(
  campaign: OpenCampaign,
  school: SchoolModel,
  rootOf: (row: HolderRow) => string,
): Keyring {
  return {
    v: 1,
    kind: 'keyring',
    role: 'head',
    label: 'Direction',
    school: schoolOf(school),
    manifest: campaign.manifestHash,
    classes: school.classes.flatMap((one) => keysOfClass(one, rootOf)),
    schoolRoot: school.holder === null ? null : rootOf(school.holder),
    ...authorityOf(campaign),
  };
}

/** With what readers of the documents of these roots verify them. */
function authorityOf({ signer }: OpenCampaign): Pick<Keyring, 'authority'> {
  return signer === null ? {} : { authority: signer.authority };
}

function keysOfClass(one: ClassModel, rootOf: (row: HolderRow) => string): Keyring['classes'] {
  return one.levels.flatMap(({ holder, level }) =>
    holder === null ? [] : [{ root: rootOf(holder), label: one.label, level }],
  );
}

/** Which of the teachers of the class. */
function rankOf({ rank }: HolderRow): { rank?: number } {
  return rank === null ? {} : { rank };
}

function teacherLabel(one: ClassModel): string {
  return `Enseignant ou enseignante de ${one.label}`;
}

export function roster(
  campaign: OpenCampaign,
  school: SchoolModel,
  one: ClassModel,
  level: ClassLevelModel,
): Roster {
  const calendar = campaign.calendars.calendars[calendarNumber(campaign.spec, school.row.area, level.level)];
  return {
    v: 1,
    kind: 'roster',
    label: one.label,
    level: level.level,
    school: schoolOf(school),
    manifest: campaign.manifestHash,
    pupils: level.pupils.flatMap(({ orderNumber, facts, left }) =>
      orderNumber === null
        ? []
        : [
            {
              orderNumber,
              firstName: facts.firstName,
              lastName: facts.lastName,
              accommodations: [...facts.accommodations],
              left,
            },
          ],
    ),
    sequences: Object.entries(calendar?.sequences ?? {}).map(([id, { opens, closes }]) => ({
      id,
      opens,
      closes,
    })),
  };
}

export function slips(
  campaign: OpenCampaign,
  one: ClassModel,
  codeOf: (row: HolderRow) => string | null,
): Slips {
  return {
    v: 1,
    kind: 'slips',
    label: one.label,
    levels: one.levels.map(({ level }) => level),
    address: `${campaign.spec.address}c/${campaign.name}/`,
    teachers: one.teachers.flatMap((holder) => {
      const code = codeOf(holder);
      return code === null ? [] : [{ label: teacherLabel(one), code, ...rankOf(holder) }];
    }),
    pupils: one.levels.flatMap(({ level, pupils }) =>
      pupils.flatMap(({ left, orderNumber, facts, holder }) =>
        left || orderNumber === null
          ? []
          : [
              {
                orderNumber,
                firstName: facts.firstName,
                lastName: facts.lastName,
                level,
                code: holder === null ? null : codeOf(holder),
              },
            ],
      ),
    ),
  };
}
