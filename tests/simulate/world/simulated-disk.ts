/**
 * The disk of one machine: counts the steps of the process that writes to it, ends that process at one of them, or is
 * full for a while. What a killed process does while its stack unwinds reaches a copy that is thrown away.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';

/** Thrown into a process that is gone, so that it ends soon. */
export class ProcessGone extends Error {
  constructor() {
    super('this process was killed');
    this.name = 'ProcessGone';
  }
}

export class SimulatedDisk {
  readonly folder: string;
  isFull = false;
  steps = 0;
  /** The process ends at this step; null: it does not. */
  killAt: number | null = null;
  onKilled: () => void = () => undefined;
  #isCut = false;
  #isLookedAt = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  owns(path: string): boolean {
    return path.startsWith(`${this.folder}/`);
  }

  /** Before a change of a file of this disk. */
  step(what: string): void {
    if (this.#isLookedAt) return;
    if (this.#isCut) throw new ProcessGone();
    this.steps += 1;
    if (this.killAt !== null && this.steps >= this.killAt) {
      this.killAt = null;
      this.cut();
      this.onKilled();
      throw new ProcessGone();
    }
    const needsRoom = what === 'run' || what === 'COMMIT' || what === 'rename';
    if (this.isFull && needsRoom) throw diskFull();
  }

  /** An observer takes no steps: nothing is counted, killed or full. */
  whileLookedAt<T>(look: () => T): T {
    this.#isLookedAt = true;
    try {
      return look();
    } finally {
      this.#isLookedAt = false;
    }
  }

  /** What is written from now on is lost. */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    copyWithoutSharedMemory(this.folder, `${this.folder}.kept`);
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** For the next process: the disk as it was when it was cut. */
  restore(): void {
    if (!this.#isCut) return;
    // The folder itself stays: what a gone process holds open is another file than what is put in its place.
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(`${this.folder}.kept`, this.folder, { recursive: true });
    this.#isCut = false;
    this.killAt = null;
  }
}

function copyWithoutSharedMemory(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  if (!existsSync(from) || readdirSync(from).length === 0) return;
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('-shm') });
}

/** As SQLite says it (result code 13, SQLITE_FULL). */
function diskFull(): Error {
  return Object.assign(new Error('database or disk is full'), {
    code: 'ERR_SQLITE_ERROR',
    errcode: 13,
    errstr: 'database or disk is full',
  });
}
