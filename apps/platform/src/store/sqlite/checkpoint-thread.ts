/** Copies the log into the database, on a connection of its own, whenever `Checkpoints` asks. Sleeps in between, without an event loop. */
import { workerData } from 'node:worker_threads';
import { CHECKPOINT, type CheckpointThreadData, STATE } from './checkpoint-state.ts';
import { connect } from './schema.ts';

const { databasePath, state } = workerData as CheckpointThreadData;
const db = connect(databasePath);

for (let now = Atomics.load(state, 0); now !== STATE.closing; now = Atomics.load(state, 0)) {
  if (now === STATE.asked) {
    db.exec(CHECKPOINT);
    // Again, for what was written during the first: a tenth as much then remains.
    db.exec(CHECKPOINT);
    Atomics.compareExchange(state, 0, STATE.asked, STATE.done);
  } else {
    Atomics.wait(state, 0, now);
  }
}
db.close();
Atomics.store(state, 0, STATE.closed);
Atomics.notify(state, 0);
