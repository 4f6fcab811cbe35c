/**
 * The entry records of one class and sequence: one sealed record a pupil, each with a writer made at its first edit.
 *
 * Guarantees to the teacher:
 * - what was keyed is sealed on this computer when `apply` returns, or its row says `keeping`; it is said to be saved only
 *   when the platform has it;
 * - two teachers of a class never overwrite each other: a record that moved is opened and merged cell by cell, and a
 *   cell that both wrote differently keeps both values until somebody chooses;
 * - unsent work found at the start (a crash, another root of the class) is taken up again;
 * - a record that cannot be read keeps no other from being read and saved, and is read once it can be.
 * No DOM: simulations use it in Node as screens do.
 */
import {
  hasArrived,
  type PlatformApi,
  RecordWriter,
  RefusedError,
  type SaveState,
  type Session,
  type SessionOptions,
  type StoredRecord,
  UnreachableError,
} from '@cloison/client';
import {
  deviceOf,
  type EntryBody,
  entryRecordName,
  hasCellsOf,
  joinVectors,
  mergeEntryBodies,
  parseEntryBody,
  vectorFollows,
} from '@cloison/protocol';
import {
  type Bytes,
  type Me,
  ProtocolError,
  parseEnvelopeHeader,
  sha256,
  toBase64Url,
  toHex,
} from '@cloison/protocol/public';
import {
  type CellContent,
  emptyBody,
  entryOfSequence,
  overKeyedBefore,
  withContents,
} from './cell-content.ts';
import { limitConcurrency } from './concurrency-limit.ts';
import { type FormerWork, workOfFormerRoots } from './former-roots.ts';

export interface EntryBookOptions {
  readonly environment: SessionOptions;
  /** Session of the class. */
  readonly session: Session;
  readonly sequence: string;
  /** Order numbers. */
  readonly pupils: readonly string[];
  /** Of the sequence. */
  readonly items: ReadonlySet<string>;
  /** Hash of the manifest, as bodies state it. */
  readonly manifest: string;
  /** `manifest.ceilings.entry`. */
  readonly ceiling: number;
  /** Versions of the class's records on the platform; null: it cannot be reached. */
  readonly records: Me['records'] | null;
  /** Bodies to go on from, of a root that was replaced or of another class, by record name. */
  readonly entryBase: Readonly<Record<string, unknown>>;
  /** Sessions of roots that this class had before, as far as this browser knows. */
  readonly former: readonly Session[];
}

export interface EntryRow {
  readonly pupil: string;
  readonly body: EntryBody;
  readonly save: SaveState;
}

export interface EntryEdit {
  readonly pupil: string;
  readonly item: string;
  readonly content: CellContent;
}

interface Row {
  readonly pupil: string;
  readonly name: string;
  body: EntryBody;
  /** State that this browser and the platform last had in common. */
  base: EntryBody | null;
  /** Head that a writer would begin from. */
  head: Bytes | null | 'unknown';
  headVersion: number;
  headHash: string | null;
  writer: Promise<RecordWriter> | null;
  save: SaveState;
  /** Saves that are not sealed on this computer yet. */
  sealing: number;
  /** What the platform showed when the book was opened could not be read, and nothing was keyed since. */
  isUnread: boolean;
  /** The part of the `entryBase` over which `body` was read. */
  keyedBefore: unknown;
}

type KnownRecords = ReadonlyMap<string, Me['records'][number]>;

/** Requests at once, reading and writing: a whole country opens its classes at the same hour. */
const AT_ONCE = 4;
const MERGE_RETRY_MS = 2_000;
const LONGEST_MERGE_RETRY_MS = 30_000;

export class EntryBook {
  readonly sequence: string;
  readonly device: string;
  readonly #options: EntryBookOptions;
  readonly #deviceBytes: Bytes;
  readonly #api: PlatformApi;
  /** By order number. */
  readonly #rows = new Map<string, Row>();
  /** By the name of the record, those that are being read among them. */
  readonly #byName = new Map<string, Row>();
  readonly #limited = limitConcurrency(AT_ONCE);
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  #entryBase: Readonly<Record<string, unknown>>;
  #view: ReadonlyMap<string, EntryRow> = new Map();
  #refused: 'unreadable' | null = null;
  #working = new Set<Promise<unknown>>();

  private constructor(options: EntryBookOptions, device: Bytes) {
    this.#options = options;
    this.#entryBase = options.entryBase;
    this.sequence = options.sequence;
    this.#deviceBytes = device;
    this.device = toHex(device);
    const { api } = options.environment;
    this.#api = {
      ...api,
      putRecord: (access, name, envelope) =>
        this.#limited(async () => {
          const outcome = await api.putRecord(access, name, envelope);
          const row = this.#byName.get(name);
          if (outcome.kind === 'saved' && row !== undefined) await noteHead(row, envelope);
          return outcome;
        }),
    };
  }

  static async open(options: EntryBookOptions): Promise<EntryBook> {
    const { environment, session, pupils, sequence, records, former } = options;
    const { store } = environment;
    const { holderId } = session.holder;
    const device = await deviceOf(await store.secret(holderId), holderId);
    const book = new EntryBook(options, device);
    await book.#addRows(pupils, records);
    for (const work of await workOfFormerRoots(former, sequence, pupils, store)) await book.#carryOver(work);
    book.#changed();
    return book;
  }

  /** One row a pupil, those who came later last. A row that did not change stays the same object. */
  get rows(): ReadonlyMap<string, EntryRow> {
    return this.#view;
  }

  /** Why versions that the platform showed at the last refresh were set aside; null: all were read. */
  get refused(): 'unreadable' | null {
    return this.#refused;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One gesture. Visible and in the journal when this returns; resolves when it is sealed in the store. */
  async apply(edits: readonly EntryEdit[]): Promise<void> {
    const touched = [...new Set(edits.map(({ pupil }) => pupil))].map((pupil) => {
      const row = this.#rows.get(pupil);
      if (row === undefined) throw new Error('No such pupil in this book');
      const changes = edits.filter((edit) => edit.pupil === pupil);
      row.body = withContents(row.body, changes, this.device);
      return row;
    });
    const sealed = Promise.all(touched.map((row) => this.#save(row)));
    this.#track(sealed);
    this.#changed();
    await sealed;
  }

  /**
   * Opens again the records that others have written, by the versions that `me` lists. One that cannot be read is set aside
   * (`refused`). Throws, once all others are read, when the platform cannot be reached or refuses one.
   */
  async refresh(records: Me['records']): Promise<void> {
    const known = new Map(records.map((record) => [record.name, record]));
    const moved = [...this.#rows.values()].filter((row) => {
      const record = known.get(row.name);
      return (
        record !== undefined &&
        record.hash !== row.headHash &&
        record.version >= row.headVersion &&
        (row.isUnread || isIdle(row))
      );
    });
    if (moved.length === 0 && this.#refused === null) return;
    const read = await Promise.allSettled(moved.map((row) => this.#limited(() => this.#reload(row))));
    // Not within the limit of requests, for which a save waits too.
    for (const one of read)
      if (one.status === 'fulfilled' && one.value !== null) this.#track(this.#save(one.value));
    const errors = read.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
    this.#refused = errors.some((error) => error instanceof ProtocolError) ? 'unreadable' : null;
    this.#changed();
    for (const error of errors) if (!(error instanceof ProtocolError)) throw error;
  }

  /**
   * Takes a newer `entryBase`. What was keyed on this page stands. A record that is being saved is read over it once that is done:
   * call this at each look.
   */
  goOnFrom(entryBase: Readonly<Record<string, unknown>>): void {
    this.#entryBase = entryBase;
    let hasChanged = false;
    for (const row of this.#rows.values()) {
      const part = this.#partOf(row);
      if (row.keyedBefore === part || row.isUnread || !isIdle(row)) continue;
      const [former, before] = [this.#keyedBefore(row.keyedBefore), this.#keyedBefore(part)];
      row.keyedBefore = part;
      row.body = overKeyedBefore(row.body, before, { former, device: this.device });
      row.base = row.body;
      hasChanged = true;
    }
    if (hasChanged) this.#changed();
  }

  /** Adds a row for each of these who has none: pupils who have come to the class since the book was opened. */
  async include(pupils: readonly string[], records: Me['records']): Promise<void> {
    const newcomers = pupils.filter((pupil) => !this.#rows.has(pupil));
    if (newcomers.length === 0) return;
    await this.#addRows(newcomers, records);
    this.#changed();
  }

  retryNow(): void {
    for (const row of this.#rows.values()) void row.writer?.then((writer) => writer.retryNow());
  }

  /** Envelopes that the platform has not acknowledged: the content of a rescue file. */
  async unacknowledged(): Promise<readonly Bytes[]> {
    const writers = await Promise.all([...this.#rows.values()].map(({ writer }) => writer));
    return writers.flatMap((writer) => writer?.unacknowledged() ?? []);
  }

  /** Resolves when nothing more happens by itself. */
  async settled(): Promise<void> {
    do {
      await Promise.allSettled([...this.#working]);
      for (const { writer } of this.#rows.values()) await (await writer)?.settled();
    } while (this.#working.size > 0);
  }

  stop(): void {
    this.#stop.abort();
    for (const { writer } of this.#rows.values()) stopOnceOpened(writer);
    this.#listeners.clear();
  }

  /** Rows as the platform and this computer have them; with `records` null, as this computer has them. */
  async #addRows(pupils: readonly string[], records: Me['records'] | null): Promise<void> {
    const { session, environment, sequence, manifest } = this.#options;
    const { holderId, namesKey } = session.holder;
    const pending = new Set((await environment.store.pendingRecords(holderId)).map(({ name }) => name));
    const known = records === null ? null : new Map(records.map((record) => [record.name, record]));
    // A limit of its own: recovering unsent work makes requests that wait for the limit of the book.
    const loading = limitConcurrency(AT_ONCE);
    const rows = await Promise.all(
      pupils.map((pupil) =>
        loading(async () => {
          const name = await entryRecordName(namesKey, sequence, pupil);
          const row: Row = {
            pupil,
            name,
            body: emptyBody(manifest),
            base: null,
            head: known === null ? 'unknown' : null,
            headVersion: 0,
            headHash: null,
            writer: null,
            save: { kind: 'saved' },
            sealing: 0,
            isUnread: false,
            keyedBefore: undefined,
          };
          row.keyedBefore = this.#partOf(row);
          this.#byName.set(name, row);
          await this.#load(row, known, pending.has(name));
          return row;
        }),
      ),
    );
    for (const row of rows) this.#rows.set(row.pupil, row);
  }

  /** A record that cannot be read (altered, or not an entry) is set apart, and stops nothing else. */
  async #load(row: Row, known: KnownRecords | null, hasPending: boolean): Promise<void> {
    try {
      await this.#read(row, known, hasPending);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      row.save = { kind: 'refused', code: 'bad-envelope' };
      row.isUnread = true;
    }
  }

  async #read(row: Row, known: KnownRecords | null, hasPending: boolean): Promise<void> {
    const { session, environment } = this.#options;
    const listed = known?.get(row.name);
    const stored = await environment.store.readRecord(session.holder.holderId, row.name);
    row.base = this.#keyedBefore(row.keyedBefore);
    row.body = row.base ?? row.body;
    const storedHash = stored.head === null ? null : toBase64Url(await sha256(stored.head));
    if (known === null) {
      if (stored.head !== null) await this.#takeHead(row, stored.head);
      row.head = 'unknown';
    } else if (listed !== undefined) {
      const head =
        listed.hash === storedHash && stored.head !== null ? stored.head : await session.recordHead(row.name);
      if (head !== null) await this.#takeHead(row, head);
    }
    // What was called late is newer than what was saved before.
    const held = stored.late ?? stored.head;
    if (known === null || held === null) {
      if (hasPending || held !== stored.head) await this.#recover(row, stored, false);
      return;
    }
    const order = row.head instanceof Uint8Array ? await this.#order(row, row.head, held) : 'newer';
    const forgotten = row.headVersion < versionOf(held) || (order === 'older' && held === stored.late);
    if (hasPending || forgotten || order === 'beside') await this.#recover(row, stored, order === 'beside');
  }

  /** How a head that the platform shows stands to one that this computer has. */
  async #order(row: Row, shown: Uint8Array, held: Uint8Array): Promise<'newer' | 'older' | 'beside'> {
    const [theirs, ours] = await Promise.all([this.#open(row, shown), this.#open(row, held)]);
    // Of very many computers, by the cells themselves.
    if (theirs.saves === undefined || ours.saves === undefined)
      return hasCellsOf(theirs, ours) ? 'newer' : 'beside';
    if (vectorFollows(theirs.saves, ours.saves)) return 'newer';
    return vectorFollows(joinVectors(theirs.saves, ours.saves), ours.saves) ? 'beside' : 'older';
  }

  async #takeHead(row: Row, head: Bytes): Promise<void> {
    row.body = await this.#open(row, head);
    row.base = row.body;
    row.head = head;
    await noteHead(row, head);
  }

  async #open(row: Row, envelope: Uint8Array): Promise<EntryBody> {
    const { session, items, manifest } = this.#options;
    const body = parseEntryBody((await session.openRecord(row.name, envelope)).body);
    return overKeyedBefore(entryOfSequence(body, items, manifest), this.#keyedBefore(row.keyedBefore));
  }

  /** Of the entry base: under roots that were replaced, or by another class; null: nothing, as far as this page knows. */
  #keyedBefore(part: unknown): EntryBody | null {
    const { items, manifest } = this.#options;
    return part === undefined ? null : entryOfSequence(parseEntryBody(part), items, manifest);
  }

  /** Undefined: none. */
  #partOf({ name }: Row): unknown {
    return Object.hasOwn(this.#entryBase, name) ? this.#entryBase[name] : undefined;
  }

  /**
   * Recovers unsent work of an earlier run of this browser, and what was saved and is not behind what the platform shows
   * (`isBeside`). It goes on, or is merged into what others have written since.
   */
  async #recover(
    row: Row,
    stored: Pick<StoredRecord, 'draft' | 'inFlight' | 'head' | 'late'>,
    isBeside: boolean,
  ) {
    const unsent = stored.draft ?? stored.inFlight;
    const kept = unsent ?? (isBeside ? (stored.late ?? stored.head) : null);
    const mine = kept === null ? null : await this.#open(row, kept);
    const common = stored.head === null || isBeside ? null : await this.#open(row, stored.head);
    const opening = this.#resume(row);
    row.writer = opening.then(({ writer }) => writer);
    row.writer.catch(() => {
      // Of a record that cannot be read; the next edit tries again.
      row.writer = null;
    });
    const { writer, resumed } = await opening;
    row.save = writer.state;
    if (resumed.source === 'local') row.body = parseEntryBody(resumed.body);
    if ((resumed.diverged || isBeside) && mine !== null) {
      row.body = mergeEntryBodies(mine, row.body, common);
      await this.#save(row);
    }
  }

  async #resume(row: Row) {
    const { session, environment, ceiling } = this.#options;
    const { store, random, sleep } = environment;
    const { holder, journal } = session;
    const { name } = row;
    const device = this.#deviceBytes;
    const writer = { holder, name, ceiling, api: this.#api, store, journal, device, random, sleep };
    const onState = (state: SaveState) => this.#onState(row, state);
    return RecordWriter.resume({ ...writer, onState }, row.head);
  }

  async #save(row: Row): Promise<void> {
    row.sealing += 1;
    row.isUnread = false;
    // First of all: opening a writer takes time, and the page may be closed meanwhile.
    const { session, ceiling } = this.#options;
    const kept = session.journal.keep(row.name, {
      body: row.body,
      final: false,
      ceiling,
      behind: null,
    });
    if (!kept) row.save = { kind: 'keeping' };
    else if (row.save.kind === 'saved' || row.save.kind === 'late') row.save = { kind: 'saving' };
    row.writer ??= this.#resume(row).then(({ writer }) => writer);
    try {
      const writer = await row.writer;
      await writer.save(row.body);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      row.writer = null;
      row.save = { kind: 'refused', code: 'bad-envelope' };
      this.#changed();
    } finally {
      row.sealing -= 1;
    }
  }

  #onState(row: Row, state: SaveState): void {
    row.save = state.kind === 'saved' && row.sealing > 0 ? { kind: 'saving' } : state;
    if (row.save.kind === 'saved') row.base = row.body;
    if (state.kind === 'conflict') this.#track(this.#merge(row));
    this.#changed();
  }

  /** Another teacher has saved this record: merges both states and saves the result above theirs. Tries until it can. */
  async #merge(row: Row): Promise<void> {
    const writer = await row.writer;
    let retryMs = MERGE_RETRY_MS;
    while (writer !== null && writer !== undefined && !this.#stop.signal.aborted) {
      try {
        const head = await this.#limited(() => this.#options.session.recordHead(row.name));
        if (head === null) throw new UnreachableError('a record that was in conflict is gone');
        const theirs = await this.#open(row, head);
        const merged = mergeEntryBodies(row.body, theirs, row.base);
        row.body = merged;
        row.base = theirs;
        // At once: a key is pressed on what the screen shows.
        this.#changed();
        await noteHead(row, head);
        await writer.takeOver(head, merged);
        if (row.body !== merged) await writer.save(row.body);
        this.#changed();
        return;
      } catch (error) {
        row.save = stateWithoutHead(error);
        this.#changed();
        await this.#options.environment.sleep(retryMs, this.#stop.signal);
        retryMs = Math.min(retryMs * 2, LONGEST_MERGE_RETRY_MS);
      }
    }
  }

  /**
   * Resolves to the row where it has to be saved: what the platform shows goes on from another state, and both are merged. A
   * platform that shows an older state has gone back, or lies: what is here stays.
   */
  async #reload(row: Row): Promise<Row | null> {
    const { session, environment } = this.#options;
    const before = row.body;
    const head = await session.recordHead(row.name);
    if (head === null) return null;
    const body = await this.#open(row, head);
    const stored = await environment.store.readRecord(session.holder.holderId, row.name);
    const shown = row.writer === null && row.head instanceof Uint8Array ? row.head : stored.head;
    const held = stored.late ?? shown;
    const order = held === null ? 'newer' : await this.#order(row, head, held);
    if (order === 'older' || row.body !== before || !(row.isUnread || isIdle(row))) return null;
    if (row.isUnread) row.save = { kind: 'saved' };
    row.isUnread = false;
    const writer = row.writer;
    row.writer = null;
    row.body = order === 'beside' ? mergeEntryBodies(before, body, row.base) : body;
    row.base = body;
    row.head = head;
    row.headVersion = 0;
    // Before the other records are read: a key is pressed on what the screen shows.
    this.#changed();
    await noteHead(row, head);
    stopOnceOpened(writer);
    return order === 'beside' ? row : null;
  }

  async #carryOver({ pupil, body, forget }: FormerWork): Promise<void> {
    const row = this.#rows.get(pupil);
    if (row === undefined) return;
    row.body = mergeEntryBodies(body, row.body, null);
    await this.#save(row);
    await forget();
  }

  #track(work: Promise<unknown>): void {
    this.#working.add(work);
    const done = () => this.#working.delete(work);
    work.then(done, done);
  }

  #changed(): void {
    const view = new Map<string, EntryRow>();
    for (const { pupil, body, save } of this.#rows.values()) {
      const before = this.#view.get(pupil);
      const same = before !== undefined && before.body === body && before.save.kind === save.kind;
      view.set(pupil, same ? before : { pupil, body, save });
    }
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}

async function noteHead(row: Row, envelope: Uint8Array): Promise<void> {
  const version = versionOf(envelope);
  const hash = toBase64Url(await sha256(envelope));
  if (version < row.headVersion) return;
  row.headVersion = version;
  row.headHash = hash;
}

function isIdle(row: Row): boolean {
  return row.sealing === 0 && hasArrived(row.save);
}

/** Why the head of a record that is in conflict was not read. */
function stateWithoutHead(error: unknown): SaveState {
  if (error instanceof UnreachableError) return { kind: 'waiting', reason: 'offline' };
  if (!(error instanceof RefusedError)) return { kind: 'refused', code: 'bad-envelope' };
  const { code } = error;
  const isBusy = code === 'busy' || code === 'too-many-requests';
  return isBusy ? { kind: 'waiting', reason: 'offline' } : { kind: 'refused', code };
}

function versionOf(envelope: Uint8Array): number {
  return parseEnvelopeHeader(envelope).version;
}

/** A writer that could not be opened, of a record that cannot be read, has nothing to stop. */
function stopOnceOpened(writer: Promise<RecordWriter> | null): void {
  writer?.then(
    (opened) => opened.stop(),
    () => undefined,
  );
}
