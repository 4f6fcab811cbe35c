/** Copies a database's log into it, on a connection of its own, whenever `Checkpoints` asks. Waits in between without an event loop. */
import { workerData } from 'node:worker_threads';
import { CHECKPOINT, type CheckpointThreadData, STATE } from './checkpoint-state.ts';
import { connect } from './schema.ts';

const { databasePath, state } = workerData as CheckpointThreadData;
const db = connect(databasePath);

for (let now = Atomics.load(state, 0); now !== STATE.closing; now = Atomics.load(state, 0)) {
  if (now === STATE.asked) {
    db.exec(CHECKPOINT);
    // What was written meanwhile: a tenth as much is left then.
    db.exec(CHECKPOINT);
    Atomics.compareExchange(state, 0, STATE.asked, STATE.done);
  } else {
    Atomics.wait(state, 0, now);
  }
}
db.close();
Atomics.store(state, 0, STATE.closed);
Atomics.notify(state, 0);
