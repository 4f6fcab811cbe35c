/**
 * The world of an audit: an office, a platform in a process of its own behind TLS, a tapped wire, a host that can lie, and
 * people at work with the browsers' own code. All of it is in one temporary folder, and everybody is invented.
 */

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryStore, platformApi, Session, type SessionOptions } from '@cloison/client';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { freePort } from '@cloison/dev-env/platform/free-ports.ts';
import { type PlatformProcess, startPlatformProcess } from '@cloison/dev-env/platform/platform-process.ts';
import { newStatementKey } from '@cloison/dev-env/platform/statement-key.ts';
import {
  makeTestCertificate,
  type TestCertificate,
  trustCertificate,
} from '@cloison/dev-env/platform/test-certificate.ts';
import { type PupilBody, parseTicket } from '@cloison/protocol';
import { type PurgeStatement, type SignedStatement, signStatement } from '@cloison/protocol/public';
import { type CloseOutcome, closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { assignAreas } from '../../apps/authority/src/codes/assign-areas.ts';
import { holderSecret } from '../../apps/authority/src/codes/holder-secret.ts';
import { copyKey } from '../../apps/authority/src/keys/copies.ts';
import { importAreas } from '../../apps/authority/src/territories/import-areas.ts';
import { backupVault } from '../../apps/authority/src/vault/backup-vault.ts';
import type { HolderRow } from '../../apps/authority/src/vault/rows.ts';
import { createSecrets, readSecrets } from '../../apps/platform/src/base/secrets.ts';
import { randomBytes } from '../../scripts/demo/simulated-person.ts';
import { groupOf, key, type Person, type Pupil, personOf, pupilBody } from '../authority/simulated-people.ts';
import { LyingCampaign } from '../liar/lying-campaign.ts';
import { AREA_NAMES, AREAS_CSV, type InventedPupil, PUPILS, SCHOOLS_CSV } from './invented-people.ts';
import { TappedRoad } from './tapped-road.ts';

/** What one computer kept of those who used it. */
export class Computer {
  readonly store = new MemoryStore(randomBytes);
  /** Everything that was ever written to its store, as text or bytes. */
  readonly written: (string | Uint8Array)[] = [];
  readonly options: SessionOptions;

  constructor(origin: string) {
    const { store, written } = this;
    const { write } = store.journal;
    Object.assign(store.journal, {
      write: (entry: string, text: string) => {
        written.push(entry, text);
        write(entry, text);
      },
    });
    const { writeRecord, writeDocument } = store;
    Object.assign(store, {
      writeRecord: (...[holder, name, record]: Parameters<typeof writeRecord>) => {
        for (const part of [record.head, record.inFlight, record.draft])
          if (part !== null) written.push(part);
        written.push(name, ...record.sent);
        return writeRecord.call(store, holder, name, record);
      },
      writeDocument: (...[holder, name, envelope]: Parameters<typeof writeDocument>) => {
        written.push(name, envelope);
        return writeDocument.call(store, holder, name, envelope);
      },
    });
    this.options = {
      campaign: NAME,
      api: platformApi({ origin, campaign: NAME, fetch }),
      store,
      random: randomBytes,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          setTimeout(resolve, Math.min(ms, 200));
          signal.addEventListener('abort', () => resolve(), { once: true });
        }),
    };
  }
}

/** What people did, as this audit knows it, to be compared with what the office says. */
export interface DoneWork {
  readonly finished: Set<string>;
  readonly begun: Set<string>;
}

/** As the command mints: two campaigns of one process share no generator. */
const MINTED = { mintThreads: 1 } as const;

export class AuditWorld {
  readonly lying: LyingCampaign;
  readonly road: TappedRoad;
  readonly certificate: TestCertificate;
  readonly computers: Computer[] = [];
  readonly work: DoneWork = { finished: new Set(), begun: new Set() };
  readonly #platform: () => PlatformProcess;
  #fresh: string[];
  #closed: Promise<ClosedWorld> | null = null;

  private constructor(
    lying: LyingCampaign,
    road: TappedRoad,
    certificate: TestCertificate,
    platform: () => PlatformProcess,
  ) {
    this.lying = lying;
    this.road = road;
    this.certificate = certificate;
    this.#platform = platform;
    this.#fresh = PUPILS.filter(
      ({ classLabel }) => classLabel === '6e Basalte' || classLabel === '6e Silex',
    ).map(({ firstName }) => firstName);
  }

  static async start(): Promise<AuditWorld> {
    let process: PlatformProcess | null = null;
    let road: TappedRoad | null = null;
    let certificate: TestCertificate | null = null;
    const lying = await LyingCampaign.start({
      schools: SCHOOLS_CSV,
      pupils: PUPILS.map(({ row }) => row),
      // Minted with the others: a variant that counts codes would count from the beginning again.
      moreStaffCodes: AREA_NAMES.length,
      ...MINTED,
      prepare: async ({ campaign, folder }) => {
        const file = join(folder, 'areas.csv');
        writeFileSync(file, AREAS_CSV);
        await importAreas(campaign, { file });
        await assignAreas(campaign, {});
      },
      platform: async ({ dataDir, authorityKey }) => {
        const secrets = join(dataDir, 'secrets');
        mkdirSync(dataDir, { recursive: true });
        if (!existsSync(secrets)) await createSecrets(secrets, authorityKey as Uint8Array);
        certificate = makeTestCertificate(secrets, Date.now());
        trustCertificate(certificate);
        const port = await freePort();
        const tls = ['--tls-cert', certificate.certPath, '--tls-key', certificate.keyPath];
        const log = join(dataDir, 'platform.log');
        const scheme = 'https';
        process = await startPlatformProcess({
          args: ['--data', dataDir, ...tls],
          env: {},
          port,
          log,
          scheme,
        });
        const { url, publicKey } = process;
        road = await TappedRoad.open(() => url, certificate);
        return {
          url: road.url,
          port,
          publicKey,
          operationsUrl: null,
          reloadTls: () => undefined,
          close: async () => {
            await road?.close();
            await process?.terminate();
          },
        };
      },
    });
    const world = new AuditWorld(lying, road!, certificate!, () => process!);
    try {
      await world.#atWork();
    } catch (error) {
      // Nothing is left behind, not even of an audit that could not begin.
      await world.close();
      throw error;
    }
    return world;
  }

  get small(): SmallCampaign {
    return this.lying.small;
  }
  get platform(): PlatformProcess {
    return this.#platform();
  }
  /** Of everybody who calls the platform, the office included. */
  get url(): string {
    return this.road.url;
  }

  /** Somebody who has not sat yet, from the classes that are kept for it; each once. */
  fresh(): Pupil {
    const name = this.#fresh.shift();
    if (name === undefined) throw new Error('all pupils have sat');
    return this.lying.pupil(name);
  }

  invented(pupil: Pupil): InventedPupil {
    const found = PUPILS.find(({ firstName }) => firstName === pupil.firstName);
    if (found === undefined) throw new Error('a pupil that nobody invented');
    return found;
  }

  computer(): Computer {
    const computer = new Computer(this.url);
    this.computers.push(computer);
    return computer;
  }

  /** As a browser: signs in by the root of a code, saves once in the middle, and finishes unless told otherwise. */
  async sit(pupil: Pupil, finish = true, computer = this.computer()): Promise<Session> {
    const session = await Session.fromRoot(pupil.person!.root, computer.options);
    await session.me();
    const ticket = await session.document('ticket', parseTicket);
    if (ticket === null) throw new Error('a pupil has no ticket');
    const answers = { m1: 'B', m2: pupil.id % 2 === 0 ? 'A' : 'C', m3: '12', m4: this.invented(pupil).typed };
    const body = (final: boolean): PupilBody => pupilBody(this.small, answers, final);
    const { ceilings } = this.small.campaign.manifest;
    const { writer } = await session.writer('maths', ceilings.maths!);
    await writer.save(body(false));
    await writer.settled();
    if (finish) {
      await writer.save(body(true), { final: true });
      await writer.settled();
    }
    if (writer.state.kind !== 'saved') throw new Error(`a pupil could not save: ${writer.state.kind}`);
    (finish ? this.work.finished : this.work.begun).add(pupil.firstName);
    return session;
  }

  async #atWork(): Promise<void> {
    const online = PUPILS.filter(({ classLabel }) => classLabel === '6e Quartz');
    for (const [i, { firstName }] of online.entries()) {
      // One never begins, one leaves in the middle.
      if (i === 9) continue;
      await this.sit(this.lying.pupil(firstName), i !== 8);
    }
    const entry = await groupOf(this.small, 'cp');
    for (const { firstName, classLabel } of PUPILS.filter(({ level }) => level === 'cp')) {
      if (classLabel !== 'CP Mésange') continue;
      await key(this.small, entry.class, this.lying.pupil(firstName), { l1: 'A', l2: 'B', l3: 'A', l4: 'B' });
    }
    const { received } = await this.lying.serve();
    if (received === 0) throw new Error('nothing was collected');
  }

  /** Every holder that was given to somebody, with its root. */
  async holders(): Promise<readonly (Person & { readonly code: string | null })[]> {
    const { vault } = this.small;
    const rows = vault.all<HolderRow>(
      `SELECT * FROM holder WHERE state IN ('assigned', 'reserve', 'revoked')`,
    );
    return Promise.all(
      rows.map(async (row) => ({
        ...(await personOf(this.small, row)),
        code: holderSecret(this.small.campaign, row).code,
      })),
    );
  }

  /** A second office and platform, with the same pupils, in this process. */
  #other: Promise<SmallCampaign> | null = null;
  other(): Promise<SmallCampaign> {
    this.#other ??= startSmallCampaign({
      schools: SCHOOLS_CSV,
      pupils: PUPILS.map(({ row }) => row),
      ...MINTED,
    });
    return this.#other;
  }

  /** Closes the campaign, after copies of everything were made; the same each time. */
  closed(): Promise<ClosedWorld> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<ClosedWorld> {
    const { small } = this;
    const { vault, keys, actor, folder, vaultFolder, keysFolder, platformFolder } = small;
    this.lying.honest();
    this.road.deceit = null;
    const before = join(folder, 'before');
    mkdirSync(before);
    const holders = await this.holders();
    await copyKey(vault, keys, actor, 'identity', NAME, join(before, 'copie-de-la-cle.json'));
    const backup = await backupVault(vaultFolder, keysFolder, join(before, 'sauvegardes'), () => new Date());
    cpSync(platformFolder, join(before, 'platform'), { recursive: true });
    cpSync(vaultFolder, join(before, 'vault'), { recursive: true });
    const { key: identity } = await keys.openKey('identity', NAME);
    const wrapped = readFileSync(keys.pathOf('identity', NAME));
    const lies = await this.#lieAboutErasure();
    const outcome = await closeCampaign(vault, keys, actor, NAME, { platform: this.url });
    return { outcome, holders, before, backup: backup.folder, identity, wrapped, lies };
  }

  /** The host, with its own key, states erasures that can't be; the closing is tried with each. */
  async #lieAboutErasure(): Promise<ClosedWorld['lies']> {
    const { vault, keys, actor, platformFolder } = this.small;
    const { statementKey } = await readSecrets(join(platformFolder, 'secrets'));
    const stranger = await newStatementKey();
    const told: { what: string; code: string; isKeyThere: boolean }[] = [];
    const lies: readonly (readonly [string, (truth: PurgeStatement) => Promise<SignedStatement>])[] = [
      ['on a day that does not exist', (truth) => own({ ...truth, at: '2026-02-31T10:00Z' })],
      ['of a year before the campaign', (truth) => own({ ...truth, at: '2001-01-01T10:00Z' })],
      ['of a year to come', (truth) => own({ ...truth, at: '2126-01-01T10:00Z' })],
      ['of another campaign', (truth) => own({ ...truth, campaign: 'autre-2026' })],
      ['with a reason without end', (truth) => own({ ...truth, notErased: 'x'.repeat(1001) })],
      ['signed by somebody else', (truth) => signStatement(truth, stranger.privateKey, stranger.publicKey)],
    ];
    const own = (value: object) => signStatement(value, statementKey.privateKey, statementKey.publicKey);
    for (const [what, lie] of lies) {
      this.lying.host.lies = {
        purge: ({ statement }) => lie(JSON.parse(Buffer.from(statement, 'base64url').toString('utf8'))),
      };
      const code = await closeCampaign(vault, keys, actor, NAME, { platform: this.lying.host.url }).then(
        () => 'closed',
        (error: { code?: unknown }) => String(error.code ?? error),
      );
      told.push({ what, code, isKeyThere: keys.has('identity', NAME) });
    }
    this.lying.honest();
    return told;
  }

  async close(): Promise<void> {
    await this.lying.close();
    await (await this.#other)?.close();
  }
}

export interface ClosedWorld {
  readonly outcome: CloseOutcome;
  /** As they were before. */
  readonly holders: Awaited<ReturnType<AuditWorld['holders']>>;
  /** Folder with copies of the platform's folder and the vault. */
  readonly before: string;
  /** A backup of the vault. */
  readonly backup: string;
  /** The identity key, which this audit took before it was destroyed; 32 bytes. */
  readonly identity: Uint8Array;
  /** Its file, wrapped by the passphrase. */
  readonly wrapped: Uint8Array;
  /** Statements of erasure that the host told first, and what the closing said. */
  readonly lies: readonly { readonly what: string; readonly code: string; readonly isKeyThere: boolean }[];
}
