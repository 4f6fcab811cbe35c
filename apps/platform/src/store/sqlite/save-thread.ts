/**
 * The thread that commits the saves of one campaign, on a connection of its own. All batches that have arrived become one
 * transaction, and each is answered once it is on the disk. `group-commit.ts` says what happens to a faulty save and when the
 * store is full.
 */
import type { MessagePort } from 'node:worker_threads';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { SaveOutcome } from '../saving.ts';
import { StorageFailure } from '../storage-error.ts';
import { Checkpoints } from './checkpoints.ts';
import { Cursors } from './cursors.ts';
import { type OwnedSave, type SaveAnswers, type SaveBatch, unpackSaves } from './save-batch.ts';
import { RecordSaves } from './saves.ts';
import { connect, limitPages } from './schema.ts';
import { Statements } from './statements.ts';
import { transact } from './transaction.ts';

export interface SaveThreadData {
  readonly databasePath: string;
  readonly port: MessagePort;
  /** Counts the answers, so that a caller can wait for one while its event loop is blocked. */
  readonly sent: Int32Array;
}

const { databasePath, port, sent } = workerData as SaveThreadData;
const db = connect(databasePath);
const sql = new Statements(db);
const cursors = new Cursors(sql);
const saves = new RecordSaves(sql, cursors);
const checkpoints = new Checkpoints(db, databasePath);
let generation = -1;
let maxPages: number | null = null;

port.on('message', (first: SaveBatch | null) => {
  const batches: SaveBatch[] = [];
  let closes = first === null;
  for (let next = first; next !== null; ) {
    batches.push(next);
    const more = receiveMessageOnPort(port) as { readonly message: SaveBatch | null } | undefined;
    if (more === undefined) break;
    next = more.message;
    closes = next === null;
  }
  if (batches.length > 0) commitBatches(batches);
  if (closes) {
    checkpoints.close();
    db.close();
    postAnswers(null);
  }
});

function postAnswers(answers: SaveAnswers | null): void {
  port.postMessage(answers);
  Atomics.add(sent, 0, 1);
  Atomics.notify(sent, 0);
}

function commitBatches(batches: readonly SaveBatch[]): void {
  const beganMs = performance.now();
  const newest = batches.at(-1)!;
  if (newest.generation !== generation) saves.forget();
  generation = newest.generation;
  if (newest.maxPages !== maxPages) limitPages(db, newest.maxPages);
  maxPages = newest.maxPages;
  const all: OwnedSave[] = [];
  for (const batch of batches) unpackSaves(batch, all);
  const { failure, outcomes } = commitAll(all, newest);
  let from = 0;
  for (const { count } of batches) {
    const own = outcomes.slice(from, from + count);
    const areSaved = own.every((outcome) => !(outcome instanceof Error) && outcome.kind === 'saved');
    postAnswers({ failure, outcomes: areSaved ? null : own, ms: performance.now() - beganMs });
    from += count;
  }
  checkpoints.wrote(all.length);
}

function commitAll(
  all: readonly OwnedSave[],
  batch: SaveBatch,
): { readonly failure: SaveAnswers['failure']; readonly outcomes: readonly (SaveOutcome | Error)[] } {
  const { outcomes, failure } = commit(all, batch);
  if (failure === null) return { failure, outcomes };
  if (failure instanceof StorageFailure) return { failure: failure.kind, outcomes: [] };
  const each: (SaveOutcome | Error)[] = [];
  for (const one of all) {
    const own = commit([one], batch);
    each.push(own.failure === null ? own.outcomes[0]! : errorOf(own.failure));
  }
  return { failure: null, outcomes: each };
}

function commit(all: readonly OwnedSave[], { era }: SaveBatch) {
  const outcomes: SaveOutcome[] = [];
  const failure = transact(db, () => {
    cursors.begin();
    for (const { request, owner } of all) outcomes.push(saves.save(request, owner));
    cursors.end(era);
  });
  if (failure !== null) saves.forget();
  return { outcomes, failure };
}

/** As an `Error`, which the message to the other thread can carry. */
function errorOf(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error('a save failed');
}
