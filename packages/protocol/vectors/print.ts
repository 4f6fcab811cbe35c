/** Prints the test vectors of protocol 1: `node packages/protocol/vectors/print.ts > packages/protocol/vectors/protocol-1.json`. */
import { protocolVectors } from '../src/vectors.ts';

process.stdout.write(`${JSON.stringify(await protocolVectors(), null, 2)}\n`);
