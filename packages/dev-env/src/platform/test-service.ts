/**
 * The whole service on a temporary folder, with a clock that the test moves, and an authority that signs with an independent
 * implementation of RFC 9421.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearer } from '@cloison/protocol/public';
import { createSigner, httpbis } from 'http-message-signatures';
import type { PlatformOptions } from '../../../../apps/platform/src/start/platform-options.ts';
import { type RunningPlatform, startPlatform } from '../../../../apps/platform/src/start/start-platform.ts';
import { newAuthorityKey, type TestAuthorityKey } from './authority-key.ts';
import { CAMPAIGN, holderLine, NOON, publishedCampaign, type TestHolder } from './published-campaign.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** Parsed if it is JSON, otherwise null. */
  readonly json: unknown;
}

export interface SignOverrides {
  readonly createdMs?: number;
  readonly nonce?: string;
  readonly sequence?: number | string;
  readonly fields?: readonly string[];
  readonly params?: readonly string[];
  readonly key?: TestAuthorityKey;
  /** Announces the digest of these bytes instead of those sent. */
  readonly digestOf?: Uint8Array;
}

export class TestService {
  readonly dataDir: string;
  readonly authorityKey = newAuthorityKey();
  readonly logLines: string[] = [];
  nowMs = NOON;
  #platform: RunningPlatform | null = null;
  #sequence = 0;

  constructor() {
    this.dataDir = mkdtempSync(join(tmpdir(), 'cloison-platform-'));
  }

  get platform(): RunningPlatform {
    if (this.#platform === null) throw new Error('not started');
    return this.#platform;
  }
  get url(): string {
    return this.platform.url;
  }
  get log(): string {
    return this.logLines.join('');
  }

  async start(options: Partial<PlatformOptions> = {}): Promise<this> {
    this.#platform = await startPlatform({
      dataDir: this.dataDir,
      authorityKey: this.authorityKey.x,
      clock: () => this.nowMs,
      log: { write: (line: string) => void this.logLines.push(line) },
      ...options,
    });
    return this;
  }

  /** Sends calls to another process that runs on the same data. */
  attach(url: string): void {
    const publicKey = new Uint8Array();
    const rest = { publicKey, operationsUrl: null, reloadTls: () => undefined, close: async () => undefined };
    this.#platform = { url, port: Number(new URL(url).port), ...rest };
  }

  async stop(): Promise<void> {
    await this.#platform?.close();
    this.#platform = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, { redirect: 'manual', ...init });
    const bytes = new Uint8Array(await response.arrayBuffer());
    let json: unknown = null;
    if (response.headers.get('content-type')?.startsWith('application/json') === true) {
      json = JSON.parse(Buffer.from(bytes).toString('utf8'));
    }
    return { status: response.status, headers: response.headers, bytes, json };
  }

  /** A call with a holder's token; `path` below `/api/1/{campaign}/`. */
  api(
    holder: Pick<TestHolder, 'access'> | null,
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (holder !== null) headers.set('authorization', bearer(holder.access));
    return this.fetch(`/api/1/${CAMPAIGN}/${path}`, { ...init, method, headers });
  }

  put(holder: TestHolder, name: string, bytes: Uint8Array): Promise<Answer> {
    return this.api(holder, 'PUT', `records/${name}`, {
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: { 'content-type': 'application/octet-stream' },
    });
  }

  /** Headers of a signed call. */
  async signed(
    method: string,
    path: string,
    body: Uint8Array,
    headers: Record<string, string> = {},
    overrides: SignOverrides = {},
  ): Promise<Record<string, string>> {
    this.#sequence += 1;
    const key = overrides.key ?? this.authorityKey;
    const digest = createHash('sha256')
      .update(overrides.digestOf ?? body)
      .digest('base64');
    const request = {
      method,
      url: `${this.url}${path}`,
      headers: {
        ...headers,
        'content-digest': `sha-256=:${digest}:`,
        'cloison-sequence': String(overrides.sequence ?? this.#sequence),
      },
    };
    const signedRequest = await httpbis.signMessage(
      {
        key: createSigner(key.privateKey, 'ed25519', key.x),
        fields: [
          ...(overrides.fields ?? ['@method', '@path', '@query', 'content-digest', 'cloison-sequence']),
        ],
        params: [...(overrides.params ?? ['created', 'nonce', 'keyid'])],
        paramValues: {
          created: new Date(overrides.createdMs ?? this.nowMs),
          nonce: overrides.nonce ?? randomBytes(16).toString('base64url'),
        },
      },
      request,
    );
    return signedRequest.headers as Record<string, string>;
  }

  /** A signed call; `path` below `/authority/1/{campaign}/`. */
  async authority(
    method: string,
    path: string,
    value?: unknown,
    overrides: SignOverrides = {},
    campaign = CAMPAIGN,
  ): Promise<Answer> {
    const isBytes = value instanceof Uint8Array;
    const body = isBytes
      ? value
      : value === undefined
        ? new Uint8Array()
        : Buffer.from(JSON.stringify(value));
    const type: Record<string, string> =
      value === undefined
        ? {}
        : { 'content-type': isBytes ? 'text/plain; charset=utf-8' : 'application/json' };
    const full = `/authority/1/${campaign}/${path}`;
    const headers = await this.signed(method, full, body, type, overrides);
    return this.fetch(full, {
      method,
      headers,
      ...(value === undefined ? {} : { body: new Uint8Array(body) }),
    });
  }

  async publish(campaign = CAMPAIGN): Promise<void> {
    expectStatus(await this.authority('PUT', 'campaign', publishedCampaign(campaign), {}, campaign), 204);
  }

  /** Publishes new holders and returns them. */
  async holders(...roles: readonly TestHolder['role'][]): Promise<TestHolder[]> {
    const holders = roles.map((role) => ({
      id: new Uint8Array(randomBytes(16)),
      access: new Uint8Array(randomBytes(32)),
      role,
    }));
    const batch = { holders: holders.map((holder) => holderLine(holder)) };
    expectStatus(await this.authority('PUT', 'holders', batch), 204);
    return holders;
  }
}

function expectStatus(answer: Answer, status: number): void {
  if (answer.status !== status) {
    throw new Error(`expected ${status}, got ${answer.status} ${Buffer.from(answer.bytes).toString('utf8')}`);
  }
}
