/**
 * Documents that come in parts, `slips/1`, `slips/2` …: as many as the platform lists. Nobody signed its list, so that what it
 * names is bounded, and asked for a few at once.
 */
import type { DocumentReader, Session } from '@cloison/client';
import type { Me } from '@cloison/protocol/public';
import { limitConcurrency } from '../entry-records/concurrency-limit.ts';
import { LiveDocument } from '../live/live-document.ts';

const AT_ONCE = 4;

export class ListedDocuments<T> {
  readonly #documents = new Map<string, LiveDocument<T>>();
  readonly #session: Session;
  readonly #reader: DocumentReader<T>;
  readonly #most: number;
  readonly #limited = limitConcurrency(AT_ONCE);

  /** `reader`: its name ends in a slash. Parts are numbered, to `most`. */
  constructor(session: Session, reader: DocumentReader<T>, most: number) {
    this.#session = session;
    this.#reader = reader;
    this.#most = most;
  }

  get all(): readonly LiveDocument<T>[] {
    return [...this.#documents.values()];
  }

  /** Resolves to whether any view has changed. */
  async refresh(me: Me | null): Promise<boolean> {
    for (const { name } of me?.documents ?? []) {
      if (this.#isPart(name) && !this.#documents.has(name))
        this.#documents.set(name, new LiveDocument(this.#session, { ...this.#reader, name }));
    }
    const changes = await Promise.all(this.all.map((one) => this.#limited(() => one.refresh(me))));
    return changes.includes(true);
  }

  #isPart(name: string): boolean {
    const { name: prefix } = this.#reader;
    const number = name.slice(prefix.length);
    return name.startsWith(prefix) && /^(?:0|[1-9]\d{0,3})$/.test(number) && Number(number) <= this.#most;
  }
}
