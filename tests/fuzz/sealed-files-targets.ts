/** Files that are sealed whole: a campaign that moves, content sealed until it opens. Damaged outside, and hostile inside. */
import { createHmac } from 'node:crypto';
import { publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { concat, hmacSha256, ProtocolError, utf8 } from '@cloison/protocol/public';
import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { openPack, sealPack } from '../../packages/protocol/src/content-pack.ts';
import { decodeTransfer, encodeTransfer } from '../../packages/protocol/src/transfer/transfer-entries.ts';
import {
  readTransferFile,
  readTransferKey,
  type TransferEntry,
  writeTransferFile,
  writeTransferKey,
} from '../../packages/protocol/src/transfer/transfer-file.ts';
import { accepted, acceptedLater, type FuzzTarget, must, target } from './fuzz-target.ts';
import { damagedJson, edits, hostileBytes, hostileText } from './mutations.ts';

const isProtocolError = (error: unknown) => error instanceof ProtocolError;
const fill = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const MAX_PACK_BYTES = 50_000;

export async function sealedFilesTargets(): Promise<readonly FuzzTarget[]> {
  const written = writeTransferKey(fill(20, 7));
  const key = readTransferKey(written);
  const salt = fill(16, 1);
  const head = {
    kind: 'head',
    purpose: 'move',
    campaign: '2026-essai',
    at: '2026-09-10T12:00:00Z',
    authorityKey: fill(32, 2),
    pepper: fill(32, 3),
    relay: null,
  } as const;
  const holder = { holder: fill(16, 4), access: fill(32, 5), calendar: 0, role: 'pupil' } as const;
  const entries = [
    { kind: 'published', published: publishedCampaign() as never },
    { kind: 'caller', key: 'k', sequence: 4 },
    { kind: 'holder', holder, revoked: false },
    { kind: 'document', envelope: fill(40, 6) },
    { kind: 'routing', routing: { holder: fill(16, 4), name: 'a', after: 'b', sealed: fill(9, 1) } },
    { kind: 'key', released: { name: 'a', calendar: 0, key: fill(32, 9) } },
    {
      kind: 'record',
      holder: fill(16, 4),
      name: 'francais',
      head: { envelope: fill(50, 8), atMs: 60_000 },
      answers: [{ hash: fill(32, 1), answer: 'saved' }],
      branches: [{ envelope: fill(20, 3), atMs: 120_000, reason: 'late' }],
    },
    { kind: 'rescue', uploader: fill(16, 4), kept: { envelope: fill(12, 2), atMs: 60_000 } },
  ] as const;
  const plain = await all(encodeTransfer(head, entries));
  const file = concat(...(await all(writeTransferFile(key, salt, plain))));
  const read = async (bytes: Uint8Array) => {
    const decoded = await decodeTransfer(readTransferFile(key, [bytes]));
    return (await all(decoded.entries)).length;
  };
  const packKeys = { opening: fill(32, 1), share: fill(32, 2) };
  const address = { campaignId: fill(16, 3), name: 'francais' };
  const pack = await sealPack(
    packKeys,
    address,
    [
      { path: 'a.json', bytes: utf8('{}') },
      { path: 'b.svg', bytes: fill(300, 65) },
    ],
    fill(12, 4),
  );
  const body = packBody('[["a.json",2],["b.svg",3]]', '{}abc');

  return [
    target({
      name: 'transfer key as it is typed',
      share: 20_000,
      input: hostileText([written], ['-', ' ', 'O', 'I', 'U']),
      check: (text) => {
        const typed = accepted(() => readTransferKey(text), isProtocolError)?.value;
        if (typed !== undefined) must(typed.length === 32, 'a key of another length');
      },
    }),
    target({
      name: 'transfer file',
      share: 3_000,
      input: hostileBytes([file], 200),
      check: async (bytes) => {
        const count = await acceptedLater(() => read(bytes), isProtocolError);
        must(count === null || Buffer.compare(bytes, file) === 0, 'a file that nobody wrote');
      },
    }),
    target({
      name: 'entries of an authentic transfer file',
      share: 1_500,
      input: fc.tuple(fc.nat(plain.length - 1), edits, fc.uint8Array({ maxLength: 40 }), fc.nat(3)),
      check: async ([index, numbers, blob, kind]) => {
        const damaged = plain.map((entry, i): TransferEntry => {
          if (i !== index) return entry;
          const facts = damagedJson(entry.facts, numbers);
          const blobs =
            kind === 0
              ? [...entry.blobs, blob]
              : kind === 1
                ? entry.blobs.slice(1)
                : kind === 2
                  ? [blob, ...entry.blobs.slice(1)]
                  : entry.blobs;
          return {
            facts: (typeof facts === 'object' && facts !== null
              ? facts
              : { k: facts }) as TransferEntry['facts'],
            blobs,
          };
        });
        const bytes = concat(...(await all(writeTransferFile(key, salt, damaged))));
        await acceptedLater(() => read(bytes), isProtocolError);
      },
    }),
    target({
      name: 'pack of content',
      share: 2_000,
      input: hostileBytes([pack], 200),
      check: async (bytes) => {
        const files = await acceptedLater(
          () => openPack(packKeys, address, bytes, MAX_PACK_BYTES),
          isProtocolError,
        );
        must(files === null || Buffer.compare(bytes, pack) === 0, 'a pack that nobody sealed');
      },
    }),
    target({
      name: 'body of an authentic pack',
      share: 300,
      input: hostileBytes(
        [
          body,
          deflateSync(body),
          packBody('[["__proto__",0],["../a",0]]', ''),
          deflateSync(fill(200_000, 0)),
        ],
        200,
      ),
      check: async (bytes) => {
        for (const deflated of [bytes, deflateSync(bytes)]) {
          const sealed = await sealBody(packKeys, address, deflated);
          const files = await acceptedLater(
            () => openPack(packKeys, address, sealed, MAX_PACK_BYTES),
            isProtocolError,
          );
          let total = 0;
          for (const content of files?.value.values() ?? []) total += content.length;
          must(total <= MAX_PACK_BYTES, 'more bytes than allowed');
        }
      },
    }),
  ];
}

function packBody(index: string, content: string): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, index.length);
  return concat(length, utf8(index), utf8(content));
}

/** As `sealPack` seals, any bytes for a body. */
async function sealBody(
  { opening, share }: { readonly opening: Uint8Array; readonly share: Uint8Array },
  { campaignId, name }: { readonly campaignId: Uint8Array; readonly name: string },
  body: Uint8Array,
): Promise<Uint8Array> {
  const header = concat(utf8('CLP1'), Uint8Array.of(0, name.length), utf8(name), campaignId, fill(12, 4));
  const prk = await hmacSha256(share, opening);
  const raw = createHmac('sha256', prk)
    .update(Buffer.concat([Buffer.from('cloison/1/content'), Buffer.of(1)]))
    .digest();
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const algorithm = { name: 'AES-GCM', iv: fill(12, 4), additionalData: header };
  return concat(
    header,
    new Uint8Array(await crypto.subtle.encrypt(algorithm, key, body as Uint8Array<ArrayBuffer>)),
  );
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of source) list.push(one);
  return list;
}
