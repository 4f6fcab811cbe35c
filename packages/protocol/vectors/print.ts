/** Prints test vectors of protocol 1 or 2: `node packages/protocol/vectors/print.ts 2 > packages/protocol/vectors/protocol-2.json`. */
import { protocolVectors, signedDocumentVectors } from '../src/vectors.ts';

const vectors = process.argv[2] === '2' ? await signedDocumentVectors() : await protocolVectors();
process.stdout.write(`${JSON.stringify(vectors, null, 2)}\n`);
