/** Envelopes with a valid header and a random body. A platform cannot tell them from real ones. */
import { createHash, randomBytes } from 'node:crypto';
import { type Bytes, type EnvelopeKind, parseEnvelopeHeader } from '@cloison/protocol/public';
import type { NewEnvelope } from '../../../../apps/platform/src/store/envelopes.ts';

const KINDS = { record: 1, final: 2, document: 3 } as const;

export interface FixtureInput {
  readonly campaign: string;
  readonly holder: Uint8Array;
  readonly name: string;
  readonly kind?: EnvelopeKind;
  readonly version?: number;
  /** Hash of the previous envelope; default zeros. */
  readonly previous?: Uint8Array;
  readonly device?: Uint8Array;
  /** Multiple of 512; default 512. */
  readonly bodyBytes?: number;
}

/** One character a byte: the form in which a store looks up a token. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

export function fixtureEnvelope(input: FixtureInput): NewEnvelope {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(input.version ?? 1);
  const bytes: Bytes = new Uint8Array(
    Buffer.concat([
      Buffer.from('CLO1', 'latin1'),
      Uint8Array.of(KINDS[input.kind ?? 'record'], 0, input.name.length),
      Buffer.from(input.name, 'latin1'),
      createHash('sha256').update(input.campaign).digest().subarray(0, 16),
      input.holder,
      input.device ?? new Uint8Array(8).fill(7),
      version,
      input.previous ?? new Uint8Array(32),
      randomBytes(12 + (input.bodyBytes ?? 512) + 16),
    ]),
  );
  return { header: parseEnvelopeHeader(bytes), hash: hashOf(bytes), bytes };
}

export function hashOf(bytes: Uint8Array): Bytes {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}
