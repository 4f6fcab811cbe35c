/**
 * Test vectors of protocols 1 and 2, made from fixed inputs: `node packages/protocol/vectors/print.ts 1` (or 2) prints them,
 * and `vectors/` holds them for other implementations. A test recomputes them, and reads the envelopes again with Node's own
 * crypto and zlib instead of this package.
 */
import { getPublicKeyAsync, signAsync } from '@noble/ed25519';
import { accessHash, storedAccess } from './access.ts';
import { argon2id } from './argon2-node.ts';
import { mintCode } from './code.ts';
import { sealPack } from './content-pack.ts';
import { deviceOf } from './device.ts';
import { AUTHORITY_DEVICE, NO_PREVIOUS, seal } from './envelope.ts';
import { openHolder, rootFromCode } from './keys.ts';
import { type Bytes, toBase64Url, toHex, utf8 } from './primitives/bytes.ts';
import { campaignIdOf, entryRecordName } from './primitives/names.ts';
import { receiptOf } from './receipt.ts';
import { sealRouting } from './sealed-routing.ts';
import { sealSignedDocument } from './signed-document.ts';

const counting = (first: number) => (length: number) =>
  Uint8Array.from({ length }, (_, i) => (first + i) & 255) as Bytes;

/** What the entry records of the vectors are named after. */
const ENTRY = { sequence: 'francais-cp', orderNumber: '4182073' };

export async function protocolVectors() {
  const campaign = '2026-6e';
  const campaignId = await campaignIdOf(campaign);
  const codes = [];
  for (const [kind, first] of [
    ['pupil', 3],
    ['staff', 90],
  ] as const) {
    const code = mintCode(kind, counting(first));
    const root = await rootFromCode(code, campaignId, argon2id);
    const holder = await openHolder(root, campaignId);
    codes.push({
      kind,
      code: code.text,
      symbols: code.symbols,
      root: toHex(root),
      holderId: toHex(holder.holderId),
      access: toHex(holder.access),
      accessHash: toHex(await accessHash(holder.access)),
      storedAccessUnderPepperOfZeros: toHex(
        await storedAccess(new Uint8Array(32), await accessHash(holder.access)),
      ),
      names: toHex(holder.namesKey),
      entryRecordName: await entryRecordName(holder.namesKey, ENTRY.sequence, ENTRY.orderNumber),
      deviceOfSecretOfZeros: toHex(await deviceOf(new Uint8Array(32), holder.holderId)),
    });
  }
  const root = counting(1)(32);
  const holder = await openHolder(root, campaignId);
  const envelopes = [];
  let previous: Uint8Array = NO_PREVIOUS;
  for (const [i, [kind, name, body]] of (
    [
      ['record', 'francais', { v: 1, position: 0 }],
      ['final', 'francais', { v: 1, position: 11, réponse: 'l’été, 3,5' }],
      ['document', 'report/class', [null, true, 'Zoé']],
    ] as const
  ).entries()) {
    const version = kind === 'document' ? 1 : i + 1;
    const sealed = await seal(holder, {
      kind,
      name,
      body,
      device: counting(40)(8),
      version,
      previous: version === 1 ? NO_PREVIOUS : previous,
      ceiling: 512,
      iv: counting(70 + i)(12),
    });
    previous = sealed.hash;
    envelopes.push({
      kind,
      name,
      version,
      body,
      envelope: toBase64Url(sealed.bytes),
      hash: toHex(sealed.hash),
      receipt: receiptOf(sealed.hash),
    });
  }
  const files = [
    { path: 'sequences/francais.json', text: '{"v":1,"id":"francais","items":[]}' },
    { path: 'assets/francais/été.svg', text: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
  ];
  const keys = { opening: counting(100)(32), share: counting(140)(32) };
  const packed = await sealPack(
    keys,
    { campaignId, name: 'francais' },
    files.map(({ path, text }) => ({ path, bytes: utf8(text) })),
    counting(180)(12),
  );
  const contentPack = {
    name: 'francais',
    openingKey: toHex(keys.opening),
    share: toHex(keys.share),
    files,
    pack: toBase64Url(packed),
  };
  const routingTables = {
    v: 1,
    tables: { n1: { v: 1, id: 'n1', items: {}, cuts: [{ atLeast: null, module: 'n2' }] } },
  };
  const routingKey = counting(60)(32);
  const routing = {
    name: 'maths',
    holderId: toHex(holder.holderId),
    key: toHex(routingKey),
    tables: routingTables,
    sealed: toBase64Url(
      await sealRouting(
        routingKey,
        { campaignId, holderId: holder.holderId, name: 'maths' },
        routingTables,
        counting(200)(12),
      ),
    ),
  };
  return {
    protocol: 1,
    producer: 'packages/protocol/src/vectors.ts',
    campaign,
    campaignId: toHex(campaignId),
    entryRecordsOf: ENTRY,
    codes,
    envelopesOfRoot: toHex(root),
    envelopes,
    contentPack,
    routing,
  };
}

/** What protocol 2 adds: documents that the authority signs. The last one is signed by another key, and refused. */
export async function signedDocumentVectors() {
  const campaign = '2026-6e';
  const root = counting(1)(32);
  const holder = await openHolder(root, await campaignIdOf(campaign));
  const authority = counting(7)(32);
  const colleague = counting(201)(32);
  const documents = [];
  let previous: Bytes = NO_PREVIOUS;
  for (const [i, [seed, signedBy, body]] of (
    [
      [authority, 'authority', { v: 1, kind: 'class-report', réponse: 'l’été' }],
      [authority, 'authority', [null, true, 'Zoé']],
      [colleague, 'another key', [null, true, 'Chloé']],
    ] as const
  ).entries()) {
    const sealed = await sealSignedDocument(
      holder,
      {
        name: 'report/class',
        device: AUTHORITY_DEVICE,
        version: i + 1,
        previous,
        body,
        ceiling: 512,
        iv: counting(90 + i)(12),
      },
      (message) => signAsync(message, seed),
    );
    previous = sealed.hash;
    documents.push({
      name: 'report/class',
      version: i + 1,
      signedBy,
      body,
      envelope: toBase64Url(sealed.bytes),
      hash: toHex(sealed.hash),
    });
  }
  return {
    protocol: 2,
    producer: 'packages/protocol/src/vectors.ts',
    campaign,
    root: toHex(root),
    authorityKey: toHex(await getPublicKeyAsync(authority)),
    documents,
  };
}
