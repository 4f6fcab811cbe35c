/** What a reader has to do whatever it is told: end, say so in words of ours, lose nothing, go on when it is told the truth. */
import type { Play } from './plays.ts';
import type { RawHost } from './raw-host.ts';

export interface Reader {
  readonly name: string;
  /** What it calls. */
  readonly host: RawHost;
  /** What its calls are answered, as `raw-host.ts` names it. */
  readonly routes: readonly string[];
  /** True answers of each route, to alter; filled by an honest reading. */
  honest(): Promise<void>;
  /** One reading under a lie, then one of the truth. Throws `Wrong`. */
  play(play: Play): Promise<void>;
  close(): Promise<void>;
}

/** Something that a reader must not do. */
export class Wrong extends Error {}

/** Ends a reading that does not end. Far above what any takes beside other programs. */
const LONGEST_MS = 300_000;

export async function within<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Wrong(`${what} does not end`)), LONGEST_MS);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
