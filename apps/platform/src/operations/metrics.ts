/**
 * Metrics for Prometheus: how much, how fast and with what outcome, never about whom. Labels are methods, patterns of routes,
 * status numbers and error codes, all from bounded sets. No label contains a campaign, holder, token or address.
 *
 * Requests are counted from the lines of the log, so nothing is counted that could not be logged.
 */
import { PLATFORM_ERRORS } from '@cloison/protocol/public';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PlatformLog, RequestLine } from '../base/log.ts';
import type { StoreObserver } from '../store/health.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BATCH = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'POST', 'OPTIONS']);
const SAVES = '/api/1/:campaign/records/*';

/** Numbers that other parts keep. They are read when Prometheus asks. */
export interface MetricSources {
  /** Open connections of the public port. */
  readonly connections: () => Promise<number>;
  /** Free bytes on the disk of the data folder; null when there is no such folder. */
  readonly diskFreeBytes: () => Promise<number | null>;
  /** When the certificate of the public port expires; null without TLS. */
  readonly certificateExpiryMs: () => number | null;
  readonly draining: () => boolean;
  /** How many requests with an unknown code are waiting. */
  readonly unknownWaiting: () => number;
  /** By lane of `admission/admission.ts`. */
  readonly lanes: () => Readonly<Record<string, LaneNumbers>>;
}

export interface LaneNumbers {
  readonly working: number;
  readonly waiting: number;
  /** Both only increase. */
  readonly admitted: number;
  readonly refused: number;
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'method' | 'route' | 'status'>;
  readonly #seconds: Histogram<'method' | 'route'>;
  readonly #saves: Counter<'outcome'>;
  readonly #refusals: Counter<'code'>;
  readonly #broken: Counter<'kind'>;
  readonly #faults: Counter;
  readonly #batch: Histogram;
  readonly #commitSeconds: Histogram;
  readonly #lastCall: Gauge<'call'>;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: 'cloison_requests_total',
      help: 'Requests answered, by method, pattern of route and status',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'cloison_request_seconds',
      help: 'From the first byte of a request to the last of its answer',
      labelNames: ['method', 'route'],
      buckets: SECONDS,
      registers,
    });
    this.#saves = new Counter({
      name: 'cloison_saves_total',
      help: 'Saves by outcome: acknowledged (204), late (202), conflict (409), refused (any other)',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of ['acknowledged', 'late', 'conflict', 'refused']) this.#saves.inc({ outcome }, 0);
    this.#refusals = new Counter({
      name: 'cloison_refusals_total',
      help: 'Refusals of any route by their code',
      labelNames: ['code'],
      registers,
    });
    this.#broken = new Counter({
      name: 'cloison_broken_connections_total',
      help: 'Connections that did not speak HTTP or TLS, went silent or were cut',
      labelNames: ['kind'],
      registers,
    });
    this.#faults = new Counter({
      name: 'cloison_faults_total',
      help: 'Faults of the program: each has a line in the log',
      registers,
    });
    this.#batch = new Histogram({
      name: 'cloison_store_batch_requests',
      help: 'Requests that one durable commit took together',
      buckets: BATCH,
      registers,
    });
    this.#commitSeconds = new Histogram({
      name: 'cloison_store_commit_seconds',
      help: 'Duration of one durable commit',
      buckets: SECONDS,
      registers,
    });
    this.#lastCall = new Gauge({
      name: 'cloison_authority_last_call_timestamp_seconds',
      help: 'When this process last answered a call of the authority well: any call, and reads of the feed; 0: never',
      labelNames: ['call'],
      registers,
    });
    for (const call of ['any', 'feed']) this.#lastCall.set({ call }, 0);
  }

  /** Call once, when the service runs. */
  watch(sources: MetricSources): void {
    const registers = [this.#registry];
    new Gauge({
      name: 'cloison_connections',
      help: 'Open connections of the public port',
      registers,
      async collect() {
        this.set(await sources.connections());
      },
    });
    new Gauge({
      name: 'cloison_disk_free_bytes',
      help: 'Left to the service on the disk of its data folder',
      registers,
      async collect() {
        const bytes = await sources.diskFreeBytes();
        if (bytes !== null) this.set(bytes);
      },
    });
    // Without TLS there is no such figure: a gauge that was never set says 0, which is in 1970.
    if (sources.certificateExpiryMs() !== null) {
      new Gauge({
        name: 'cloison_certificate_expiry_timestamp_seconds',
        help: 'End of the certificate of the public port',
        registers,
        collect() {
          const ms = sources.certificateExpiryMs();
          if (ms !== null) this.set(ms / 1000);
        },
      });
    }
    new Gauge({
      name: 'cloison_draining',
      help: '1 from SIGTERM on',
      registers,
      collect() {
        this.set(sources.draining() ? 1 : 0);
      },
    });
    new Gauge({
      name: 'cloison_unknown_codes_waiting',
      help: 'Requests with an unknown or revoked code that wait for their turn',
      registers,
      collect() {
        this.set(sources.unknownWaiting());
      },
    });
    for (const state of ['working', 'waiting'] as const) {
      new Gauge({
        name: `cloison_lane_${state}`,
        help: `Requests of each lane of admission that are ${state}`,
        labelNames: ['lane'],
        registers,
        collect() {
          for (const [lane, numbers] of Object.entries(sources.lanes())) this.set({ lane }, numbers[state]);
        },
      });
    }
    for (const outcome of ['admitted', 'refused'] as const) {
      new Counter({
        name: `cloison_lane_${outcome}_total`,
        help: `Requests of each lane of admission that were ${outcome}`,
        labelNames: ['lane'],
        registers,
        collect() {
          this.reset();
          for (const [lane, numbers] of Object.entries(sources.lanes())) this.inc({ lane }, numbers[outcome]);
        },
      });
    }
  }

  get observer(): StoreObserver {
    return {
      committed: (requests, ms) => {
        this.#batch.observe(requests);
        this.#commitSeconds.observe(ms / 1000);
      },
    };
  }

  /** Wraps a log so that its lines are counted. */
  counting(log: PlatformLog): PlatformLog {
    return {
      request: (line) => {
        this.#count(line);
        log.request(line);
      },
      event: (event, facts) => log.event(event, facts),
      fault: (where, error) => {
        this.#faults.inc();
        log.fault(where, error);
      },
      flush: () => log.flush(),
    };
  }

  /** Counts Node's `clientError` and `tlsClientError`. */
  broken(kind: 'http' | 'tls', error: unknown): void {
    const { code } = (error ?? {}) as { code?: unknown };
    const text = typeof code === 'string' ? code : '';
    if (text === 'ECONNRESET' || text === 'EPIPE') this.#broken.inc({ kind: 'cut' });
    else if (text === 'ERR_HTTP_REQUEST_TIMEOUT') this.#broken.inc({ kind: 'silent' });
    else this.#broken.inc({ kind });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #count({ method, route, status, ms, code }: RequestLine): void {
    const known = METHODS.has(method) ? method : 'other';
    this.#requests.inc({ method: known, route, status });
    this.#seconds.observe({ method: known, route }, ms / 1000);
    if (code !== null) this.#refusals.inc({ code: Object.hasOwn(PLATFORM_ERRORS, code) ? code : 'other' });
    if (route === SAVES && method === 'PUT') this.#saves.inc({ outcome: outcomeOf(status) });
    if (status < 400 && route.startsWith('/authority/')) {
      this.#lastCall.set({ call: 'any' }, this.#nowMs() / 1000);
      if (route.endsWith('/feed')) this.#lastCall.set({ call: 'feed' }, this.#nowMs() / 1000);
    }
  }
}

function outcomeOf(status: number): string {
  if (status === 204) return 'acknowledged';
  if (status === 202) return 'late';
  return status === 409 ? 'conflict' : 'refused';
}
