/** One thread of the floor: for each person, the product of one table row for each block at every node, and its sum. */
import { parentPort } from 'node:worker_threads';

export interface FloorJob {
  readonly codes: Uint8Array;
  readonly table: Float64Array;
  readonly blocks: number;
  readonly nodes: number;
  readonly from: number;
  readonly to: number;
}

parentPort!.on('message', ({ codes, table, blocks, nodes, from, to }: FloorJob) => {
  const p = new Float64Array(nodes);
  let total = 0;
  for (let i = from; i < to; i++) {
    p.fill(1);
    for (let b = 0; b < blocks; b++) {
      const at = (b * 256 + codes[i * blocks + b]!) * nodes;
      for (let q = 0; q < nodes; q++) p[q] = p[q]! * table[at + q]!;
    }
    let sum = 0;
    for (let q = 0; q < nodes; q++) sum += p[q]!;
    total += sum;
  }
  parentPort!.postMessage(total);
});
