/** Everything that a sequence needs before its first item is shown, so that it can go on without network. */
import { UnreachableError } from '@cloison/client';
import type { Manifest, Ticket } from '@cloison/protocol';
import { fromBase64Url, ProtocolError, patternOf } from '@cloison/protocol/public';
import { type DeliveryItem, parseSequenceContent, type SequenceContent } from '@cloison/qti/delivery';
import { LiveSitting, type LiveSittingOptions } from './live-sitting.ts';
import { isUnknownCode, type SignedIn } from './sign-in.ts';
import { stagePlan } from './stages.ts';

export interface OpenedSequence {
  readonly info: Manifest['sequences'][number];
  /** Of the pupil's booklet, or of all modules, by identifier. */
  readonly items: ReadonlyMap<string, DeliveryItem>;
  readonly live: LiveSitting;
}

/** For all that is asked before the first item: then what this computer has is gone on from. */
const RESUME_MS = 12_000;

export type TicketSequence = Ticket['sequences'][number];

/** Questions that a pupil is told beforehand: of all stages, as long as the fallbacks are. */
export function questionsOf({ booklet, stages }: TicketSequence): number {
  return stages?.items ?? booklet.length;
}

/** The manifest's entry for a sequence of the ticket. Throws when the manifest has none. */
export function sequenceInfo({ content }: SignedIn, sequence: TicketSequence): OpenedSequence['info'] {
  const info = content.manifest.sequences.find(({ id }) => id === sequence.id);
  if (info === undefined) throw new ProtocolError('message-invalid', 'a sequence is not in the manifest');
  return info;
}

export interface SequenceParts {
  readonly published: SequenceContent;
  /** Of the pupil's booklet, or of all modules, by identifier. */
  readonly items: ReadonlyMap<string, DeliveryItem>;
}

/**
 * Verified items of a sequence, those of every module included; from this browser's store when they were loaded before. A page
 * reads a sequence once.
 */
export async function loadParts(signed: SignedIn, sequence: TicketSequence): Promise<SequenceParts> {
  const { content } = signed;
  const read = readBefore.get(content) ?? new Map<string, Promise<SequenceContent>>();
  readBefore.set(content, read);
  const { content: path } = sequenceInfo(signed, sequence);
  const reading = read.get(path) ?? content.json(path).then(parseSequenceContent);
  read.set(path, reading);
  // The next caller tries again: by then the sequence may be open, or the network back.
  reading.catch(() => read.delete(path));
  const published = await reading;
  return { published, items: itemsOf(published, sequence) };
}

const readBefore = new WeakMap<SignedIn['content'], Map<string, Promise<SequenceContent>>>();

function itemsOf(content: SequenceContent, sequence: TicketSequence): ReadonlyMap<string, DeliveryItem> {
  const all = new Map(content.items.map((item) => [item.id, item]));
  const modules = sequence.stages === undefined ? [] : (content.modules ?? []);
  const items = new Map<string, DeliveryItem>();
  for (const id of [...sequence.booklet, ...modules.flatMap((module) => module.items)]) {
    const item = all.get(id);
    if (item === undefined) throw new ProtocolError('message-invalid', 'an item of the booklet is missing');
    items.set(id, item);
  }
  return items;
}

export async function openSequence(
  signed: SignedIn,
  sequence: TicketSequence,
  {
    app,
    ...page
  }: Pick<LiveSittingOptions, 'now' | 'later' | 'afterDrawing'> & {
    readonly app: string;
  },
): Promise<OpenedSequence> {
  const { session, ticket, content } = signed;
  const { now } = page;
  const asked = now();
  // Asked while the content comes.
  const knowing = session
    .withinTime(RESUME_MS, () => session.me())
    .then(
      (me) => ({ me, error: null, tookMs: now() - asked }),
      (error: unknown) => ({ me: null, error, tookMs: now() - asked }),
    );
  const { published, items } = await loadParts(signed, sequence);
  const plan = stagePlan(sequence, published.modules ?? [], async (name) => {
    const key = Object.hasOwn(ticket.routingKeys, name) ? ticket.routingKeys[name] : undefined;
    if (key === undefined) throw new ProtocolError('message-invalid', 'a routing table has no key');
    return session.routing(name, fromBase64Url(key));
  });
  const ceilings = content.manifest.ceilings;
  const pattern = patternOf(sequence.record);
  const ceiling = Object.hasOwn(ceilings, pattern) ? ceilings[pattern] : undefined;
  if (ceiling === undefined) throw new ProtocolError('message-invalid', 'a sequence has no ceiling');
  const { booklet, limitMs, resume, record } = sequence;
  const start = {
    booklet,
    limitMs,
    seed: ticket.seed,
    manifest: content.manifestHash,
    app,
    ...(content.manifest.processData === false ? { processData: false } : {}),
  };
  const { me: known, error, tookMs } = await knowing;
  if (isUnknownCode(error)) await session.withinTime(RESUME_MS, () => session.sendBeside());
  if (error !== null && !(error instanceof UnreachableError)) throw error;
  const live = await session.withinTime(Math.max(0, RESUME_MS - tookMs), () =>
    LiveSitting.open({ session, record, ceiling, start, resume, plan, known, ...page }),
  );
  return { info: sequenceInfo(signed, sequence), items, live };
}
