/** Copies of the vault and of the platform's store, on another disk, and what is put back from them. */
import { join } from 'node:path';
import type { KnownRevocations } from './known-revocations.ts';
import { isDisk } from './office-machine.ts';
import type { Run } from './run.ts';
import type { Step } from './scenario.ts';
import { ProcessGone } from './simulated-disk.ts';

type Machine = 'platform' | 'office';

export class Copies {
  readonly #run: Run;
  readonly #folder: string;
  readonly #revocations: KnownRevocations;
  readonly #restartIn: (what: Machine, downMs: number) => void;
  /** What rescue files had brought by the time of the store's copy. */
  #rescued: ReadonlySet<string> = new Set();

  constructor(
    run: Run,
    folder: string,
    revocations: KnownRevocations,
    restartIn: (what: Machine, downMs: number) => void,
  ) {
    this.#run = run;
    this.#folder = folder;
    this.#revocations = revocations;
    this.#restartIn = restartIn;
  }

  async take(what: Machine): Promise<void> {
    const machine = this.#run[what];
    if (machine.disk.isCut) return;
    try {
      await machine.backup(join(this.#folder, what));
      if (what === 'platform') {
        this.#revocations.copied();
        this.#rescued = new Set(this.#run.truth.rescued);
      }
      this.#run.note(`copied ${what}`);
    } catch (error) {
      if (error instanceof ProcessGone || isDisk(error) || machine.disk.isCut) return;
      throw error;
    }
  }

  /** The machine is down from now on, and comes up with what its copy has. */
  async putBack({ what, downMs }: Extract<Step, { readonly do: 'restore' }>): Promise<void> {
    const run = this.#run;
    const machine = run[what];
    if (!machine.hasBackup) return;
    machine.kill();
    machine.disk.isFull = false;
    machine.disk.killAt = null;
    run.isOfBefore(what);
    if (what === 'office') {
      await run.office.restoreBackup();
      await run.invariants.officeIsOfBefore();
    } else {
      await run.platform.restoreBackup();
      this.#revocations.restored();
      await run.invariants.platformIsOfBefore(this.#rescued);
    }
    this.#restartIn(what, downMs);
  }
}
