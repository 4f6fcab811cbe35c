/**
 * A model of one record, to compare a store with. Written from the page "Saving" of the protocol, without the package's write
 * rule. It checks its own invariants: versions of the head only increase, and nothing follows a final.
 */
import type { NewEnvelope } from '../../../../apps/platform/src/store/envelopes.ts';
import type { SaveOutcome } from '../../../../apps/platform/src/store/saving.ts';

const MAX_DEVICES = 16;

export class ModelRecord {
  head: NewEnvelope | null = null;
  /** The newest branch of each device. */
  readonly branches = new Map<string, NewEnvelope>();
  readonly #accepted = new Set<string>();
  readonly #kept = new Map<string, 'late' | 'conflict'>();

  /** Version and previous hash of an envelope of this sort, relative to the present head. */
  linkOf(what: string): {
    readonly kind: 'record' | 'final';
    readonly version: number;
    readonly previous: Uint8Array;
  } {
    const [version, hash] = [this.head?.header.version ?? 0, this.head?.hash ?? new Uint8Array(32)];
    switch (what) {
      case 'final':
        return { kind: 'final', version: version + 1, previous: hash };
      case 'stale':
        return {
          kind: 'record',
          version: Math.max(1, version),
          previous: this.head?.header.previous ?? hash,
        };
      case 'ahead':
        return { kind: 'record', version: version + 2, previous: new Uint8Array(32).fill(9) };
      default:
        return { kind: 'record', version: version + 1, previous: hash };
    }
  }

  save(envelope: NewEnvelope, window: 'open' | 'late' | 'closed' | 'none', revoked: boolean): SaveOutcome {
    const id = Buffer.from(envelope.hash).toString('hex');
    if (this.#accepted.has(id)) return { kind: 'saved' };
    const before = this.#kept.get(id);
    if (before !== undefined) return before === 'late' ? { kind: 'late' } : this.#conflict();
    if (window === 'closed' || window === 'none') return { kind: 'closed' };
    if (window === 'open' && !revoked && this.#follows(envelope)) {
      if (this.head?.header.kind === 'final') throw new Error('something followed a final');
      this.#accepted.add(id);
      this.head = envelope;
      return { kind: 'saved' };
    }
    const device = Buffer.from(envelope.header.device).toString('hex');
    if (!this.branches.has(device) && this.branches.size === MAX_DEVICES) return this.#conflict();
    const answer = window === 'late' ? 'late' : 'conflict';
    this.branches.set(device, envelope);
    this.#kept.set(id, answer);
    return answer === 'late' ? { kind: 'late' } : this.#conflict();
  }

  #follows({ header }: NewEnvelope): boolean {
    if (this.head === null) return header.version === 1;
    if (this.head.header.kind === 'final') return false;
    return (
      header.version === this.head.header.version + 1 && Buffer.compare(header.previous, this.head.hash) === 0
    );
  }

  #conflict(): SaveOutcome {
    return {
      kind: 'conflict',
      version: this.head?.header.version ?? 0,
      hash: (this.head?.hash ?? new Uint8Array(32)) as Uint8Array<ArrayBuffer>,
    };
  }
}
