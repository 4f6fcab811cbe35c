/** The states of a ticket's sequences, from what the platform and this browser know. */
import { type BrowserStore, RefusedError, UnreachableError } from '@cloison/client';
import { type Me, parseEnvelopeHeader } from '@cloison/protocol/public';
import { type SequenceKnowledge, type SequenceState, sequenceState } from './sequence-state.ts';
import type { SignedIn } from './sign-in.ts';

/** Asks the platform again; without an answer, goes by what was known at sign-in and by this browser. */
export async function sequenceStates(
  { session, ticket, me: known, clockOffsetMs }: SignedIn,
  store: BrowserStore,
  wallMs: () => number,
): Promise<{ readonly states: readonly SequenceState[]; readonly offline: boolean }> {
  let offline = false;
  const me = await session.me().catch((error: unknown): Me | null => {
    if (!(error instanceof UnreachableError || error instanceof RefusedError)) throw error;
    offline = error instanceof UnreachableError;
    return known;
  });
  const nowMs = offline || me === null ? wallMs() + clockOffsetMs : Date.parse(me.now);
  const states = await Promise.all(
    ticket.sequences.map(async ({ record, resume }) =>
      sequenceState({
        record,
        windows: me?.windows ?? null,
        nowMs,
        onPlatform: me?.records.find(({ name }) => name === record) ?? null,
        here: await knownHere(store, session.holder.holderId, record),
        resumes: resume !== null,
      }),
    ),
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
