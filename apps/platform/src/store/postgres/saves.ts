/**
 * Saves of one campaign, in groups. One statement accepts what follows its head, which is nearly all, and tells of the
 * others what `decideWrite` must know.
 */
import { type Bytes, decideWrite, type WriteDecision } from '@cloison/protocol/public';
import type { StoreObserver } from '../health.ts';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import { StaleView } from '../storage-error.ts';
import type { Connections, Query } from './connections.ts';
import { mayBeRepeated } from './failure.ts';
import { GroupCommit } from './group-commit.ts';
import { type JudgedSave, minuteOf, saveRows } from './save-rows.ts';
import { boolArray, byteaArray, bytesOf, int8Array, textArray } from './wire-values.ts';

/** Hashes of refused envelopes that one record remembers, so that a repeated one gets its answer again. */
const MAX_REMEMBERED_BRANCHES = 256;
const NO_HASH: Bytes = new Uint8Array(32);
/** As the table `seen` has them. */
const [ACCEPTED, LATE, CONFLICT] = [0, 1, 2];

/** A row of `known_state`: what the store knows of a save that was not accepted at once. */
interface KnownState {
  /** Position in the group, from 1. */
  readonly n: number;
  readonly holder: number | null;
  readonly revoked: boolean;
  readonly record: number | null;
  readonly version: number;
  readonly hash: Bytes | null;
  readonly final: boolean;
  /** How this very envelope was answered before, null when it was not. */
  readonly answer: number | null;
  readonly branch_devices: number;
  readonly device_has_branch: boolean;
  readonly records: number;
  /** Of the campaign, in that transaction. */
  readonly generation: number;
}

export interface PostgresSavesOptions {
  /** Of the campaign. */
  readonly schema: string;
  readonly connections: Connections;
  readonly observer: StoreObserver;
  /** Told whenever a save fails, before whoever asked for it. */
  readonly doubt: () => void;
}

export class PostgresSaves {
  readonly #schema: string;
  readonly #connections: Connections;
  readonly #commit: GroupCommit;

  constructor({ schema, connections, observer, doubt }: PostgresSavesOptions) {
    this.#schema = schema;
    this.#connections = connections;
    this.#commit = new GroupCommit(async (requests) => {
      try {
        const outcomes = await this.#saveGroup(requests);
        if (outcomes.some((outcome) => outcome instanceof Error)) doubt();
        return outcomes;
      } catch (error) {
        doubt();
        throw error;
      }
    }, observer);
  }

  save(request: JudgedSave): Promise<SaveOutcome> {
    return this.#commit.save(request);
  }

  /** Another change of these holders, in its turn among their saves. */
  alone<T>(holders: readonly Uint8Array[], work: () => Promise<T>): Promise<T> {
    return this.#commit.alone(holders, work);
  }

  /** Finishes what was begun, then takes no more. */
  close(): Promise<void> {
    return this.#commit.close();
  }

  /**
   * One statement accepts what follows its head, which is nearly all; it may be repeated, because nothing else changes.
   * Holders come once each, in the order of their bytes.
   * The rest is decided here, on what that statement read: an answer that stores nothing needs no more, what must be
   * kept as a branch goes through a transaction that reads again under locks.
   */
  async #saveGroup(requests: readonly JudgedSave[]): Promise<readonly (SaveOutcome | Error)[]> {
    const states = await again(() => this.#acceptGroup(requests));
    const outcomes = new Array<SaveOutcome | Error>(requests.length).fill({ kind: 'saved' });
    const kept: { readonly request: JudgedSave; readonly at: number }[] = [];
    for (const state of states) {
      const at = state.n - 1;
      const request = requests[at]!;
      if (state.holder === null) {
        outcomes[at] = new Error('a holder vanished between its token and its save');
        continue;
      }
      if (isStale(request, state)) {
        outcomes[at] = new StaleView();
        continue;
      }
      const decision = decide(request, state);
      if (decision.kind === 'accept' || decision.kind === 'branch') kept.push({ request, at });
      else outcomes[at] = outcomeOf(decision, state);
    }
    if (kept.length > 0) {
      const decided = await this.#keepGroup(kept.map(({ request }) => request));
      for (const [i, { at }] of kept.entries()) outcomes[at] = decided[i]!;
    }
    return outcomes;
  }

  /** The states of those that were not accepted. */
  async #acceptGroup(group: readonly JudgedSave[]): Promise<readonly KnownState[]> {
    const begins = group.some(({ header }) => header.version === 1);
    const [row] = await this.#connections.quick(`SELECT ${this.#schema}.save_batch($1, $2) AS states`, [
      saveRows(group),
      begins,
    ]);
    return statesOf(row!.states as string | null);
  }

  /** Reads again under locks, decides, does what was decided. */
  #keepGroup(group: readonly JudgedSave[]): Promise<readonly (SaveOutcome | Error)[]> {
    const headers = group.map(({ header }) => header);
    return this.#connections.transaction(async (query) => {
      const states = (await query(`SELECT * FROM ${this.#schema}.lock_states($1, $2, $3, $4, $5)`, [
        byteaArray(headers.map(({ holderId }) => holderId)),
        textArray(headers.map(({ name }) => name)),
        int8Array(headers.map(({ version }) => version)),
        byteaArray(group.map(({ hash }) => hash)),
        byteaArray(headers.map(({ device }) => device)),
      ])) as unknown as readonly KnownState[];
      const outcomes = new Array<SaveOutcome | Error>(group.length);
      const written: { readonly request: SaveRequest; readonly answer: number }[] = [];
      for (const state of states) {
        const request = group[state.n - 1]!;
        if (isStale(request, state)) {
          outcomes[state.n - 1] = new StaleView();
          continue;
        }
        const decision = decide(request, state);
        const isKept = decision.kind === 'accept' || decision.kind === 'branch';
        if (isKept && state.record === null && state.records >= request.maxRecords) {
          outcomes[state.n - 1] = { kind: 'too-many-records' };
          continue;
        }
        outcomes[state.n - 1] = outcomeOf(decision, state);
        if (isKept) written.push({ request, answer: answerOf(decision) });
      }
      if (written.length > 0) await this.#write(query, written);
      return outcomes;
    });
  }

  async #write(
    query: Query,
    written: readonly { readonly request: SaveRequest; readonly answer: number }[],
  ): Promise<void> {
    const headers = written.map(({ request }) => request.header);
    await query(`SELECT ${this.#schema}.write_decided($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, [
      byteaArray(headers.map(({ holderId }) => holderId)),
      textArray(headers.map(({ name }) => name)),
      int8Array(headers.map(({ version }) => version)),
      byteaArray(written.map(({ request }) => request.hash)),
      byteaArray(headers.map(({ device }) => device)),
      boolArray(headers.map(({ kind }) => kind === 'final')),
      int8Array(written.map(({ request }) => minuteOf(request.nowMs))),
      byteaArray(written.map(({ request }) => request.bytes)),
      int8Array(written.map(({ answer }) => answer)),
      MAX_REMEMBERED_BRANCHES,
    ]);
  }
}

/** From the JSON of rows of `known_state`, null for none. */
function statesOf(json: string | null): readonly KnownState[] {
  const rows = JSON.parse(json ?? '[]') as readonly (KnownState & { readonly hash: string | null })[];
  return rows.map((row) => ({ ...row, hash: row.hash === null ? null : bytesOf(row.hash) }));
}

function isStale({ asOf }: JudgedSave, { generation }: KnownState): boolean {
  return asOf !== 0 && asOf !== generation;
}

function decide({ header, window }: SaveRequest, state: KnownState): WriteDecision {
  return decideWrite(
    header,
    {
      head:
        state.hash === null
          ? null
          : { version: state.version, hash: state.hash, final: state.final === true },
      wasAccepted: state.answer === ACCEPTED,
      keptAs: state.answer === LATE ? 'late' : state.answer === CONFLICT ? 'conflict' : null,
      branchDevices: state.branch_devices,
      deviceHasBranch: state.device_has_branch,
      revoked: state.revoked,
    },
    window,
  );
}

function answerOf(decision: WriteDecision): number {
  if (decision.kind === 'accept') return ACCEPTED!;
  return decision.kind === 'branch' && decision.answer === 'late' ? LATE! : CONFLICT!;
}

function outcomeOf(decision: WriteDecision, state: KnownState): SaveOutcome {
  const conflict: SaveOutcome = {
    kind: 'conflict',
    version: state.hash === null ? 0 : state.version,
    hash: state.hash ?? NO_HASH,
  };
  switch (decision.kind) {
    case 'accept':
    case 'again':
      return { kind: 'saved' };
    case 'closed':
      return { kind: 'closed' };
    case 'full':
      return conflict;
    case 'branch':
    case 'kept':
      return decision.answer === 'late' ? { kind: 'late' } : conflict;
  }
}

/** Two groups of different processes can wait for each other: one is then sent back, and comes again. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 3 || !mayBeRepeated(error)) throw error;
    }
  }
}
