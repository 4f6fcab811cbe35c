/** The states of a ticket's sequences, from what the platform and this browser know. */
import { type BrowserStore, RefusedError, UnreachableError } from '@cloison/client';
import { type Me, parseEnvelopeHeader } from '@cloison/protocol/public';
import { stageRecords } from '@cloison/qti/delivery';
import {
  type KnownRecord,
  type SequenceKnowledge,
  type SequenceState,
  sequenceState,
} from './sequence-state.ts';
import type { SignedIn } from './sign-in.ts';

/**
 * Asks the platform again, unless `asked` is what it has just said; without an answer, goes by what was known at sign-in and by
 * this browser.
 */
export async function sequenceStates(
  { session, ticket, me: known, clockOffsetMs }: SignedIn,
  store: BrowserStore,
  wallMs: () => number,
  asked?: Me,
): Promise<{ readonly states: readonly SequenceState[]; readonly offline: boolean }> {
  let offline = false;
  const answer = asked === undefined ? session.me() : Promise.resolve(asked);
  const me = await answer.catch((error: unknown): Me | null => {
    if (!(error instanceof UnreachableError || error instanceof RefusedError)) throw error;
    offline = error instanceof UnreachableError;
    return known;
  });
  const nowMs = offline || me === null ? wallMs() + clockOffsetMs : Date.parse(me.now);
  const states = await Promise.all(
    ticket.sequences.map(async ({ record, resume, stages }) => {
      // Of an adaptive sequence: the furthest stage that anybody knows of. It has ended once the last stage has.
      const names = stageRecords(record, stages?.count ?? 1);
      const ofLast = (known: KnownRecord, name: string) => known.final && name === names.at(-1);
      const onPlatform = names
        .flatMap((name) => me?.records.filter((one) => one.name === name) ?? [])
        .map((known) => ({ version: known.version, final: ofLast(known, known.name) }));
      const here = await Promise.all(
        names.map(async (name) => ({ name, known: await knownHere(store, session.holder.holderId, name) })),
      );
      const furthest = [...here].reverse().find(({ known }) => known !== null);
      return sequenceState({
        record,
        windows: me?.windows ?? null,
        nowMs,
        onPlatform: onPlatform.at(-1) ?? null,
        here:
          furthest?.known == null
            ? null
            : {
                ...furthest.known,
                final: ofLast(furthest.known, furthest.name),
                acknowledged: here.every(({ known }) => known?.acknowledged !== false),
              },
        resumes: resume !== null,
      });
    }),
  );
  return { states, offline };
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
