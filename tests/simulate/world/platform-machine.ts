/**
 * The platform's machine: its service in this process, on the embedded store, and a disk. It is killed at a step of its
 * work, as by `kill -9`: the disk keeps what was written at that moment, and nobody gets an answer any more.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '@cloison/protocol/public';
import type { FastifyInstance } from 'fastify';
import { Admission } from '../../../apps/platform/src/admission/admission.ts';
import { UnknownCodeQueue } from '../../../apps/platform/src/admission/unknown-code-queue.ts';
import { DEFAULT_NOT_ERASED, finishPurges } from '../../../apps/platform/src/authority/purge.ts';
import { authorityKeyOf } from '../../../apps/platform/src/authority/signed-call.ts';
import { backupStore } from '../../../apps/platform/src/backup/backup-store.ts';
import { restoreBackup } from '../../../apps/platform/src/backup/restore-backup.ts';
import { openLog } from '../../../apps/platform/src/base/log.ts';
import {
  createSecrets,
  isInitialised,
  type PlatformSecrets,
  readSecrets,
  replaceAuthorityKey,
} from '../../../apps/platform/src/base/secrets.ts';
import { TokenRing } from '../../../apps/platform/src/campaign/token-hash.ts';
import { HolderAccess } from '../../../apps/platform/src/holder/holder-access.ts';
import { buildServer } from '../../../apps/platform/src/http/server.ts';
import { openSqliteStore } from '../../../apps/platform/src/store/sqlite/store.ts';
import type { Store } from '../../../apps/platform/src/store/store.ts';
import { AppFolder } from '../../../apps/platform/src/web/app-folder.ts';
import { runtime } from '../runtime/install.ts';
import { SimulatedDisk } from './simulated-disk.ts';

interface Running {
  readonly server: FastifyInstance;
  readonly store: Store;
  /** Rejects when the process is killed. */
  readonly killed: Promise<never>;
  readonly kill: () => void;
}

interface Request {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export class PlatformMachine {
  readonly folder: string;
  readonly disk: SimulatedDisk;
  readonly logLines: string[] = [];
  /** Ahead of true time, milliseconds. */
  skewMs = 0;
  /** The one that its operator was given last, raw: registered with the next start. */
  authorityKey: Uint8Array;
  #running: Running | null = null;
  /** Services whose process is gone, with what they still hold open. */
  readonly #gone: Running[] = [];
  starts = 0;
  #backup: string | null = null;

  readonly #trueMs: () => number;

  constructor(folder: string, authorityKey: Uint8Array, trueMs: () => number = () => runtime.dateMs()) {
    this.folder = folder;
    this.#trueMs = trueMs;
    this.authorityKey = authorityKey;
    this.disk = new SimulatedDisk(folder);
  }

  get isUp(): boolean {
    return this.#running !== null;
  }

  /** What the process that runs now has; for looking at it from outside the simulated world. */
  get store(): Store | null {
    return this.#running?.store ?? null;
  }

  async start(): Promise<void> {
    this.starts += 1;
    const secretsDir = join(this.folder, 'secrets');
    const secrets = await this.#secrets(secretsDir);
    const nowMs = () => this.#trueMs() + this.skewMs;
    const store = openSqliteStore({ folder: join(this.folder, 'store'), pepper: secrets.pepper });
    const purgeTools = { store, key: secrets.statementKey, notErased: DEFAULT_NOT_ERASED };
    await finishPurges(purgeTools, nowMs());
    const monotonic = () => runtime.elapsedMs;
    const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const unknownCodes = new UnknownCodeQueue({ nowMs: monotonic, sleep }, (campaign, wanted) =>
      store.bookSlots(campaign, wanted),
    );
    const tokens = new TokenRing(secrets.pepper, () => null);
    const admission = new Admission({ nowMs: monotonic, lagMs: () => 0, random: Math.random });
    const server = buildServer({
      store,
      access: new HolderAccess(tokens, unknownCodes, admission),
      admission,
      appOrigins: [],
      authority: authorityKeyOf(secrets.authorityKey),
      tokens,
      purgeTools,
      apps: { pupil: new AppFolder(null, monotonic), school: new AppFolder(null, monotonic) },
      log: openLog({ write: (line: string) => void this.logLines.push(line) }),
      nowMs,
      secure: true,
      tls: null,
    });
    await server.ready();
    const { promise: killed, reject } = Promise.withResolvers<never>();
    killed.catch(() => undefined);
    this.#running = { server, store, killed, kill: () => reject(refusedConnection()) };
  }

  async #secrets(folder: string): Promise<PlatformSecrets> {
    if (!isInitialised(folder)) return createSecrets(folder, this.authorityKey);
    const secrets = await readSecrets(folder);
    if (equalBytes(secrets.authorityKey, this.authorityKey)) return secrets;
    await replaceAuthorityKey(folder, this.authorityKey);
    return readSecrets(folder);
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.server.close();
    await running?.store.close();
  }

  /** At this very moment. What runs on is cut from the disk. */
  kill(): void {
    this.disk.cut();
    if (this.#running === null) return;
    this.#running.kill();
    this.#gone.push(this.#running);
    this.#running = null;
  }

  /** The disk as the killed process left it. */
  async restart(): Promise<void> {
    await this.#letGo();
    this.disk.restore();
    await this.start();
  }

  /** `platform backup`, beside the service. `to`: a folder of another disk, with this copy alone. */
  async backup(to: string): Promise<void> {
    rmSync(to, { recursive: true, force: true });
    this.#backup = (await backupStore(join(this.folder, 'store'), to, () => this.#trueMs())).folder;
  }

  get hasBackup(): boolean {
    return this.#backup !== null;
  }

  /** The store is lost, and the copy is put in its place. The process is killed before, and not started. */
  async restoreBackup(): Promise<void> {
    if (this.#backup === null) throw new Error('no backup');
    await this.#letGo();
    this.disk.restore();
    const store = join(this.folder, 'store');
    rmSync(store, { recursive: true });
    const { pepper } = await readSecrets(join(this.folder, 'secrets'));
    await restoreBackup(this.#backup, store, pepper, () => runtime.elapsedMs);
    this.disk.cut();
  }

  /** Looks at the store of a platform that is down, as it will be when it is up. */
  async whileStarted(look: (store: Store) => Promise<void>): Promise<void> {
    this.disk.restore();
    const { pepper } = await readSecrets(join(this.folder, 'secrets'));
    const store = openSqliteStore({ folder: join(this.folder, 'store'), pepper });
    try {
      await look(store);
    } finally {
      await store.close();
      this.disk.cut();
    }
  }

  /** One request, answered by the process that was up when it came; none if that was killed meanwhile. */
  async answer({ url, method, headers, body }: Request): Promise<Answer> {
    const running = this.#running;
    if (running === null) throw refusedConnection();
    const asked = running.server.inject({
      method: method as 'GET',
      url: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(headers),
      ...(body.length === 0 ? {} : { payload: body }),
    });
    const answer = await Promise.race([asked, running.killed]);
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: answer.rawPayload,
    };
  }

  /** Lets go of everything at the end of a run. */
  async end(): Promise<void> {
    await this.stop();
    await this.#letGo();
  }

  /** Closes the files of processes that are gone, before others are put in their place. */
  async #letGo(): Promise<void> {
    for (const { store, server } of this.#gone.splice(0)) {
      await server.close().catch(() => undefined);
      await store.close().catch(() => undefined);
    }
  }
}

export function refusedConnection(): TypeError {
  return new TypeError('fetch failed', {
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  });
}
