import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../primitives/bytes.ts';
import { type CampaignEntry, decodeTransfer, encodeTransfer, type TransferHead } from './transfer-entries.ts';
import {
  readTransferFile,
  readTransferKey,
  type TransferEntry,
  transferFileKeyId,
  transferKeyId,
  writeTransferFile,
  writeTransferKey,
} from './transfer-file.ts';

const fill = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const KEY_TEXT = writeTransferKey(Uint8Array.from({ length: 20 }, (_, i) => i * 13));
const KEY = readTransferKey(KEY_TEXT);
const SALT = fill(16, 7);

async function written(entries: readonly TransferEntry[], key = KEY): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeTransferFile(key, SALT, entries)) pieces.push(piece);
  return pieces;
}
async function read(pieces: Iterable<Uint8Array>, key = KEY): Promise<TransferEntry[]> {
  const entries: TransferEntry[] = [];
  for await (const entry of readTransferFile(key, pieces)) entries.push(entry);
  return entries;
}
const plain = (entries: readonly TransferEntry[]) =>
  entries.map(({ facts: { b: _lengths, ...facts }, blobs }) => ({
    facts,
    blobs: blobs.map((one) => [...one]),
  }));

describe('a transfer file', () => {
  it('gives back its entries, however the pieces of the file are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            facts: fc.record({ k: fc.string(), n: fc.nat() }),
            blobs: fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 4 }),
          }),
          { maxLength: 8 },
        ),
        fc.integer({ min: 1, max: 64 }),
        async (entries, cut) => {
          const whole = concat(...(await written(entries)));
          const pieces = Array.from({ length: Math.ceil(whole.length / cut) }, (_, i) =>
            whole.subarray(i * cut, (i + 1) * cut),
          );
          expect(plain(await read(pieces))).toEqual(plain(entries));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is refused with any one byte altered', async () => {
    const whole = concat(...(await written([{ facts: { k: 'a' }, blobs: [fill(40, 1)] }])));
    for (let i = 0; i < whole.length; i++) {
      const altered = whole.slice();
      altered[i]! ^= 0x10;
      await expect(read([altered]), `byte ${i}`).rejects.toThrow(/transfer file/);
    }
  });

  it('is refused when it ends early at any byte, a whole frame included', async () => {
    // Two frames: what fits in one is not cut.
    const entries = [fill(700_000, 1), fill(700_000, 2)].map((blob) => ({
      facts: { k: 'a' },
      blobs: [blob],
    }));
    const pieces = await written(entries);
    expect(pieces).toHaveLength(3);
    const [head, first, second] = pieces as [Uint8Array, Uint8Array, Uint8Array];
    expect(await read(pieces)).toHaveLength(2);
    for (const cut of [
      [],
      [head],
      [head.subarray(0, 20)],
      [head, first],
      [head, first, second.subarray(0, 100)],
    ]) {
      await expect(read(cut)).rejects.toThrow('not whole and unaltered');
    }
  });

  it('is refused when frames are repeated, swapped, left out or added', async () => {
    const entries = [1, 2, 3].map((byte) => ({ facts: { k: 'a' }, blobs: [fill(700_000, byte)] }));
    const [head, ...frames] = (await written(entries)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const [a, b, c] = frames as [Uint8Array, Uint8Array, Uint8Array];
    for (const order of [
      [b, a, c],
      [a, a, b, c],
      [a, c],
      [a, b, c, c],
      [a, b, c, a],
    ]) {
      await expect(read([head, ...order])).rejects.toThrow('not whole and unaltered');
    }
    await expect(read([head, a, b, c, fill(1, 0)])).rejects.toThrow('not whole and unaltered');
  });

  it('says that it needs another key, and by its head which one', async () => {
    const other = readTransferKey(writeTransferKey(fill(20, 9)));
    const [head] = await written([]);
    await expect(read(await written([]), other)).rejects.toMatchObject({ code: 'transfer-key' });
    expect(transferFileKeyId(head!)).toEqual(await transferKeyId(KEY));
  });

  it('has a key that is read whatever its case, spaces and look-alikes', () => {
    expect(KEY_TEXT).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(readTransferKey(` ${KEY_TEXT.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')}\n`)).toEqual(
      KEY,
    );
    expect(() => readTransferKey(KEY_TEXT.slice(1))).toThrow('not 32 symbols');
  });
});

describe('entries of a campaign', () => {
  const head: TransferHead = {
    kind: 'head',
    purpose: 'relay',
    campaign: '2026-essai',
    at: '2026-09-10T12:00:00.000Z',
    authorityKey: fill(32, 1),
    pepper: fill(32, 2),
    relay: { label: 'portable 3', statementKey: fill(48, 3), publicKey: fill(32, 4), returnKey: fill(32, 5) },
  };
  const entries: readonly CampaignEntry[] = [
    {
      kind: 'published',
      published: {
        v: 1,
        card: {
          v: 1,
          campaign: '2026-essai',
          title: { fr: 'Essai', en: 'Trial' },
          rehearsal: true,
          manifest: '0'.repeat(64),
          online: true,
        },
        calendars: [{ francais: { opens: '2026-09-07T06:00:00Z', closes: '2026-09-25T16:00:00Z' } }],
      },
    },
    { kind: 'caller', key: 'k', sequence: 12 },
    {
      kind: 'content',
      file: { hash: 'a'.repeat(64), type: 'image/svg+xml', identity: fill(9, 1), gzip: null, br: fill(3, 2) },
    },
    {
      kind: 'holder',
      holder: { holder: fill(16, 1), access: fill(32, 2), calendar: 0, role: 'pupil' },
      revoked: true,
    },
    { kind: 'document', envelope: fill(700, 3) },
    {
      kind: 'routing',
      routing: { holder: fill(16, 1), name: 'francais/2', after: 'francais', sealed: fill(5, 5) },
    },
    { kind: 'key', released: { name: 'francais', calendar: 0, key: fill(32, 6) } },
    {
      kind: 'record',
      holder: fill(16, 1),
      name: 'francais',
      head: { envelope: fill(700, 4), atMs: 29_000_000 * 60_000 },
      answers: [
        { hash: fill(32, 1), answer: 'saved' },
        { hash: fill(32, 2), answer: 'late' },
        { hash: fill(32, 3), answer: 'conflict' },
      ],
      branches: [{ envelope: fill(600, 5), atMs: 29_000_001 * 60_000, reason: 'late' }],
    },
    { kind: 'record', holder: fill(16, 2), name: 'maths', head: null, answers: [], branches: [] },
    { kind: 'rescue', uploader: fill(16, 1), kept: { envelope: fill(600, 6), atMs: 60_000 } },
  ];
  const encoded = async () => {
    const list: TransferEntry[] = [];
    for await (const entry of encodeTransfer(head, entries)) list.push(entry);
    return list;
  };
  const decoded = async (list: readonly TransferEntry[]) => {
    const file = await decodeTransfer(readTransferFile(KEY, await written(list)));
    const back: CampaignEntry[] = [];
    for await (const entry of file.entries) back.push(entry);
    return { head: file.head, entries: back, counts: file.counts() };
  };

  it('come back as they were, with their counts', async () => {
    const back = await decoded(await encoded());
    expect(back.head).toEqual(head);
    expect(back.entries).toEqual(entries);
    expect(back.counts).toMatchObject({ published: 1, record: 2, holder: 1, rescue: 1 });
  });

  it('are refused when one is missing, unknown, or has bytes too many', async () => {
    const list = await encoded();
    const refused = (changed: readonly TransferEntry[]) =>
      expect(decoded(changed)).rejects.toThrow('not whole and unaltered');
    for (let i = 1; i < list.length; i++) await refused(list.toSpliced(i, 1));
    await refused([...list, list[1]!]);
    await refused(list.toSpliced(4, 1, { facts: { k: 'person' }, blobs: [] }));
    await refused(list.toSpliced(4, 1, { ...list[4]!, blobs: [...list[4]!.blobs, fill(1, 1)] }));
    await refused([]);
  });
});
