/** An inspector's area: its schools, in as many documents as they come in, and its released figures. No pupil is in them. */
import { type CampaignContent, DOCUMENTS, type Session } from '@cloison/client';
import type { AreaKeyring, AreaParticipation, AreaReport, AreaSchool, Manifest } from '@cloison/protocol';
import { LiveDesk, type Reach } from '../live/live-desk.ts';
import { type DocumentView, LiveDocument } from '../live/live-document.ts';
import { ListedDocuments } from './listed-documents.ts';
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

export class AreaDesk extends LiveDesk {
  readonly kind = 'area';
  readonly keyring: AreaKeyring;
  readonly content: CampaignContent;
  readonly report: LiveDocument<AreaReport>;
  /** Of the last refresh as a whole: while parts arrive one by one, none is missing yet. */
  participation: DocumentView<AreaSchools> = { kind: 'loading' };
  readonly #parts: ListedDocuments<AreaParticipation>;
  #schools: { readonly of: readonly AreaParticipation[]; readonly view: AreaSchools } | null = null;

  constructor(keyring: AreaKeyring, content: CampaignContent, session: Session) {
    super(session);
    this.keyring = keyring;
    this.content = content;
    this.report = new LiveDocument(session, DOCUMENTS['area-report']);
    this.#parts = new ListedDocuments(session, DOCUMENTS['area-participation'], MOST_PARTS);
  }

  get manifest(): Manifest {
    return this.content.manifest;
  }

  #participationNow(): DocumentView<AreaSchools> {
    const views = this.#parts.all.map(({ view }) => view);
    const ready = views.flatMap((view) => (view.kind === 'ready' ? [view.value] : []));
    if (ready.length === 0) {
      const closed = views.find((view) => view.kind === 'closed');
      return closed ?? { kind: 'none' };
    }
    const fresh = views.every((view) => view.kind !== 'ready' || view.fresh);
    return { kind: 'ready', value: this.#merged(ready), fresh };
  }

  get refusedDocuments(): readonly RefusedDocument[] {
    const part = this.#parts.all.find(({ refused }) => refused !== null);
    return refusedAmong({
      keyring: { refused: this.refusedKeyring },
      participation: part ?? { refused: null },
      report: this.report,
    });
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
    const own = partsOfNewestDivision(parts);
    const view: AreaSchools = {
      schools: own
        .flatMap(({ schools }) => schools)
        .sort((a, b) => a.name.localeCompare(b.name, 'fr', { numeric: true })),
      atMs: Math.min(...own.map(({ at }) => Date.parse(at))),
      fewest: Math.max(...own.map(({ fewest }) => fewest), 1),
      missing: (own[0]?.of ?? 0) - own.length,
    };
    this.#schools = { of: parts, view };
    return view;
  }

  protected override async fetchChanges(before: Reach): Promise<void> {
    const me = await this.askMe();
    const changes = await Promise.all([this.report.refresh(me), this.#parts.refresh(me)]);
    if (before === this.reach && !changes.includes(true)) return;
    this.participation = this.#participationNow();
    this.changed();
  }
}

/**
 * Parts of an older division stay on the platform. One of the newest is of the newest division: when their number changes, all are
 * sealed again. Where several are as new, the first of them says how many there are.
 */
function partsOfNewestDivision(parts: readonly AreaParticipation[]): readonly AreaParticipation[] {
  const [newest] = [...parts].sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || a.part - b.part);
  return parts.filter(({ part, of }) => of === newest?.of && part <= of);
}

/** A country of sixty thousand schools, sixty a part, and some more. */
const MOST_PARTS = 1_200;
