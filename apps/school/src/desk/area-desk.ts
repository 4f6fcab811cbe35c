/** An inspector's area: its schools, in as many documents as they come in, and its released figures. No pupil is in them. */
import {
  type CampaignContent,
  DOCUMENTS,
  RefusedError,
  type Session,
  UnreachableError,
} from '@cloison/client';
import type { AreaKeyring, AreaParticipation, AreaReport, AreaSchool, Manifest } from '@cloison/protocol';
import type { Me } from '@cloison/protocol/public';
import { type DocumentView, LiveDocument } from '../live/live-document.ts';
import { Observable } from '../live/observable.ts';
import type { Reach } from './class-desk.ts';
import { type RefusedDocument, refusedAmong } from './refused-documents.ts';

export interface AreaSchools {
  readonly schools: readonly AreaSchool[];
  /** When the oldest part was made. */
  readonly atMs: number;
  /** Groups of fewer pupils are not shown. */
  readonly fewest: number;
  /** Parts that the authority made and the platform does not give. */
  readonly missing: number;
}

export class AreaDesk extends Observable {
  readonly kind = 'area';
  readonly keyring: AreaKeyring;
  readonly content: CampaignContent;
  readonly report: LiveDocument<AreaReport>;
  /** Of the last refresh as a whole: while parts arrive one by one, none is missing yet. */
  participation: DocumentView<AreaSchools> = { kind: 'loading' };
  reach: Reach = 'unknown';
  readonly #session: Session;
  readonly #parts = new Map<string, LiveDocument<AreaParticipation>>();
  #schools: { readonly of: readonly AreaParticipation[]; readonly view: AreaSchools } | null = null;
  #refreshing: Promise<void> | null = null;

  constructor(keyring: AreaKeyring, content: CampaignContent, session: Session) {
    super();
    this.keyring = keyring;
    this.content = content;
    this.#session = session;
    this.report = new LiveDocument(session, DOCUMENTS['area-report']);
  }

  get manifest(): Manifest {
    return this.content.manifest;
  }

  #participationNow(): DocumentView<AreaSchools> {
    const views = [...this.#parts.values()].map(({ view }) => view);
    const ready = views.flatMap((view) => (view.kind === 'ready' ? [view.value] : []));
    if (ready.length === 0) {
      const closed = views.find((view) => view.kind === 'closed');
      return closed ?? { kind: 'none' };
    }
    const fresh = views.every((view) => view.kind !== 'ready' || view.fresh);
    return { kind: 'ready', value: this.#merged(ready), fresh };
  }

  get refusedDocuments(): readonly RefusedDocument[] {
    const part = [...this.#parts.values()].find(({ refused }) => refused !== null);
    return refusedAmong({ participation: part ?? { refused: null }, report: this.report });
  }

  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  stop(): void {}

  /** The same object while the parts are the same, so that a table of thousands of schools is not made again. */
  #merged(parts: readonly AreaParticipation[]): AreaSchools {
    const known = this.#schools;
    if (
      known !== null &&
      known.of.length === parts.length &&
      parts.every((part, i) => part === known.of[i])
    ) {
      return known.view;
    }
    // Of the last division into parts: an older one may have had more.
    const of = Math.max(...parts.filter(({ part }) => part === 1).map((one) => one.of), 1);
    const own = parts.filter(({ part }) => part <= of);
    const view: AreaSchools = {
      schools: own
        .flatMap(({ schools }) => schools)
        .sort((a, b) => a.name.localeCompare(b.name, 'fr', { numeric: true })),
      atMs: Math.min(...parts.map(({ at }) => Date.parse(at))),
      fewest: Math.max(...own.map(({ fewest }) => fewest), 1),
      missing: of - own.length,
    };
    this.#schools = { of: parts, view };
    return view;
  }

  async #refresh(): Promise<void> {
    const before = this.reach;
    let me: Me | null = null;
    try {
      me = await this.#session.me();
      this.reach = 'reached';
    } catch (error) {
      if (!(error instanceof RefusedError) && !(error instanceof UnreachableError)) throw error;
      const revoked = error instanceof RefusedError && error.code === 'unknown-code';
      this.reach = revoked ? 'refused' : 'unreachable';
    }
    for (const { name } of me?.documents ?? []) {
      if (name.startsWith(PARTS.name) && !this.#parts.has(name))
        this.#parts.set(name, new LiveDocument(this.#session, { ...PARTS, name }));
    }
    const changes = await Promise.all([
      this.report.refresh(me),
      ...[...this.#parts.values()].map((part) => part.refresh(me)),
    ]);
    if (before === this.reach && !changes.includes(true)) return;
    this.participation = this.#participationNow();
    this.changed();
  }
}

const PARTS = DOCUMENTS['area-participation'];
