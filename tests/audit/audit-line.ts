/** A line of the audit: one promise, what is tried against it, and what came of it. */
import type { Localised } from '@cloison/protocol';
import type { AuditWorld } from './audit-world.ts';
import type { PromiseId } from './promises.ts';

export interface AuditLine {
  /** For `--only`. */
  readonly id: string;
  readonly promise: PromiseId;
  readonly title: Localised;
  /** What is done to it, in one or two sentences. */
  readonly tried: Localised;
  /** `closed`: the campaign is closed first. */
  readonly stage: 'running' | 'closed';
  readonly run: (world: AuditWorld, tally: Tally) => Promise<void> | void;
}

/** What is counted; the page has a word for each. */
export const FIGURES = {
  attempts: { fr: 'essais', en: 'attempts' },
  bytes: { fr: 'octets fouillés', en: 'bytes searched' },
  files: { fr: 'fichiers', en: 'files' },
  needles: { fr: 'valeurs cherchées', en: 'values searched for' },
  envelopes: { fr: 'enveloppes', en: 'envelopes' },
  keys: { fr: 'clés essayées', en: 'keys tried' },
  openings: { fr: 'ouvertures essayées', en: 'openings tried' },
  opened: { fr: 'ouvertes par qui y a droit', en: 'opened by those entitled' },
  people: { fr: 'personnes', en: 'persons' },
  requests: { fr: 'requêtes', en: 'requests' },
  rows: { fr: 'lignes', en: 'rows' },
} as const satisfies Readonly<Record<string, Localised>>;
export type Figure = keyof typeof FIGURES;

/** Findings beyond this are counted, not listed. */
const MAX_FINDINGS = 20;

/** What one line counted and found. No finding: the promise held. */
export class Tally {
  readonly figures = new Map<Figure, number>();
  readonly findings: string[] = [];
  /** What could not be tried on this machine, and why. */
  readonly notTried: Localised[] = [];
  #more = 0;

  add(figure: Figure, count = 1): void {
    this.figures.set(figure, (this.figures.get(figure) ?? 0) + count);
  }

  /** One attempt: `held` or the finding, in English, never with a personal value. */
  holds(held: boolean, finding: string): void {
    this.add('attempts');
    if (!held) this.finds(finding);
  }

  /** One attempt that has to give exactly this. */
  same(actual: unknown, expected: unknown, what: string): void {
    const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
    this.holds(a === b, `${what}: ${a}, expected ${b}`);
  }

  /** One attempt that has to be refused, with this code if one is given. */
  async refuses(what: string, attempt: () => Promise<unknown> | unknown, code?: string): Promise<void> {
    this.add('attempts');
    try {
      await attempt();
    } catch (error) {
      const actual = (error as { code?: unknown }).code;
      if (code !== undefined && actual !== code) {
        this.finds(`${what}: refused with ${String(actual ?? error)}, expected ${code}`);
      }
      return;
    }
    this.finds(`${what}: not refused`);
  }

  finds(finding: string): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push(finding);
    else this.#more += 1;
  }

  get found(): number {
    return this.findings.length + this.#more;
  }

  skips(what: Localised): void {
    this.notTried.push(what);
  }
}
