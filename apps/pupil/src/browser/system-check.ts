/**
 * Whether a computer of a school can sit a test: what the browser has, what it keeps, its clock, its line. Nothing of it is sent
 * or stored.
 */
import { keepManifest } from '@cloison/client';
import type { Manifest } from '@cloison/protocol';
import type { Environment } from './environment.ts';

/** The oldest browsers that sit a test (ARCHITECTURE.md). */
const OLDEST = { Chrome: 109, Edge: 109, Firefox: 115, Safari: 16 } as const;
type KnownBrowser = keyof typeof OLDEST;

export interface BrowserFound {
  /** Null: a browser that this page does not know by name. */
  readonly name: KnownBrowser | null;
  readonly version: number | null;
  readonly isOld: boolean;
  /** What the app needs and this browser has not; empty when it can run. */
  readonly missing: readonly ('WebAssembly' | 'IndexedDB' | 'Web Crypto' | 'Web Workers')[];
}

/** Reads the name that a browser gives itself. Edge says that it is Chrome too, and Chrome that it is Safari. */
export function browserOf(agent: string): Pick<BrowserFound, 'name' | 'version' | 'isOld'> {
  const patterns: readonly (readonly [KnownBrowser, RegExp])[] = [
    ['Edge', /Edg(?:A|iOS)?\/(\d+)/],
    ['Firefox', /(?:Firefox|FxiOS)\/(\d+)/],
    ['Chrome', /(?:Chrome|CriOS)\/(\d+)/],
    ['Safari', /Version\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/],
  ];
  for (const [name, pattern] of patterns) {
    const version = Number(pattern.exec(agent)?.[1]);
    if (version > 0) return { name, version, isOld: version < OLDEST[name] };
  }
  return { name: null, version: null, isOld: false };
}

export function checkBrowser(): BrowserFound {
  const needed = [
    ['WebAssembly', typeof WebAssembly === 'object'],
    ['IndexedDB', typeof indexedDB === 'object' && indexedDB !== null],
    // Absent too where the page does not come by TLS.
    ['Web Crypto', globalThis.crypto?.subtle !== undefined],
    ['Web Workers', typeof Worker === 'function'],
  ] as const;
  return {
    ...browserOf(navigator.userAgent),
    missing: needed.flatMap(([name, has]) => (has ? [] : [name])),
  };
}

export interface StorageFound {
  readonly isKept: boolean;
  /** The browser has promised not to clear it by itself. */
  readonly isPromised: boolean;
  /** Bytes that the browser would still give; null when it does not say. */
  readonly free: number | null;
}

export async function checkStorage({ storage }: Environment): Promise<StorageFound> {
  const { storage: manager } = navigator;
  const promised = await manager?.persisted?.().catch(() => false);
  const estimate = await manager?.estimate?.().catch(() => null);
  const { quota, usage } = estimate ?? {};
  return {
    isKept: storage === 'kept',
    isPromised: promised ?? false,
    free: quota === undefined || usage === undefined ? null : Math.max(0, quota - usage),
  };
}

/** This computer's clock minus that of the server of this page, milliseconds; null when the server does not say. */
export async function clockAheadMs(): Promise<number | null> {
  const before = Date.now();
  const response = await fetch('./', { method: 'HEAD', cache: 'no-store' });
  const server = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(server)) return null;
  // The header has whole seconds: the middle of the second, seen from the middle of the way there and back.
  return Math.round((before + Date.now()) / 2 - (server + 500));
}

export interface LineFound {
  /** Median time of a small answer. */
  readonly answerMs: number;
  readonly bitsPerSecond: number;
  /** What one pupil needs before the first question of the largest sequence: page and content. Bytes. */
  readonly bytesEach: number;
  /** The content comes ahead of the day: a prepared computer needs almost nothing of the line. */
  readonly canPrepare: boolean;
}

const ANSWERS = 5;
const LONGEST_MS = 2_500;
const MOST_BYTES = 4_000_000;
/** The page itself, compressed: scripts, styles, the two faces. */
const PAGE_BYTES = 260_000;

/** Measures the line for some seconds at most. Rejects when the platform does not answer. */
export async function checkLine(environment: Environment): Promise<LineFound> {
  const { api, store, now } = environment;
  const times: number[] = [];
  for (let i = 0; i < ANSWERS; i++) {
    const before = now();
    await askPlatform(environment);
    times.push(now() - before);
  }
  const manifest = await keepManifest(api, store);
  const begun = now();
  let bytes = 0;
  let tries = 0;
  while (now() - begun < LONGEST_MS && bytes < MOST_BYTES) bytes += await transferred(`${++tries}`);
  const seconds = Math.max(1, now() - begun) / 1_000;
  times.sort((a, b) => a - b);
  return {
    answerMs: times[Math.floor(ANSWERS / 2)] ?? 0,
    bitsPerSecond: (bytes * 8) / seconds,
    bytesEach: PAGE_BYTES + largestSequence(manifest),
    canPrepare: manifest.sequences.some(({ pack }) => pack !== undefined),
  };
}

/** Seconds until all of `pupils` have what they need, when the line is theirs alone. */
export function secondsForAll({ bitsPerSecond, bytesEach }: LineFound, pupils: number): number {
  return (pupils * bytesEach * 8) / bitsPerSecond;
}

/** A small answer of the platform itself. The service worker answers GET from what it keeps when the network is away. */
async function askPlatform({ api, otherOrigin }: Environment): Promise<void> {
  if (otherOrigin !== null) await api.card();
  else if (!(await fetch('./campaign.json', { method: 'HEAD', cache: 'no-store' })).ok)
    throw new Error('refused');
}

/** Fetches the page's own script over the network; its bytes on the wire. */
async function transferred(again: string): Promise<number> {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]:last-of-type')?.src;
  // What the service worker keeps has no query: this goes over the line.
  const url = `${script ?? location.href}?line=${again}-${Math.round(performance.now())}`;
  const response = await fetch(url, { cache: 'no-store' });
  const { byteLength } = await response.arrayBuffer();
  const [entry] = performance.getEntriesByName(url) as PerformanceResourceTiming[];
  return entry !== undefined && entry.encodedBodySize > 0 ? entry.encodedBodySize : byteLength;
}

function largestSequence({ sequences, files }: Manifest): number {
  const sizes = sequences.map(({ id, content, pack }) => {
    if (pack !== undefined) return pack.bytes;
    return Object.entries(files)
      .filter(([path]) => path === content || path.startsWith(`assets/${id}/`))
      .reduce((sum, [, { bytes }]) => sum + bytes, 0);
  });
  return Math.max(0, ...sizes);
}
