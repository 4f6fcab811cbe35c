/**
 * For tests: a platform in memory that answers by the real write rule, over a network that a test can break. The whole
 * service is tried in `tests/`; here only the client's side is.
 */
import {
  type Bytes,
  decideWrite,
  equalBytes,
  type Me,
  parseEnvelopeHeader,
  type RecordState,
  sha256,
  toBase64Url,
} from '@cloison/protocol/public';
import { type PlatformApi, type PutOutcome, RefusedError, UnreachableError } from './api.ts';

interface Kept {
  readonly envelope: Bytes;
  readonly hash: Bytes;
  readonly answer: 'late' | 'conflict';
  readonly device: string;
}

export class TestPlatform {
  /** Accepted versions of each record, oldest first. */
  readonly versions = new Map<
    string,
    { readonly envelope: Bytes; readonly hash: Bytes; readonly final: boolean }[]
  >();
  readonly branches = new Map<string, Kept[]>();
  window: 'open' | 'late' | 'closed' = 'open';
  /** Called for each PUT: what the network does to it. */
  fault: () => 'none' | 'request-lost' | 'answer-lost' | 'busy' | 'storage-full' | 'unknown-code' = () =>
    'none';
  /** What a refusal that passes asks for. */
  retryAfterMs = 1;
  /** Greatest number of PUTs that were under way at once, by record. */
  mostAtOnce = 0;
  puts = 0;
  #atOnce = 0;

  head(name: string): Bytes | null {
    return this.versions.get(name)?.at(-1)?.envelope ?? null;
  }

  api(delay: () => Promise<void> = async () => undefined): PlatformApi {
    const unused = (): never => {
      throw new Error('not used by these tests');
    };
    return {
      card: unused,
      content: unused,
      me: unused as () => Promise<Me>,
      document: unused,
      routing: unused,
      key: unused,
      rescue: unused,
      record: async (_access, name) => this.head(name),
      putRecord: async (_access, name, envelope) => {
        this.puts++;
        this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
        try {
          await delay();
          const fault = this.fault();
          if (fault === 'request-lost') throw new UnreachableError('lost');
          if (fault !== 'none' && fault !== 'answer-lost')
            throw new RefusedError(fault, null, null, this.retryAfterMs);
          const outcome = await this.#put(name, envelope as Bytes);
          await delay();
          if (fault === 'answer-lost') throw new UnreachableError('lost');
          return outcome;
        } finally {
          this.#atOnce--;
        }
      },
    };
  }

  async #put(name: string, envelope: Bytes): Promise<PutOutcome> {
    const header = parseEnvelopeHeader(envelope);
    const hash = await sha256(envelope);
    const versions = this.versions.get(name) ?? [];
    const branches = this.branches.get(name) ?? [];
    const device = toBase64Url(header.device);
    const last = versions.at(-1);
    const state: RecordState = {
      head: last === undefined ? null : { version: versions.length, hash: last.hash, final: last.final },
      wasAccepted: versions.some((version) => equalBytes(version.hash, hash)),
      keptAs: branches.find((branch) => equalBytes(branch.hash, hash))?.answer ?? null,
      branchDevices: new Set(branches.map((branch) => branch.device)).size,
      deviceHasBranch: branches.some((branch) => branch.device === device),
      revoked: false,
    };
    const decision = decideWrite(header, state, { kind: this.window, window: { opensMs: 0, closesMs: 1 } });
    const conflict = (): PutOutcome => ({
      kind: 'conflict',
      version: versions.length,
      hash: last?.hash ?? null,
    });
    switch (decision.kind) {
      case 'accept':
        this.versions.set(name, [...versions, { envelope, hash, final: header.kind === 'final' }]);
        return { kind: 'saved' };
      case 'again':
        return { kind: 'saved' };
      case 'branch':
        this.branches.set(name, [
          ...branches.filter((branch) => branch.device !== device),
          { envelope, hash, answer: decision.answer, device },
        ]);
        return decision.answer === 'late' ? { kind: 'late' } : conflict();
      case 'kept':
        return decision.answer === 'late' ? { kind: 'late' } : conflict();
      case 'full':
        return conflict();
      case 'closed':
        throw new RefusedError('window-closed', 0, 1, null);
    }
  }
}
