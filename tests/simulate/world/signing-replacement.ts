/** The office's signing key is replaced: by the office's command, then by the operator of the platform, then by a publication. */
import { equalBytes } from '@cloison/protocol/public';
import { runtime } from '../runtime/install.ts';
import type { Run } from './run.ts';
import type { Step } from './scenario.ts';

type Replacing = Extract<Step, { readonly do: 'replace-signing' }>;

interface Hands {
  readonly besideServe: (work: () => Promise<void>) => Promise<void>;
  readonly restartPlatform: () => Promise<void>;
  /** A publication is due from now on. */
  readonly publish: () => void;
  readonly publishNow: () => Promise<void>;
}

const AGAIN_AFTER_MS = 30_000;

export class SigningReplacement {
  /** How often somebody began. */
  count = 0;
  readonly #run: Run;
  readonly #hands: Hands;
  /** That was begun, and has not come to its end. */
  #step: Replacing | null = null;

  constructor(run: Run, hands: Hands) {
    this.#run = run;
    this.#hands = hands;
  }

  get isUnderWay(): boolean {
    return this.#step !== null;
  }

  /** The platform does not accept the office's key yet. */
  get isKeyUnregistered(): boolean {
    const { office, platform } = this.#run;
    return office.signingKey === null || !equalBytes(office.signingKey, platform.authorityKey);
  }

  /** A command that was killed is run again until it ends; then the operator is told, and the agent publishes. */
  async begin(step: Replacing): Promise<void> {
    const run = this.#run;
    this.count += 1;
    this.#step = step;
    await this.#hands.besideServe(async () => {
      await run.office.replaceSigning(step.why);
      this.#step = null;
    });
    if (this.isUnderWay) {
      run.later(AGAIN_AFTER_MS, () => (this.isUnderWay ? this.begin(step) : undefined));
      return;
    }
    run.note('signing key replaced');
    this.#hands.publish();
    await new Promise<void>((resolve) => runtime.setTimer(resolve, step.downMs));
    if (run.isClosing) return;
    await this.#register();
    await this.#hands.publishNow();
  }

  /** What was begun comes to its end, and the operator has the key. */
  async end(): Promise<void> {
    if (this.#step !== null) await this.begin(this.#step);
    if (this.isKeyUnregistered) await this.#register();
  }

  /** `platform replace-authority`, and a restart. */
  async #register(): Promise<void> {
    const { office, platform, truth } = this.#run;
    if (office.signingKey === null || !this.isKeyUnregistered) return;
    truth.authorityKeys.unshift(office.signingKey);
    platform.authorityKey = office.signingKey;
    // It is down, and comes up with it.
    if (!platform.isUp) return;
    platform.kill();
    await this.#hands.restartPlatform();
  }
}
