/**
 * One class at one level: its roster, participation and report, and its entry books, all opened with the class's
 * root.
 */
import {
  type CampaignContent,
  DOCUMENTS,
  type Session,
  type SessionOptions,
  unsentRecords,
} from '@cloison/client';
import {
  drawKeyedTwice,
  type EntryBase,
  type Manifest,
  type Roster,
  secondKeyingOf,
  sequenceKeyedTwice,
} from '@cloison/protocol';
import type { Me } from '@cloison/protocol/public';
import { parseSequenceContent } from '@cloison/qti/delivery';
import { EntryBook } from '../entry-records/entry-book.ts';
import { type EntryExercise, exercisesOf } from '../entry-records/entry-columns.ts';
import { ignoreNetwork, LiveDesk, type Reach } from '../live/live-desk.ts';
import { LiveDocument } from '../live/live-document.ts';
import type { DueSignIn, SignedIn } from './code-uses.ts';
import { DeskRecord } from './desk-record.ts';
import { type RefusedDocument, refusedAmong } from './refused-documents.ts';

export interface ClassDeskOptions {
  readonly index: number;
  readonly label: string;
  readonly level: string;
  /** The class has another level too. */
  readonly shared: boolean;
  readonly session: Session;
  readonly former: readonly Session[];
  readonly environment: SessionOptions;
  readonly content: CampaignContent;
  /** The sign-in to write into this class's record; null: none. */
  readonly signIn: DueSignIn | null;
}

const NOTHING: EntryBase['records'] = {};

export type ManifestSequence = Manifest['sequences'][number];

export class ClassDesk extends LiveDesk {
  readonly index: number;
  readonly label: string;
  readonly level: string;
  readonly content: CampaignContent;
  readonly roster: LiveDocument<Roster>;
  readonly participation;
  readonly report;
  readonly answers;
  readonly notices;
  readonly #options: ClassDeskOptions;
  readonly #entryBase;
  readonly #books = new Map<string, Promise<EntryBook>>();
  readonly #opened = new Map<string, EntryBook>();
  readonly #exercises = new Map<string, Promise<readonly EntryExercise[]>>();
  readonly #keyable = new Map<string, readonly string[]>();
  readonly #drawn = new Map<string, { readonly of: string; readonly orders: readonly string[] | null }>();
  readonly #signIn: DueSignIn | null;
  #record: DeskRecord | null = null;
  /** An entry book could not be opened since the last refresh. After the next one, screens ask for it again. */
  #bookFailed = false;

  constructor(options: ClassDeskOptions) {
    const { session } = options;
    super(session);
    this.#options = options;
    this.index = options.index;
    this.label = options.label;
    this.level = options.level;
    this.content = options.content;
    this.#signIn = options.signIn;
    this.roster = new LiveDocument(session, DOCUMENTS.roster);
    this.participation = new LiveDocument(session, DOCUMENTS['class-participation']);
    this.report = new LiveDocument(session, DOCUMENTS['class-report']);
    this.answers = new LiveDocument(session, DOCUMENTS['desk-answers']);
    this.notices = new LiveDocument(session, DOCUMENTS.notices);
    this.#entryBase = new LiveDocument(session, DOCUMENTS['entry-base']);
  }

  /** The class, with its level where the class has two. */
  get name(): { readonly fr: string; readonly en: string } {
    const { label } = this;
    const title = this.manifest.levels.find(({ id }) => id === this.level)?.title;
    if (!this.#options.shared || title === undefined) return { fr: label, en: label };
    return { fr: `${label} (${title.fr})`, en: `${label} (${title.en})` };
  }

  get manifest(): Manifest {
    return this.content.manifest;
  }

  get mode(): 'online' | 'entry' {
    return this.manifest.levels.find(({ id }) => id === this.level)?.mode ?? 'online';
  }

  /** Sequences of the level, in the campaign's order. */
  get sequences(): readonly ManifestSequence[] {
    return this.manifest.sequences.filter(({ level }) => level === this.level);
  }

  /** Pupils of the class, those who left apart. */
  get pupils(): Roster['pupils'] {
    return this.roster.view.kind === 'ready' ? this.roster.view.value.pupils.filter(({ left }) => !left) : [];
  }

  get refusedDocuments(): readonly RefusedDocument[] {
    return refusedAmong({
      keyring: { refused: this.refusedKeyring },
      roster: this.roster,
      participation: this.participation,
      report: this.report,
      entryBase: this.#entryBase,
      answers: this.answers,
      notices: this.notices,
      deskRecord: this.#record ?? { refused: null },
      entries: [...this.#opened.values()].find(({ refused }) => refused !== null) ?? { refused: null },
    });
  }

  /**
   * What the staff of the class tell the office, made when it is first asked for; null: the campaign was made before desks
   * could tell anything.
   */
  get record(): DeskRecord | null {
    const { session, environment, content, former } = this.#options;
    const ceiling = content.manifest.ceilings.desk;
    if (this.#record === null && ceiling !== undefined) {
      const manifest = content.manifestHash;
      this.#record = new DeskRecord({ session, environment, manifest, ceiling, former });
      this.#record.subscribe(() => this.changed());
      void this.#record.refresh(this.me).catch(ignoreNetwork);
    }
    return this.#record;
  }

  /** Whether something that a person said in this class waits for the network. */
  get isTelling(): boolean {
    return this.#record?.waits ?? false;
  }

  /** Sends what this browser still has of roots that were replaced: of every record, whichever screen is shown. */
  async takeUpFormerWork(): Promise<void> {
    const { former, environment } = this.#options;
    const unsent = await Promise.all(
      former.map(({ holder }) => unsentRecords(environment.store, holder.holderId)),
    );
    if (unsent.flat().length === 0) return;
    await this.refreshRecord();
    if (this.mode !== 'entry') return;
    const ids = this.sequences.map(({ id }) => id);
    const seconds = this.manifest.doubleEntry === undefined ? [] : ids.map(secondKeyingOf);
    for (const sequence of [...ids, ...seconds]) await this.book(sequence);
  }

  /** Sign-ins before this one with the same code; null: not known yet, or another record says so. */
  get signInsBefore(): readonly SignedIn[] | null {
    return this.#signIn?.before ?? null;
  }

  /** Fetches the record alone, for who needs nothing else of this class. */
  async refreshRecord(): Promise<void> {
    const me = await this.askMe();
    if (me !== null) await this.record?.refresh(me).catch(ignoreNetwork);
  }

  /** The entry book of a sequence, opened once; of `secondKeyingOf(sequence)`: that of the booklets keyed twice. */
  book(sequence: string): Promise<EntryBook> {
    const held = this.#books.get(sequence);
    if (held !== undefined) return held;
    const opening = this.#openBook(sequence);
    this.#books.set(sequence, opening);
    opening.catch(() => {
      this.#books.delete(sequence);
      this.#bookFailed = true;
    });
    return opening;
  }

  /** Order numbers of the booklets that are keyed twice; null: not drawn yet; `changed` follows. */
  keyedTwice(sequence: string): readonly string[] | null {
    const rule = this.manifest.doubleEntry;
    if (rule === undefined || this.mode !== 'entry') return [];
    const orders = this.pupils.map(({ orderNumber }) => orderNumber);
    const of = orders.join(' ');
    const held = this.#drawn.get(sequence);
    if (held?.of === of) return held.orders;
    this.#drawn.set(sequence, { of, orders: null });
    void drawKeyedTwice(rule, this.manifest.campaign, sequence, orders).then((drawn) => {
      this.#drawn.set(sequence, { of, orders: drawn });
      this.changed();
    });
    return null;
  }

  /** Null until it is opened. */
  openedBook(sequence: string): EntryBook | null {
    return this.#opened.get(sequence) ?? null;
  }

  /** Items of a sequence that can be keyed; all of its items until its content is there. */
  keyableItems(sequence: string): readonly string[] {
    return (
      this.#keyable.get(sequence) ?? this.manifest.sequences.find(({ id }) => id === sequence)?.items ?? []
    );
  }

  /** Exercises of a sequence from the verified content. */
  exercises(sequence: string): Promise<readonly EntryExercise[]> {
    const held = this.#exercises.get(sequence);
    if (held !== undefined) return held;
    const listed = this.manifest.sequences.find(({ id }) => id === sequence);
    const loading = this.content.json(listed?.content ?? '').then((json) => {
      const exercises = exercisesOf(parseSequenceContent(json), listed?.day ?? null);
      const columns = exercises.flatMap((exercise) => exercise.columns);
      this.#keyable.set(
        sequence,
        columns.filter(({ mode }) => mode !== 'unsupported').map(({ item }) => item),
      );
      return exercises;
    });
    this.#exercises.set(sequence, loading);
    loading.catch(() => this.#exercises.delete(sequence));
    return loading;
  }

  stop(): void {
    this.#record?.stop();
    for (const book of this.#opened.values()) book.stop();
    for (const book of this.#books.values()) book.then((opened) => opened.stop()).catch(() => undefined);
  }

  protected override async fetchChanges(before: Reach): Promise<void> {
    const me = await this.askMe();
    const changes = await Promise.all([
      this.roster.refresh(me),
      this.participation.refresh(me),
      this.report.refresh(me),
      this.answers.refresh(me),
      this.notices.refresh(me),
      this.#opened.size > 0 ? this.#entryBase.refresh(me) : false,
    ]);
    for (const book of this.#opened.values()) book.goOnFrom(this.#keyedBefore);
    if (me !== null) {
      await this.#refreshRecord(me).catch(ignoreNetwork);
      await Promise.all(
        [...this.#opened].map(([sequence, book]) =>
          this.#refreshBook(book, sequence, me.records).catch(ignoreNetwork),
        ),
      );
    }
    const askAgain = this.#bookFailed;
    this.#bookFailed = false;
    if (before !== this.reach || changes.includes(true) || askAgain) this.changed();
  }

  async #refreshBook(book: EntryBook, sequence: string, records: Me['records']): Promise<void> {
    await book.include(await this.#pupilsOf(sequence), records);
    await book.refresh(records);
  }

  async #refreshRecord(me: Me): Promise<void> {
    const isWanted = this.#signIn !== null || this.#options.former.length > 0;
    const record = isWanted ? this.record : this.#record;
    if (record === null) return;
    await record.refresh(me);
    if (record.refused === null && (await this.#signIn?.say(record, me))) this.changed();
  }

  /** Bodies by record name. */
  get #keyedBefore(): EntryBase['records'] {
    return this.#entryBase.view.kind === 'ready' ? this.#entryBase.view.value.records : NOTHING;
  }

  async #pupilsOf(sequence: string): Promise<readonly string[]> {
    const orders = this.pupils.map(({ orderNumber }) => orderNumber);
    const second = sequenceKeyedTwice(sequence);
    const rule = this.manifest.doubleEntry;
    if (second === null || rule === undefined) return orders;
    return drawKeyedTwice(rule, this.manifest.campaign, second, orders);
  }

  async #openBook(sequence: string): Promise<EntryBook> {
    await this.refresh();
    const { session, environment, former, content } = this.#options;
    const me = this.reach === 'reached' ? this.me : null;
    await this.#entryBase.refresh(me);
    const keyed = sequenceKeyedTwice(sequence) ?? sequence;
    const book = await EntryBook.open({
      environment,
      session,
      sequence,
      pupils: await this.#pupilsOf(sequence),
      items: new Set(content.manifest.sequences.find(({ id }) => id === keyed)?.items),
      manifest: content.manifestHash,
      ceiling: content.manifest.ceilings.entry ?? 16_384,
      records: me?.records ?? null,
      entryBase: this.#keyedBefore,
      former,
    });
    await this.exercises(keyed);
    book.subscribe(() => this.changed());
    this.#opened.set(sequence, book);
    this.changed();
    return book;
  }
}
