/** The school, for its head: participation, slips to hand out, results by class and domain. */
import { DOCUMENTS, type Session, type SessionOptions } from '@cloison/client';
import type { DeskAnswers, Notices, SchoolParticipation, SchoolReport, Slips } from '@cloison/protocol';
import type { Me } from '@cloison/protocol/public';
import { ignoreNetwork, LiveDesk, type Reach } from '../live/live-desk.ts';
import { LiveDocument } from '../live/live-document.ts';
import { DueSignIn, HEAD_RANK, type SignedIn } from './code-uses.ts';
import { DeskRecord } from './desk-record.ts';
import { ListedDocuments } from './listed-documents.ts';
import { type RefusedDocument, refusedAmong } from './refused-documents.ts';

export type SlipsView =
  | { readonly kind: 'loading' }
  /** `missing`: classes of which the platform lists codes and does not give them. */
  | { readonly kind: 'ready'; readonly slips: readonly Slips[]; readonly missing: number }
  | { readonly kind: 'closed'; readonly opensMs: number | null; readonly closesMs: number | null }
  /** The platform does not know this desk any more: codes that were shown may have been replaced too. */
  | { readonly kind: 'replaced' };

/** Of one school. The largest have a hundred. */
const MOST_CLASSES = 400;

export class SchoolDesk extends LiveDesk {
  readonly participation: LiveDocument<SchoolParticipation>;
  readonly report: LiveDocument<SchoolReport>;
  readonly answers: LiveDocument<DeskAnswers>;
  readonly notices: LiveDocument<Notices>;
  /** What the head tells the office; null: the campaign was made before desks could tell anything. */
  readonly record: DeskRecord | null;
  /** Of the last refresh as a whole: while classes arrive one by one, none is missing yet. */
  slips: SlipsView = { kind: 'loading' };
  readonly #slips: ListedDocuments<Slips>;
  #wantsSlips = false;
  readonly #signIn = new DueSignIn(HEAD_RANK);

  constructor(
    session: Session,
    environment: SessionOptions,
    content: { readonly manifestHash: string; readonly ceiling: number | undefined },
    former: readonly Session[] = [],
  ) {
    super(session);
    const { manifestHash: manifest, ceiling } = content;
    this.record =
      ceiling === undefined ? null : new DeskRecord({ session, environment, manifest, ceiling, former });
    this.record?.subscribe(() => this.changed());
    this.#slips = new ListedDocuments(session, DOCUMENTS.slips, MOST_CLASSES);
    this.answers = new LiveDocument(session, DOCUMENTS['desk-answers']);
    this.notices = new LiveDocument(session, DOCUMENTS.notices);
    this.participation = new LiveDocument(session, DOCUMENTS['school-participation']);
    this.report = new LiveDocument(session, DOCUMENTS['school-report']);
  }

  /** As a class's desk has them. */
  get signInsBefore(): readonly SignedIn[] | null {
    return this.#signIn.before;
  }

  /** Fetches the slips with pupils' codes, which no other screen needs; what does not come now comes with a later refresh. */
  async loadSlips(): Promise<void> {
    this.#wantsSlips = true;
    await this.refresh();
    // One that was under way may have begun before they were wanted.
    await this.#slips.refresh(this.me);
    this.slips = this.#slipsNow();
    this.changed();
  }

  #slipsNow(): SlipsView {
    if (this.reach === 'refused') return { kind: 'replaced' };
    const views = this.#slips.all.map(({ view }) => view);
    const closed = views.find((view) => view.kind === 'closed');
    const ready = views.flatMap((view) => (view.kind === 'ready' ? [view.value] : []));
    if (ready.length > 0 || (this.reach === 'reached' && this.#slips.all.length === 0)) {
      // Nobody is in that class any more.
      const filled = ready.filter(({ pupils }) => pupils.length > 0);
      const slips = filled.sort((a, b) => a.label.localeCompare(b.label, 'fr', { numeric: true }));
      const missing = views.filter(({ kind }) => kind === 'loading' || kind === 'none').length;
      return { kind: 'ready', slips, missing };
    }
    return closed ?? { kind: 'loading' };
  }

  get refusedDocuments(): readonly RefusedDocument[] {
    const slips = this.#slips.all.find(({ refused }) => refused !== null);
    return refusedAmong({
      keyring: { refused: this.refusedKeyring },
      participation: this.participation,
      report: this.report,
      slips: slips ?? { refused: null },
      answers: this.answers,
      notices: this.notices,
      deskRecord: this.record ?? { refused: null },
    });
  }

  stop(): void {
    this.record?.stop();
  }

  protected override async fetchChanges(before: Reach): Promise<void> {
    const me = await this.askMe();
    const changes = await Promise.all([
      this.participation.refresh(me),
      this.report.refresh(me),
      this.answers.refresh(me),
      this.notices.refresh(me),
      this.#wantsSlips ? this.#slips.refresh(me) : false,
    ]);
    if (this.#wantsSlips) this.slips = this.#slipsNow();
    if (me !== null) await this.#refreshRecord(me).catch(ignoreNetwork);
    if (before !== this.reach || changes.includes(true)) this.changed();
  }

  async #refreshRecord(me: Me): Promise<void> {
    if (this.record === null) return;
    await this.record.refresh(me);
    if (this.record.refused === null && (await this.#signIn.say(this.record, me))) this.changed();
  }
}
