/**
 * What an opened body has to satisfy beyond its schema. After opening, a body is hostile input: whoever holds the code
 * may have written it by hand. A problem quarantines the envelope; it never stops a batch.
 */
import type { EntryBody, EntryCell, PupilBody } from '@cloison/protocol';
import { ProtocolError } from '@cloison/protocol/public';
import {
  itemNamed,
  type ScorableAdaptive,
  type ScorableModule,
  type ScorableSequence,
} from '../score/sequence-scoring.ts';

export const QUARANTINE_CODES = {
  'unknown-holder': 'The holder was never issued by this campaign',
  'unexpected-record': 'The holder has no record of that name',
  'feed-mismatch': 'The platform announced something else than the envelope says',
  'kind-mismatch': 'The envelope and its body disagree on whether the sitting is final',
  'unknown-manifest': 'The body was made from content that this campaign never published',
  'unknown-item': 'The body names an item that is not of the sequence',
  'impossible-route': 'The body names a module that its stage does not have',
  'impossible-response': 'The body holds a response that no player could have sent',
  'envelope-malformed': 'The bytes are not an envelope',
  'envelope-too-large': 'The envelope is too large',
  'envelope-address': 'The envelope belongs elsewhere',
  'envelope-sealed': 'The envelope does not open with the key of its holder',
  'body-padding': 'The padding of the body is wrong',
  'body-inflate': 'The body does not inflate within its limit',
  'body-json': 'The body is not JSON',
  'message-invalid': 'The body does not follow its schema',
  unexpected:
    'Something of ours failed on it: damage in the vault, or a defect; tried again at the next pass',
} as const;

export type QuarantineCode = keyof typeof QUARANTINE_CODES;

/** Thrown by the checks, caught for each envelope. The message holds no value of the body. */
export class QuarantineError extends Error {
  readonly code: QuarantineCode;
  constructor(code: QuarantineCode) {
    super(QUARANTINE_CODES[code]);
    this.name = 'QuarantineError';
    this.code = code;
  }
}

/** Why an envelope is refused, from what was thrown over it; null: the envelope is not to blame. */
export function quarantineCodeOf(error: unknown): QuarantineCode | null {
  if (error instanceof QuarantineError) return error.code;
  const isKnown = error instanceof ProtocolError && Object.hasOwn(QUARANTINE_CODES, error.code);
  return isKnown ? (error.code as QuarantineCode) : null;
}

/** Returns the body when all that it names exists and has the right shape; throws `QuarantineError`. */
export function checkPupilBody(
  body: PupilBody,
  sequence: ScorableSequence,
  known: {
    readonly manifests: ReadonlySet<string>;
    readonly isFinalEnvelope: boolean;
    /** From 1. */
    readonly stage: number;
  },
): PupilBody {
  if (!known.manifests.has(body.manifest)) throw new QuarantineError('unknown-manifest');
  if (body.final !== known.isFinalEnvelope) throw new QuarantineError('kind-mismatch');
  const given = sequence.adaptive === null ? null : moduleOf(sequence.adaptive, body, known.stage).items;
  for (const [id, { responses }] of Object.entries(body.items)) {
    if (given !== null && !given.includes(id)) throw new QuarantineError('unknown-item');
    const item = itemNamed(sequence, id);
    if (item === undefined) throw new QuarantineError('unknown-item');
    if (!item.isPossible(responses)) throw new QuarantineError('impossible-response');
  }
  return body;
}

/** Whether the pupil came here by the rules is not asked: that is compared, and named, once it is scored. */
function moduleOf(adaptive: ScorableAdaptive, { route }: PupilBody, stage: number): ScorableModule {
  const module = adaptive.modules.get(route.at(-1) ?? '');
  if (route.length !== stage || module?.stage !== stage) throw new QuarantineError('impossible-route');
  return module;
}

/** An entry record as far as it can be counted. */
export interface ReadableEntry {
  readonly body: EntryBody;
  /** Why some of its cells are left out; null: all are there. */
  readonly fault: QuarantineCode | null;
}

/**
 * The cells that name an item of the sequence and a value that could have been keyed. One cell's fault is that cell's: several
 * people key one record, and each seals what the others have keyed. Throws `QuarantineError` for a body of other content.
 */
export function readableEntry(
  body: EntryBody,
  sequence: ScorableSequence,
  known: { readonly manifests: ReadonlySet<string> },
): ReadableEntry {
  if (!known.manifests.has(body.manifest)) throw new QuarantineError('unknown-manifest');
  let fault: QuarantineCode | null = null;
  const isReadable = (item: string, cell: EntryCell) => {
    const found = faultOf(sequence, item, cell);
    fault ??= found;
    return found === null;
  };
  const cells = Object.fromEntries(
    Object.entries(body.cells).filter(([item, cell]) => isReadable(item, cell)),
  );
  const conflicts = body.conflicts.filter(({ item, cell }) => isReadable(item, cell));
  return { body: { ...body, cells, conflicts }, fault };
}

function faultOf(sequence: ScorableSequence, id: string, cell: EntryCell): QuarantineCode | null {
  const item = sequence.items.get(id);
  if (item === undefined) return 'unknown-item';
  if (!('value' in cell)) return null;
  const response = item.responses[0]?.id;
  const isPossible = response !== undefined && item.isPossible({ [response]: cell.value });
  return isPossible ? null : 'impossible-response';
}
