import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { expect, it } from 'vitest';
import {
  decodeRecord,
  encodeFollowing,
  encodeRecord,
  NO_RECORD,
  type RecordMessage,
} from './record-message.ts';

it('a record is read as it was written, with and without head, hashes and branches', () => {
  const of = (version: number) =>
    fixtureEnvelope({
      campaign: '2026-essai',
      holder: new Uint8Array(16).fill(1),
      name: 'francais',
      version,
    });
  const [head, late, conflict] = [of(3), of(2), of(9)];
  const full: RecordMessage = {
    revoked: true,
    minute: 4_000_000_000,
    moved: 1,
    spilled: 64,
    recent: Buffer.concat([of(2).hash, head.hash]),
    kept: [
      { hash: late.hash, answer: 'late' },
      { hash: conflict.hash, answer: 'conflict' },
    ],
    branches: [
      { answer: 'late', minute: 7, envelope: late.bytes as never, header: late.header },
      { answer: 'conflict', minute: 0, envelope: conflict.bytes as never, header: conflict.header },
    ],
    head: { version: 3, hash: head.hash as never, final: false },
    envelope: head.bytes as never,
  };
  const plain = (record: RecordMessage) =>
    JSON.parse(
      JSON.stringify(record, (_key, value) =>
        value?.type === 'Buffer'
          ? value.data
          : ArrayBuffer.isView(value)
            ? [...(value as Uint8Array)]
            : value,
      ),
    );
  for (const record of [
    NO_RECORD,
    full,
    { ...full, branches: [], kept: [] },
    { ...full, head: null, envelope: null },
  ]) {
    expect(plain(decodeRecord(encodeRecord(record)))).toEqual(plain(record));
  }
});

it('what follows a head is written as the whole record would be', () => {
  const of = (version: number) =>
    fixtureEnvelope({
      campaign: '2026-essai',
      holder: new Uint8Array(16).fill(1),
      name: 'francais',
      version,
    });
  for (const count of [1, 2, 31]) {
    const hashes = Array.from({ length: count }, (_, i) => of(i + 1).hash);
    const { hash, bytes } = of(count + 1);
    const facts = { revoked: false, moved: 3, spilled: 32 };
    const whole = encodeRecord({
      ...NO_RECORD,
      ...facts,
      minute: 12,
      recent: Buffer.concat([...hashes, hash]),
      envelope: bytes as never,
    });
    const recent = Buffer.concat(hashes).toString('latin1');
    expect(encodeFollowing({ ...facts, recent }, { minute: 12, hash, envelope: bytes })).toEqual(whole);
  }
});
