/**
 * The service under load: published as an authority does, then served by processes of the command line that share its
 * folder of secrets, and its store where the store can be shared.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { holderLine, publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { parseFeed, toBase64Url } from '@cloison/protocol/public';
import { SERVICE_NODE_OPTIONS } from '../../apps/platform/src/base/node-options.ts';
import { BODY_BYTES, CAMPAIGN, loadHolder, RECORD } from './plan.ts';

const COMMAND = fileURLToPath(new URL('../../bin/cloison.ts', import.meta.url));
const ALWAYS = { opens: '2000-01-01T00:00:00Z', closes: '2100-01-01T00:00:00Z' };
const HOLDERS_A_CALL = 2000;
const DOCUMENTS_A_CALL = 500;
const FEED_PAGE = 5000;
const FINAL_STATES = new Set(['head', 'final']);

export interface ServedProcess {
  readonly port: number;
  readonly pid: number;
}

export interface Found {
  readonly version: number;
  readonly hash: string;
  readonly final: boolean;
}

export class LoadService {
  readonly #service = new TestService();
  readonly #store: string | null;
  readonly #children: ChildProcess[] = [];
  #ca: string | null = null;
  /** However this process ends, the service's end with it. */
  readonly #end = () => this.#killNow();

  /** `store` as `CLOISON_STORE` has it; null is the embedded one. */
  constructor(store: string | null) {
    this.#store = store;
    process.once('exit', this.#end);
  }

  /** PEM to trust, null for plain HTTP. */
  get ca(): string | null {
    return this.#ca;
  }

  /** Campaign, holders, and a ticket for each pupil. */
  async publish(pupils: number, onProgress: (done: number) => void): Promise<void> {
    await this.#inProcess(async (service) => {
      const published = {
        ...publishedCampaign(CAMPAIGN),
        calendars: [{ [RECORD]: ALWAYS, ticket: ALWAYS }],
      };
      const call = async (path: string, value: unknown) => {
        const answer = await service.authority('PUT', path, value, {}, CAMPAIGN);
        if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.json)}`);
      };
      await call('campaign', published);
      for (let first = 0; first < pupils; first += HOLDERS_A_CALL) {
        const count = Math.min(HOLDERS_A_CALL, pupils - first);
        const holders = Array.from({ length: count }, (_, i) =>
          holderLine({ ...loadHolder(first + i), role: 'pupil' }),
        );
        await call('holders', { holders });
        onProgress((first + count) / 2);
      }
      for (let first = 0; first < pupils; first += DOCUMENTS_A_CALL) {
        const count = Math.min(DOCUMENTS_A_CALL, pupils - first);
        const envelopes = Array.from({ length: count }, (_, i) =>
          toBase64Url(
            fixtureEnvelope({
              campaign: CAMPAIGN,
              holder: loadHolder(first + i).id,
              name: 'ticket',
              kind: 'document',
              bodyBytes: BODY_BYTES,
            }).bytes,
          ),
        );
        await call('documents', { envelopes });
        onProgress((pupils + first + count) / 2);
      }
    });
  }

  async serve(processes: number, tls: boolean): Promise<readonly ServedProcess[]> {
    const args = [COMMAND, 'platform', 'serve', '--data', this.#service.dataDir, '--port', '0', '--json'];
    args.push('--log', join(this.#service.dataDir, 'platform.log'));
    if (tls) args.push(...this.#certificate());
    return Promise.all(Array.from({ length: processes }, () => this.#spawn(args)));
  }

  /** Ends the processes by SIGTERM, in the operator's way; gives the CPU seconds of each. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#children.splice(0).map(async (child) => {
        if (child.exitCode !== null) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }),
    );
  }

  /** What the store holds, read as an authority does, by holder in base64url. */
  async found(): Promise<ReadonlyMap<string, Found>> {
    const found = new Map<string, Found>();
    await this.#inProcess(async (service) => {
      for (let after = '', more = true; more; ) {
        const path = `feed?after=${after}&limit=${FEED_PAGE}`;
        const answer = await service.authority('GET', path, undefined, {}, CAMPAIGN);
        if (answer.status !== 200) throw new Error(`feed: ${answer.status}`);
        const page = parseFeed(answer.json);
        for (const { holder, kind, version, hash } of page.entries) {
          if (FINAL_STATES.has(kind)) found.set(holder, { version, hash, final: kind === 'final' });
        }
        after = page.next;
        more = page.more;
      }
    });
    return found;
  }

  async remove(): Promise<void> {
    process.off('exit', this.#end);
    this.#killNow();
    await this.#service.remove();
  }

  #killNow(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }

  async #inProcess(work: (service: TestService) => Promise<void>): Promise<void> {
    this.#service.nowMs = Date.now();
    await this.#service.start({ log: 'none', ...(this.#store === null ? {} : { store: this.#store }) });
    try {
      await work(this.#service);
    } finally {
      await this.#service.stop();
    }
  }

  async #spawn(args: readonly string[]): Promise<ServedProcess> {
    const env = { ...process.env, ...(this.#store === null ? {} : { CLOISON_STORE: this.#store }) };
    const child = spawn(process.execPath, [...SERVICE_NODE_OPTIONS, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
    });
    this.#children.push(child);
    const line = await new Promise<string>((resolve, reject) => {
      let out = '';
      child.stdout.on('data', (part) => {
        out += part;
        if (out.includes('\n')) resolve(out);
      });
      child.once('exit', (code) => reject(new Error(`a process of the service ended with ${code}`)));
    });
    const { url } = JSON.parse(line.split('\n')[0]!) as { url: string };
    return { port: Number(new URL(url).port), pid: child.pid! };
  }

  #certificate(): readonly string[] {
    const [key, cert] = [join(this.#service.dataDir, 'key.pem'), join(this.#service.dataDir, 'cert.pem')];
    const request = ['req', '-x509', '-subj', '/CN=localhost', '-days', '1', '-nodes', '-newkey', 'ec'];
    const curve = ['-pkeyopt', 'ec_paramgen_curve:P-256', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', [...request, ...curve, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    this.#ca = readFileSync(cert, 'utf8');
    return ['--tls-cert', cert, '--tls-key', key];
  }
}
