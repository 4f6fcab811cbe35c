/** The platform's process on a real store of each kind, with a folder or servers of its own that `remove` deletes. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSecrets } from '../../../../apps/platform/src/base/secrets.ts';
import { newAuthority, type SigningAuthority } from '../authority/signing-authority.ts';
import { freePort } from '../platform/free-ports.ts';
import { type PlatformProcess, startPlatformProcess } from '../platform/platform-process.ts';
import { IN_MEMORY, temporaryFolder } from '../platform/temporary-folder.ts';
import { type NatsCluster, startNats } from '../stores/nats-cluster.ts';
import { PostgresServer } from '../stores/postgres-server.ts';
import { CAMPAIGN } from './fault-campaign.ts';

export interface StoreUnderTest {
  readonly name: 'embedded' | 'postgres' | 'nats';
  /** Of `platform serve`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The platform's data folder. */
  readonly dataDir: string;
  readonly authority: SigningAuthority;
  remove(): Promise<void>;
}

export async function embeddedStore(parent?: string): Promise<StoreUnderTest> {
  const dataDir = temporaryFolder('fault', parent);
  const authority = newAuthority(CAMPAIGN);
  await createSecrets(join(dataDir, 'secrets'), authority.publicKey);
  return {
    name: 'embedded',
    args: ['--data', dataDir],
    env: {},
    dataDir,
    authority,
    remove: async () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

export interface PostgresStore extends StoreUnderTest {
  readonly server: PostgresServer;
  /** Of the platform's database, for its superuser. */
  readonly url: string;
}

/** Owns its database and has no other rights, as in docs/operations.md. */
export const PLATFORM_ROLE = 'plateforme';

/** `settings`: lines of postgresql.conf. */
export async function postgresStore(settings: Readonly<Record<string, string>> = {}): Promise<PostgresStore> {
  const server = await PostgresServer.start({ settings, parent: IN_MEMORY });
  const url = await server.createDatabase();
  const own = new URL(url);
  const database = own.pathname.slice(1);
  await server.query(`CREATE ROLE ${PLATFORM_ROLE} LOGIN PASSWORD 'essai'`);
  await server.query(`ALTER DATABASE ${database} OWNER TO ${PLATFORM_ROLE}`);
  own.username = PLATFORM_ROLE;
  own.password = 'essai';
  const embedded = await embeddedStore();
  return {
    ...embedded,
    name: 'postgres',
    env: { CLOISON_STORE: own.href },
    server,
    url,
    remove: async () => {
      await server.remove();
      await embedded.remove();
    },
  };
}

export interface NatsStore extends StoreUnderTest {
  readonly cluster: NatsCluster;
}

/** Three servers. */
export async function natsStore(): Promise<NatsStore> {
  const cluster = await startNats({ servers: 3 });
  const embedded = await embeddedStore();
  return {
    ...embedded,
    name: 'nats',
    env: { CLOISON_STORE: cluster.url },
    cluster,
    remove: async () => {
      await cluster.stop();
      await embedded.remove();
    },
  };
}

/** The platform on this store, always on the same port: started, killed and started again. */
export class PlatformLives {
  readonly store: StoreUnderTest;
  readonly port: number;
  readonly #more: readonly string[];
  #process: PlatformProcess | null = null;

  private constructor(store: StoreUnderTest, port: number, more: readonly string[]) {
    this.store = store;
    this.port = port;
    this.#more = more;
  }

  static async start(store: StoreUnderTest, more: readonly string[] = []): Promise<PlatformLives> {
    const lives = new PlatformLives(store, await freePort(), more);
    await lives.start();
    return lives;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get process(): PlatformProcess {
    if (this.#process === null) throw new Error('not started');
    return this.#process;
  }

  async start(): Promise<void> {
    const { args, env } = this.store;
    this.#process = await startPlatformProcess({ args: [...args, ...this.#more], env, port: this.port });
  }

  /** With -9. */
  async kill(): Promise<void> {
    await this.#process?.kill();
    this.#process = null;
  }

  async terminate(): Promise<number | null> {
    const code = (await this.#process?.terminate()) ?? null;
    this.#process = null;
    return code;
  }
}
