/**
 * Takes a transfer file into the embedded store of a folder, and kills itself with SIGKILL at the n-th entry, or just before
 * it would say that it is done.
 *
 *     node killed-import.ts FOLDER FILE KEY N|end
 */
import { decodeTransfer, readTransferFile, readTransferKey } from '@cloison/protocol/public';
import { readPieces } from '../../apps/platform/src/move/transfer-disk.ts';
import { openSqliteStore } from '../../apps/platform/src/store/sqlite/store.ts';

const [folder = '', file = '', key = '', at = ''] = process.argv.slice(2);
const store = openSqliteStore({ folder, pepper: new Uint8Array(32).fill(3) });
const { head, entries } = await decodeTransfer(
  readTransferFile(
    readTransferKey(key),
    readPieces(file, () => undefined),
  ),
);
async function* counted() {
  let n = 0;
  for await (const entry of entries) {
    n += 1;
    if (n === Number(at)) process.kill(process.pid, 'SIGKILL');
    yield entry;
  }
}
await store.restore(head.campaign, counted());
process.kill(process.pid, 'SIGKILL');
