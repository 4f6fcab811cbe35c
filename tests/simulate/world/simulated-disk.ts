/**
 * The disk of one machine: counts the steps of the process that writes to it, ends that process at one of them, or is
 * full for a while. What a killed process does while its stack unwinds reaches a copy that is thrown away.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';

/** Thrown into a process that is gone, so that it ends soon. */
export class ProcessGone extends Error {
  constructor() {
    super('this process was killed');
    this.name = 'ProcessGone';
  }
}

interface Torn {
  readonly log: string;
  /** Bytes of the log before the commit. */
  readonly before: number;
  /** Digest of the database before it. */
  readonly database: string;
}

export class SimulatedDisk {
  readonly folder: string;
  isFull = false;
  steps = 0;
  /** The process ends at this step; null: it does not. */
  killAt: number | null = null;
  /**
   * The machine loses its power instead, in the middle of the commit after that step: of what the commit adds to the log, the
   * disk keeps as much as this gives, in [0, 1).
   */
  keptOfCommit: (() => number) | null = null;
  #torn: Torn | null = null;
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
  step(what: string, path: string): void {
    if (this.#isLookedAt) return;
    if (this.#isCut) throw new ProcessGone();
    this.steps += 1;
    if (this.#torn !== null && what === 'COMMITTED') {
      this.#tear(this.#torn);
      this.#end();
    }
    if (this.killAt !== null && this.steps >= this.killAt) {
      if (this.keptOfCommit === null) this.#end();
      if (what === 'COMMIT' && !this.isFull) {
        const log = `${path}-wal`;
        this.#torn = { log, before: sizeOf(log), database: digestOf(path) };
      }
    }
    const needsRoom = what === 'run' || what === 'COMMIT' || what === 'rename';
    if (this.isFull && needsRoom) throw diskFull();
  }

  #end(): never {
    this.killAt = null;
    this.keptOfCommit = null;
    this.#torn = null;
    this.cut();
    this.onKilled();
    throw new ProcessGone();
  }

  /** The log ends somewhere in what this commit has added. One that began anew, or that is in the database already, stays. */
  #tear({ log, before, database }: Torn): void {
    const added = sizeOf(log) - before;
    if (added <= 0 || digestOf(log.slice(0, -'-wal'.length)) !== database) return;
    truncateSync(log, before + Math.floor(added * (this.keptOfCommit?.() ?? 1)));
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
    this.keptOfCommit = null;
    this.#torn = null;
  }
}

function copyWithoutSharedMemory(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  if (!existsSync(from) || readdirSync(from).length === 0) return;
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('-shm') });
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** As SQLite says it (result code 13, SQLITE_FULL). */
function diskFull(): Error {
  return Object.assign(new Error('database or disk is full'), {
    code: 'ERR_SQLITE_ERROR',
    errcode: 13,
    errstr: 'database or disk is full',
  });
}
