/** One parser of hostile bytes, and what must hold for every input. */
import fc from 'fast-check';

export interface FuzzTarget {
  /** In words, unique. */
  readonly name: string;
  /** How many cases a test run tries; `npm run bench -- fuzz` tries a hundred thousand of each. */
  readonly share: number;
  run(parameters: fc.Parameters<unknown>): Promise<void>;
}

export interface Described<T> {
  readonly name: string;
  readonly share?: number;
  /** Valid inputs mutated, and anything at all. */
  readonly input: fc.Arbitrary<T>;
  /** Throws when the parser did what it must not. */
  readonly check: (input: T) => void | Promise<void>;
}

/** Processor time of this thread for one case: more is a hang. Other load on the machine does not count. */
const LONGEST_CASE_MS = 5_000;

export function target<T>({ name, share = 5_000, input, check }: Described<T>): FuzzTarget {
  const workMs = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const property = fc.asyncProperty(input, async (one) => {
    const before = workMs();
    // Awaiting a value that is no promise would cost more than many of the parsers.
    const waiting = check(one);
    if (waiting !== undefined) await waiting;
    const ms = workMs() - before;
    if (ms > LONGEST_CASE_MS) throw new Error(`took ${Math.round(ms)} ms`);
  });
  return { name, share, run: (parameters) => fc.assert(property, parameters as never) };
}

/** The parsed value, or null when the parser refused with one of its own errors; any other error is thrown again. */
export function accepted<T>(parse: () => T, isRefusal: (error: unknown) => boolean): { value: T } | null {
  try {
    return { value: parse() };
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

export async function acceptedLater<T>(
  parse: () => Promise<T>,
  isRefusal: (error: unknown) => boolean,
): Promise<{ value: T } | null> {
  try {
    return { value: await parse() };
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

export function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}

/** As JSON sees it: equal when a reader on the other side could not tell them apart. */
export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether all that was sent is in what was read; a reader may add a field that was left out. */
export function isKept(sent: unknown, read: unknown): boolean {
  if (typeof sent !== 'object' || sent === null) return sameJson(sent, read);
  if (typeof read !== 'object' || read === null) return false;
  if (Array.isArray(sent) !== Array.isArray(read)) return false;
  if (Array.isArray(sent) && sent.length !== (read as unknown[]).length) return false;
  return Object.entries(sent).every(
    ([key, value]) => Object.hasOwn(read, key) && isKept(value, (read as Record<string, unknown>)[key]),
  );
}
