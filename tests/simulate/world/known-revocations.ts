/** What the platform has been told of revoked holders, by calls that it has answered, and what its copy has of it. */
import { toBase64Url } from '@cloison/protocol/public';
import type { Message, Reply } from './simulated-network.ts';
import type { Truth } from './truth.ts';

export class KnownRevocations {
  readonly #truth: Truth;
  #revoked = new Set<string>();
  #copied: ReadonlySet<string> = new Set();

  constructor(truth: Truth) {
    this.#truth = truth;
  }

  note({ url, body }: Message, { status }: Reply): void {
    if (!url.pathname.endsWith('/revocations') || status >= 300) return;
    const { holders } = JSON.parse(body.toString('utf8')) as { holders: string[] };
    for (const holder of holders) this.#revoked.add(holder);
  }

  /** Whether the call is of a holder of whom the platform knows that it is revoked. */
  isRevoked({ from, headers }: Message): boolean {
    const holder = from === 'office' ? null : this.#truth.holderOfToken(headers.get('authorization') ?? '');
    return holder !== null && this.#revoked.has(toBase64Url(holder.holderId));
  }

  copied(): void {
    this.#copied = new Set(this.#revoked);
  }

  restored(): void {
    this.#revoked = new Set(this.#copied);
  }
}
