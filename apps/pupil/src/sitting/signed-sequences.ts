/** The states of a ticket's sequences, from what the platform and this browser know. */
import { type BrowserStore, RefusedError, type Session, UnreachableError } from '@cloison/client';
import { type Me, ProtocolError, parseEnvelopeHeader } from '@cloison/protocol/public';
import { stageRecords } from '@cloison/qti/delivery';
import {
  type KnownRecord,
  type SequenceKnowledge,
  type SequenceState,
  sequenceState,
} from './sequence-state.ts';
import { type CodeEnd, codeEndOf, type SignedIn } from './sign-in.ts';

export interface SequenceStates {
  readonly states: readonly SequenceState[];
  readonly offline: boolean;
  /** Why nothing of this code can be sent any more; null: it can, or the platform did not answer. */
  readonly ended: CodeEnd | null;
}

/**
 * Asks the platform again, unless `asked` is what it has just said; without an answer, goes by what was known at sign-in and by
 * this browser.
 */
export async function sequenceStates(
  { session, ticket, me: known, clockOffsetMs }: SignedIn,
  store: BrowserStore,
  wallMs: () => number,
  asked?: Me,
): Promise<SequenceStates> {
  let offline = false;
  let isAnswered = true;
  let ended: CodeEnd | null = null;
  const answer = asked === undefined ? session.me() : Promise.resolve(asked);
  const me = await answer.catch((error: unknown): Me | null => {
    if (!(error instanceof UnreachableError || error instanceof RefusedError)) throw error;
    offline = error instanceof UnreachableError;
    ended = error instanceof RefusedError ? codeEndOf(error.code) : null;
    isAnswered = false;
    return known;
  });
  const nowMs = !isAnswered || me === null ? wallMs() + clockOffsetMs : Date.parse(me.now);
  const states = await Promise.all(
    ticket.sequences.map(async ({ record, resume, stages }) => {
      // Of an adaptive sequence: the furthest stage that anybody knows of. It has ended once the last stage has.
      const names = stageRecords(record, stages?.count ?? 1);
      const ofLast = (known: KnownRecord, name: string) => known.final && name === names.at(-1);
      const told = names
        .flatMap((name) => me?.records.filter((one) => one.name === name) ?? [])
        .map(({ name, version, final }) => ({ name, version, final: ofLast({ version, final }, name) }))
        .at(-1);
      const here = await Promise.all(
        names.map(async (name) => ({ name, known: await knownHere(store, session.holder.holderId, name) })),
      );
      const furthest = [...here].reverse().find(({ known }) => known !== null);
      const endedHere = furthest?.known != null && ofLast(furthest.known, furthest.name);
      // An end that was acknowledged, and that the platform does not list, is sent again when the sequence is opened.
      const isListed = ({ name, known }: (typeof here)[number]) =>
        !isAnswered ||
        known?.final !== true ||
        me?.records.some((one) => one.name === name && one.final) === true;
      const onPlatform =
        told === undefined || !told.final || endedHere ? told : await endOf(session, told.name);
      return sequenceState({
        record,
        windows: me?.windows ?? null,
        nowMs,
        onPlatform: onPlatform ?? null,
        here:
          furthest?.known == null
            ? null
            : {
                ...furthest.known,
                final: ofLast(furthest.known, furthest.name),
                acknowledged: here.every((one) => one.known?.acknowledged !== false && isListed(one)),
              },
        resumes: hasEnded(stages === undefined ? resume : stages.resume[names.at(-1) ?? ''])
          ? 'ended'
          : resume !== null,
      });
    }),
  );
  return { states, offline, ended };
}

function hasEnded(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'final' in body && body.final === true;
}

/** Ends that were opened in a session: what was seen once needs no network afterwards. */
const seenEnds = new WeakMap<Session, Set<string>>();

/**
 * The end of a record of which `me` says that it is there. `me` proves nothing, and a pupil who is told that it is finished goes
 * home: so the final envelope itself is opened. What cannot be opened, of a closed window for instance, is not called finished.
 */
async function endOf(session: Session, name: string): Promise<KnownRecord | null> {
  const seen = seenEnds.get(session) ?? new Set();
  seenEnds.set(session, seen);
  try {
    const head = await session.recordHead(name);
    if (head === null) return null;
    const { final } = await session.openRecord(name, head);
    if (final) seen.add(name);
    return { version: 1, final };
  } catch (error) {
    // Where it does not open, whoever goes on with the sequence is told so.
    const isPlatforms =
      error instanceof UnreachableError || error instanceof RefusedError || error instanceof ProtocolError;
    if (!isPlatforms) throw error;
    return { version: 1, final: seen.has(name) };
  }
}

async function knownHere(
  store: BrowserStore,
  holderId: Uint8Array,
  record: string,
): Promise<SequenceKnowledge['here']> {
  const { draft, inFlight, head } = await store.readRecord(holderId, record);
  const newest = draft ?? inFlight ?? head;
  if (newest === null) return null;
  const { version, kind } = parseEnvelopeHeader(newest);
  return { version, final: kind === 'final', acknowledged: draft === null && inFlight === null };
}
