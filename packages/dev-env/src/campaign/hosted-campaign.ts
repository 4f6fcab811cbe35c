/**
 * A campaign on a real platform in this process, under an authority that has a key and no vault. A test publishes content of
 * its own with `authority`; what every such test needs is here: holders with codes, sealed documents, and the records that
 * the platform holds. With a vault: `small-campaign.ts`.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AUTHORITY_DEVICE,
  type Holder,
  mintCode,
  NO_PREVIOUS,
  openHolder,
  rootFromCode,
  type SignDocument,
  seal,
  sealSignedDocument,
} from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { accessHash, type Bytes, campaignIdOf, fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import type { PlatformClient } from '../../../../apps/authority/src/platform-link/platform-client.ts';
import type { PlatformOptions } from '../../../../apps/platform/src/start/platform-options.ts';
import { type RunningPlatform, startPlatform } from '../../../../apps/platform/src/start/start-platform.ts';
import { newAuthority, type SigningAuthority } from '../authority/signing-authority.ts';
import { type AppName, copyOfApp } from '../platform/app-pages.ts';

export interface HostedOptions {
  /** Apps whose built pages the platform serves; none by default. */
  readonly apps?: readonly AppName[];
  readonly appOrigins?: readonly string[];
}

export interface DocumentOptions {
  /** Bytes to which the body is padded, default 32 KiB. */
  readonly ceiling?: number;
  /** Signs the document within its seal; unsigned by default. */
  readonly sign?: SignDocument | null;
}

export const randomOf = (length: number): Bytes => new Uint8Array(randomBytes(length));

export class HostedCampaign {
  readonly name: string;
  readonly campaignId: Bytes;
  readonly authority: PlatformClient;
  readonly #signing: SigningAuthority;
  readonly #settings: PlatformOptions;
  readonly #folder: string;
  readonly #clock: { laterByMs: number };
  /** The last version of each document, by holder and name. */
  readonly #documents = new Map<string, { readonly version: number; readonly hash: Bytes }>();
  #platform: RunningPlatform;

  private constructor(parts: {
    name: string;
    campaignId: Bytes;
    signing: SigningAuthority;
    settings: PlatformOptions;
    folder: string;
    clock: { laterByMs: number };
    platform: RunningPlatform;
  }) {
    this.name = parts.name;
    this.campaignId = parts.campaignId;
    this.#signing = parts.signing;
    this.#settings = parts.settings;
    this.#folder = parts.folder;
    this.#clock = parts.clock;
    this.#platform = parts.platform;
    this.authority = parts.signing.client(parts.platform.url);
  }

  /** The platform runs and knows no campaign yet: `authority.putCampaign` publishes it. */
  static async start(
    name: string,
    { apps = [], appOrigins = [] }: HostedOptions = {},
  ): Promise<HostedCampaign> {
    const folder = mkdtempSync(join(tmpdir(), `cloison-${name}-`));
    const clock = { laterByMs: 0 };
    const now = () => Date.now() + clock.laterByMs;
    const signing = newAuthority(name, now);
    const pages: { [name in AppName]?: string } = {};
    for (const app of apps) pages[app] = await copyOfApp(app, join(folder, `app-${app}`));
    const settings: PlatformOptions = {
      dataDir: join(folder, 'platform'),
      authorityKey: signing.publicKey,
      clock: now,
      apps: pages,
      appOrigins,
    };
    const platform = await startPlatform(settings);
    const campaignId = await campaignIdOf(name);
    return new HostedCampaign({ name, campaignId, signing, settings, folder, clock, platform });
  }

  get url(): string {
    return this.#platform.url;
  }

  /** The authority's public key, base64url. */
  get authorityKey(): string {
    return this.#signing.key.x;
  }

  /** Signs documents as the authority of this campaign does. */
  get sign(): SignDocument {
    return this.#signing.key.sign;
  }

  /** Moves the platform's clock, and the authority's with it: it is now so much later. */
  set laterByMs(ms: number) {
    this.#clock.laterByMs = ms;
  }

  /** A new code, as it is printed, and its holder, whom the platform does not know yet. */
  async mint(kind: 'pupil' | 'staff'): Promise<{ readonly code: string; readonly holder: Holder }> {
    const code = mintCode(kind, randomOf);
    const root = await rootFromCode(code, this.campaignId, argon2id);
    return { code: code.text, holder: await this.holder(root) };
  }

  holder(root: Bytes): Promise<Holder> {
    return openHolder(root, this.campaignId);
  }

  async putHolder(holder: Holder, role: 'pupil' | 'staff' | 'group', calendar = 0): Promise<void> {
    const access = toBase64Url(await accessHash(holder.access));
    await this.authority.putHolders({
      holders: [{ holder: toBase64Url(holder.holderId), access, calendar, role }],
    });
  }

  /** Sealed as the next version of that name; throws when the platform does not take it. */
  async putDocument(
    holder: Holder,
    name: string,
    body: unknown,
    { ceiling = 32_768, sign = null }: DocumentOptions = {},
  ): Promise<void> {
    const key = `${toBase64Url(holder.holderId)} ${name}`;
    const before = this.#documents.get(key);
    const input = {
      name,
      device: AUTHORITY_DEVICE,
      version: (before?.version ?? 0) + 1,
      previous: before?.hash ?? NO_PREVIOUS,
      body,
      ceiling,
      iv: randomOf(12),
    };
    const sealed =
      sign === null
        ? await seal(holder, { kind: 'document', ...input })
        : await sealSignedDocument(holder, input, sign);
    this.#documents.set(key, { version: sealed.version, hash: sealed.hash });
    const { results } = await this.authority.putDocuments({ envelopes: [toBase64Url(sealed.bytes)] });
    if (results[0]?.code !== 'ok') throw new Error(`${name} not published: ${results[0]?.code}`);
  }

  /** The envelope of the record that the platform holds under that name; null: none. */
  async record(holder: Holder, name: string): Promise<Bytes | null> {
    const { records } = await this.authority.readRecords({
      records: [{ holder: toBase64Url(holder.holderId), name }],
    });
    const envelope = records[0]?.envelope ?? null;
    return envelope === null ? null : fromBase64Url(envelope);
  }

  /** Stops the service and starts it again on the same files and port. */
  async restart(): Promise<void> {
    const { port } = this.#platform;
    await this.#platform.close();
    this.#platform = await startPlatform({ ...this.#settings, port });
  }

  async close(): Promise<void> {
    await this.#platform.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
