import { Refusal } from '@cloison/command/refusal';
import {
  ProtocolError,
  type PurgeStatement,
  parsePurgeStatement,
  verifyStatement,
} from '@cloison/protocol/public';

/** A platform that takes signed calls has a clock within five minutes of the office's; an hour forgives what is slow. */
const CLOCK_MS = 3_600_000;

/** When a statement can have been made, milliseconds since 1970. */
export interface PurgeTimes {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * The platform's statement on this campaign, signed by `platformKey`, of a moment that there was and, if given, within
 * `times`, give or take an hour. Throws `message-invalid`.
 */
export async function readPurge(
  signed: unknown,
  platformKey: Uint8Array,
  campaign: string,
  times: PurgeTimes | null = null,
): Promise<PurgeStatement> {
  const purge = parsePurgeStatement(await verifyStatement(signed, platformKey));
  if (purge.campaign !== campaign) throw invalid('purge of another campaign', 'campaign');
  const atMs = Date.parse(purge.at);
  // A day that its month does not have is read as one of the next month.
  const isReal = Number.isFinite(atMs) && new Date(atMs).toISOString().slice(0, 10) === purge.at.slice(0, 10);
  if (!isReal) throw invalid('purge at an impossible time', 'at');
  if (times !== null && (atMs < times.fromMs - CLOCK_MS || atMs > times.untilMs + CLOCK_MS)) {
    throw invalid('purge at a time outside the campaign', 'at');
  }
  return purge;
}

const invalid = (detail: string, field: string) => new ProtocolError('message-invalid', detail, null, field);

/** What is wrong with a statement that was refused, in one word of the protocol: a field, or a code of ours. */
export function purgeFault(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  if (error instanceof ProtocolError) return error.field === '' ? error.code : error.field;
  throw error;
}

/** What the office published to the platform and collected from it: what it has to have erased at least. */
export interface PurgeExpected {
  readonly holders: number;
  readonly documents: number;
  readonly records: number;
}

export interface PurgeShortfall {
  readonly what: keyof PurgeExpected;
  readonly stated: number;
  readonly expected: number;
}

/** Where the statement counts less. A copy that was put back has less; a host that keeps some says so too. */
export function purgeShortfalls(purge: PurgeStatement, expected: PurgeExpected): PurgeShortfall[] {
  return (['holders', 'documents', 'records'] as const).flatMap((what) =>
    purge.erased[what] < expected[what]
      ? [{ what, stated: purge.erased[what], expected: expected[what] }]
      : [],
  );
}

/**
 * Records that the platform says it has erased, beyond those that were collected from it: they came after the last collection, or
 * it showed them to no call.
 */
export function purgeUncollected(purge: PurgeStatement, expected: PurgeExpected): number {
  return Math.max(0, purge.erased.records - expected.records);
}
