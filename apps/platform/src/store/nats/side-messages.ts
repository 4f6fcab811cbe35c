/** The messages of a rescued envelope and of a routing table. */
import type { Bytes } from '@cloison/protocol/public';
import { MINUTE_MS, minuteOf } from '../minutes.ts';
import type { NewRouting } from '../publishing.ts';

/** u48 time in minutes since 1970 ‖ uploader 16 ‖ envelope. */
export function encodeRescued(one: {
  readonly uploader: Uint8Array;
  readonly atMs: number;
  readonly envelope: Uint8Array;
}): Buffer {
  const minute = Buffer.alloc(6);
  minute.writeUIntBE(minuteOf(one.atMs), 0, 6);
  return Buffer.concat([minute, one.uploader, one.envelope]);
}

export function decodeRescued(data: Buffer): {
  readonly uploader: Bytes;
  readonly atMs: number;
  readonly envelope: Bytes;
} {
  return {
    atMs: data.readUIntBE(0, 6) * MINUTE_MS,
    uploader: new Uint8Array(data.subarray(6, 22)),
    envelope: new Uint8Array(data.subarray(22)),
  };
}

/** u8 length ‖ `after` ‖ the sealed table. */
export function encodeRouting({ after, sealed }: Pick<NewRouting, 'after' | 'sealed'>): Buffer {
  const name = Buffer.from(after, 'latin1');
  return Buffer.concat([Uint8Array.of(name.length), name, sealed]);
}

export function decodeRouting(data: Buffer): { readonly after: string; readonly sealed: Bytes } {
  const end = 1 + data[0]!;
  return { after: data.toString('latin1', 1, end), sealed: new Uint8Array(data.subarray(end)) };
}
