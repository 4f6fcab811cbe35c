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

/** What is counted; the page has words for one of each, and for several. */
export const FIGURES = {
  attempts: { one: { fr: 'essai', en: 'attempt' }, many: { fr: 'essais', en: 'attempts' } },
  bytes: {
    one: { fr: 'octet fouillé', en: 'byte searched' },
    many: { fr: 'octets fouillés', en: 'bytes searched' },
  },
  files: { one: { fr: 'fichier', en: 'file' }, many: { fr: 'fichiers', en: 'files' } },
  needles: {
    one: { fr: 'valeur cherchée', en: 'value searched for' },
    many: { fr: 'valeurs cherchées', en: 'values searched for' },
  },
  envelopes: { one: { fr: 'enveloppe', en: 'envelope' }, many: { fr: 'enveloppes', en: 'envelopes' } },
  keys: { one: { fr: 'clé essayée', en: 'key tried' }, many: { fr: 'clés essayées', en: 'keys tried' } },
  openings: {
    one: { fr: 'ouverture essayée', en: 'opening tried' },
    many: { fr: 'ouvertures essayées', en: 'openings tried' },
  },
  opened: {
    one: { fr: 'ouverture par qui y a droit', en: 'opened by those entitled' },
    many: { fr: 'ouvertures par qui y a droit', en: 'opened by those entitled' },
  },
  people: { one: { fr: 'personne', en: 'person' }, many: { fr: 'personnes', en: 'persons' } },
  requests: { one: { fr: 'requête', en: 'request' }, many: { fr: 'requêtes', en: 'requests' } },
  rows: { one: { fr: 'ligne', en: 'row' }, many: { fr: 'lignes', en: 'rows' } },
} as const satisfies Readonly<Record<string, { readonly one: Localised; readonly many: Localised }>>;
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
