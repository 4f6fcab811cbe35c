/**
 * Saves of one campaign, in groups. One statement accepts every save that follows its head, which is nearly all of them, and
 * returns for the others what `decideWrite` needs to know.
 */
import { type Bytes, decideWrite, type WriteDecision } from '@cloison/protocol/public';
import type { StoreObserver } from '../health.ts';
import { minuteOf } from '../minutes.ts';
import { ANSWERS, type DecidedHead, MAX_REMEMBERED_BRANCHES, outcomeOf, SAVED } from '../save-policy.ts';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import { StaleView } from '../storage-error.ts';
import type { Connections, Query } from './connections.ts';
import { mayBeRepeated } from './failure.ts';
import { GroupCommit } from './group-commit.ts';
import { type JudgedSave, saveRows } from './save-rows.ts';
import { boolArray, byteaArray, bytesOf, int8Array, textArray } from './wire-values.ts';

/** How often a group that met a deadlock is tried. */
const ATTEMPTS = 3;

/** A row of `known_state`: what the store knows about a save that was not accepted at once. */
interface KnownState {
  /** Position in the group, from 1. */
  readonly n: number;
  readonly holder: number | null;
  readonly revoked: boolean;
  readonly record: number | null;
  readonly version: number;
  readonly hash: Bytes | null;
  readonly final: boolean;
  /** How this envelope was answered before, as an index of `ANSWERS`; null when it was not. */
  readonly answer: number | null;
  readonly branch_devices: number;
  readonly device_has_branch: boolean;
  readonly records: number;
  /** The campaign's generation in that transaction. */
  readonly generation: number;
}

export interface PostgresSavesOptions {
  /** Of the campaign. */
  readonly schema: string;
  readonly connections: Connections;
  readonly observer: StoreObserver;
  /** Called when a save fails, before its caller gets the answer. */
  readonly invalidate: () => void;
}

export class PostgresSaves {
  readonly #schema: string;
  readonly #connections: Connections;
  readonly #commit: GroupCommit;

  constructor({ schema, connections, observer, invalidate }: PostgresSavesOptions) {
    this.#schema = schema;
    this.#connections = connections;
    this.#commit = new GroupCommit(async (requests) => {
      try {
        const outcomes = await this.#saveGroup(requests);
        if (outcomes.some((outcome) => outcome instanceof Error)) invalidate();
        return outcomes;
      } catch (error) {
        invalidate();
        throw error;
      }
    }, observer);
  }

  save(request: JudgedSave): Promise<SaveOutcome> {
    return this.#commit.save(request);
  }

  /** Runs another change of these holders, in order with their saves. */
  alone<T>(holders: readonly Uint8Array[], work: () => Promise<T>): Promise<T> {
    return this.#commit.alone(holders, work);
  }

  /** Finishes what was begun, then accepts no more. */
  close(): Promise<void> {
    return this.#commit.close();
  }

  /**
   * One statement accepts every save that follows its head. It may be repeated, because it changes nothing else. Each holder
   * comes once, in the order of their bytes.
   *
   * The other saves are decided here, from what that statement read. An answer that stores nothing is complete. A save that
   * must be stored goes through a transaction that reads again under locks.
   */
  async #saveGroup(requests: readonly JudgedSave[]): Promise<readonly (SaveOutcome | Error)[]> {
    const states = await retried(() => this.#acceptGroup(requests));
    const outcomes = new Array<SaveOutcome | Error>(requests.length).fill(SAVED);
    const kept: { readonly request: JudgedSave; readonly at: number }[] = [];
    for (const state of states) {
      const at = state.n - 1;
      const request = requests[at]!;
      if (state.holder === null) {
        outcomes[at] = new Error('the holder was deleted after its token was checked');
        continue;
      }
      if (isStale(request, state)) {
        outcomes[at] = new StaleView();
        continue;
      }
      const decision = decide(request, state);
      if (decision.kind === 'accept' || decision.kind === 'branch') kept.push({ request, at });
      else outcomes[at] = outcomeOf(decision, headOf(state));
    }
    if (kept.length > 0) {
      const decided = await this.#keepGroup(kept.map(({ request }) => request));
      for (const [i, { at }] of kept.entries()) outcomes[at] = decided[i]!;
    }
    return outcomes;
  }

  /** The states of the saves that were not accepted. */
  async #acceptGroup(group: readonly JudgedSave[]): Promise<readonly KnownState[]> {
    const begins = group.some(({ header }) => header.version === 1);
    const [row] = await this.#connections.quick(`SELECT ${this.#schema}.save_batch($1, $2) AS states`, [
      saveRows(group),
      begins,
    ]);
    return statesOf(row!.states as string | null);
  }

  /** Reads again under locks, decides, and stores what was decided. */
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
        if (decision.kind === 'accept' || decision.kind === 'branch') {
          if (state.record === null && state.records >= request.maxRecords) {
            outcomes[state.n - 1] = { kind: 'too-many-records' };
            continue;
          }
          written.push({ request, answer: answerOf(decision) });
        }
        outcomes[state.n - 1] = outcomeOf(decision, headOf(state));
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

/** Parses the JSON of rows of `known_state`; null means none. */
function statesOf(json: string | null): readonly KnownState[] {
  const rows = JSON.parse(json ?? '[]') as readonly (KnownState & { readonly hash: string | null })[];
  return rows.map((row) => ({ ...row, hash: row.hash === null ? null : bytesOf(row.hash) }));
}

function isStale({ asOf }: JudgedSave, { generation }: KnownState): boolean {
  return asOf !== 0 && asOf !== generation;
}

function decide({ header, window }: SaveRequest, state: KnownState): WriteDecision {
  const answer = state.answer === null ? null : (ANSWERS[state.answer] ?? null);
  return decideWrite(
    header,
    {
      head: state.hash === null ? null : { version: state.version, hash: state.hash, final: state.final },
      wasAccepted: answer === 'saved',
      keptAs: answer === 'saved' ? null : answer,
      branchDevices: state.branch_devices,
      deviceHasBranch: state.device_has_branch,
      revoked: state.revoked,
    },
    window,
  );
}

/** Index of `ANSWERS`. */
function answerOf(decision: Extract<WriteDecision, { kind: 'accept' | 'branch' }>): number {
  return ANSWERS.indexOf(decision.kind === 'accept' ? 'saved' : decision.answer);
}

function headOf({ version, hash }: KnownState): DecidedHead | null {
  return hash === null ? null : { version, hash };
}

/** Groups of two processes can wait for each other. The server then rolls one back, and it is tried again. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !mayBeRepeated(error)) throw error;
    }
  }
}
