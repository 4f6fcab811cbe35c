/**
 * What this desk tells the office: the record `desk` of a school or a class, kept and sent like any other. Two people at two
 * computers never overwrite each other: states are merged entry by entry.
 */
import {
  hasArrived,
  type RecordWriter,
  RefusedError,
  type SaveState,
  type Session,
  type SessionOptions,
  UnreachableError,
} from '@cloison/client';
import {
  DESK_RECORD,
  type DeskBody,
  type DeskEntry,
  deviceOf,
  MAX_PUPILS_OF_ENTRY,
  mergeDeskBodies,
  nextDeskCounter,
  parseDeskBody,
} from '@cloison/protocol';
import { type Bytes, type Me, ProtocolError, toHex } from '@cloison/protocol/public';
import type { RefusedVersion } from '../live/live-document.ts';
import { Observable } from '../live/observable.ts';
import { tellingsOfFormerRoots } from './former-tellings.ts';

/** An entry as a screen makes it: the record says whose edit it is. */
export type DeskWish = DistributiveOmit<DeskEntry, 'edit'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export interface DeskRecordOptions {
  readonly session: Session;
  readonly environment: SessionOptions;
  /** Hash of the manifest, as bodies state it. */
  readonly manifest: string;
  readonly ceiling: number;
  /** Sessions of roots that this record's holder had before, as far as this browser knows. */
  readonly former?: readonly Session[];
}

const APP = 'school/1';
const RETRY_MS = 2_000;

export class DeskRecord extends Observable {
  #body: DeskBody;
  #save: SaveState = { kind: 'saved' };
  readonly #options: DeskRecordOptions;
  #writer: Promise<RecordWriter> | null = null;
  #device = '';
  #computer = '';
  /** Version of the platform's head that was last read or written. */
  #version = 0;
  #saving = 0;
  /** Something that a person said has not arrived yet. */
  #isTelling = false;
  #stopped = false;
  #refused: RefusedVersion | null = null;
  #isRead = false;
  #isFull = false;
  /** Entries that were put before the platform had shown the record. */
  readonly #unread = new Set<string>();
  /** Whether what the platform showed when the record was opened did not open. */
  #isUnreadable = false;
  #toldAgain: Promise<void> | null = null;

  constructor(options: DeskRecordOptions) {
    super();
    this.#options = options;
    this.#body = { v: 1, entries: {}, manifest: options.manifest, app: APP };
  }

  get entries(): Readonly<Record<string, DeskEntry>> {
    return this.#body.entries;
  }

  /** Names this browser in this record, whatever page of it; hexadecimal, empty until the record is opened. */
  get computer(): string {
    return this.#computer;
  }

  get save(): SaveState {
    return this.#save;
  }

  /** Whether something that a person said here waits for the network. A sign-in that the page notes by itself does not count. */
  get waits(): boolean {
    return this.#isTelling && this.#save.kind !== 'closed' && this.#save.kind !== 'refused';
  }

  /** Whether the platform showed the record, or that there is none, when it was opened. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** What was put last did not fit any more, and was not kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Why the version that the platform shows is set aside; null: it is read. */
  get refused(): RefusedVersion | null {
    return this.#refused;
  }

  /** Asks (`r`) or reports (`i`). What is about more pupils than an entry holds becomes several. As `put` otherwise. */
  ask(kind: 'r' | 'i', wish: DeskWish): Promise<void> {
    return this.put(Object.fromEntries(partsOf(wish).map((part) => [this.#newId(kind), part])));
  }

  /** Random: it says nothing of anybody. */
  #newId(kind: 'r' | 'i'): string {
    return `${kind}-${toHex(this.#options.environment.random(8))}`;
  }

  /** Visible when this returns; resolves when it is sealed on this computer. */
  async put(wishes: Readonly<Record<string, DeskWish>>): Promise<void> {
    // Counted from here on: a refresh meanwhile does not stop the writer.
    this.#saving += 1;
    this.#isTelling ||= Object.values(wishes).some(({ kind }) => kind !== 'code-use');
    let writer: RecordWriter | null = null;
    try {
      writer = await this.#openToPut();
      const counter = nextDeskCounter(this.#body);
      const edited = Object.entries(wishes).map(([id, wish]): [string, DeskEntry] => [
        id,
        { ...wish, edit: [counter, this.#device] } as DeskEntry,
      ]);
      const { saves: _saves, ...rest } = this.#body;
      if (!this.#isRead) for (const id of Object.keys(wishes)) this.#unread.add(id);
      const before = this.#body.entries;
      this.#body = { ...rest, entries: { ...before, ...Object.fromEntries(edited) } };
      this.#save = { kind: 'saving' };
      this.#isFull = false;
      this.changed();
      try {
        await writer.save(this.#body);
      } catch (error) {
        if (!(error instanceof ProtocolError) || error.code !== 'body-too-large') throw error;
        this.#isFull = true;
        await writer.save(this.#without(edited, before));
      }
    } finally {
      this.#saving -= 1;
      if (writer !== null) this.#onState(writer.state);
    }
  }

  /** The body with these entries as they were before; what was put beside them meanwhile stays. */
  #without(edited: readonly (readonly [string, DeskEntry])[], before: DeskBody['entries']): DeskBody {
    const ids = new Set(edited.map(([id]) => id));
    const others = Object.entries(this.#body.entries).filter(([id]) => !ids.has(id));
    const former = Object.entries(before).filter(([id]) => ids.has(id));
    this.#body = { ...this.#body, entries: Object.fromEntries([...others, ...former]) };
    return this.#body;
  }

  /**
   * Reads entries that others at this school have made since. A version that cannot be read is set aside (`refused`): it stops
   * nothing else of the desk. Throws when the platform cannot be reached or refuses.
   */
  async refresh(me: Me | null): Promise<void> {
    const known = me?.records.find(({ name }) => name === DESK_RECORD);
    const isSaving = this.#saving > 0 || !hasArrived(this.#save);
    const former = this.#writer;
    try {
      if (former !== null && known !== undefined && known.version > this.#version) {
        // It may be this computer's own save or a colleague's: the first refresh after the save reads it.
        if (isSaving) return;
        // At once: whatever is put from now on goes to the next one.
        this.#writer = null;
        (await former).stop();
      }
      await this.#open(me ?? undefined);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#setRefused('unreadable');
      return;
    }
    if (this.#isUnreadable) {
      // Asked for again at the next refresh, as long as the platform lists a version that was not read.
      this.#setRefused('unreadable');
      return;
    }
    this.#setRefused(null);
    if (!this.#isRead) return;
    this.#version = Math.max(this.#version, known?.version ?? 0);
    this.#toldAgain ??= this.#tellAgain();
    await this.#toldAgain;
  }

  /**
   * What had not left under a root that was replaced. An entry that this record has already is newer; the office takes one that
   * it has already for the same. One that finds no room waits where it is, and keeps no other back.
   */
  async #tellAgain(): Promise<void> {
    const { former = [], environment } = this.#options;
    let isFull = false;
    for (const { entries, forget } of await tellingsOfFormerRoots(former, environment.store)) {
      let isWhole = true;
      for (const [id, { edit: _edit, ...wish }] of Object.entries(entries)) {
        if (Object.hasOwn(this.#body.entries, id)) continue;
        await this.put({ [id]: wish as DeskWish });
        if (this.#isFull) isWhole = false;
      }
      if (isWhole) await forget();
      else isFull = true;
    }
    if (!isFull) return;
    this.#isFull = true;
    this.changed();
  }

  #setRefused(refused: RefusedVersion | null): void {
    const changed = this.#refused !== refused;
    this.#refused = refused;
    if (changed) this.changed();
  }

  stop(): void {
    this.#stopped = true;
    this.#writer?.then(
      (writer) => writer.stop(),
      // Never opened.
      () => undefined,
    );
  }

  /** Where the platform does not give the record, as this computer has it: what is put goes on top of what comes later. */
  #openToPut(): Promise<RecordWriter> {
    return this.#open(undefined).catch((error: unknown) => {
      if (!(error instanceof RefusedError) && !(error instanceof ProtocolError)) throw error;
      return this.#open(null);
    });
  }

  /** `me` as `Session.writer` takes it. */
  #open(me: Me | null | undefined): Promise<RecordWriter> {
    this.#writer ??= this.#resume(me).catch((error: unknown) => {
      this.#writer = null;
      throw error;
    });
    return this.#writer;
  }

  async #resume(me: Me | null | undefined): Promise<RecordWriter> {
    const { session, environment, ceiling } = this.#options;
    const { holderId } = session.holder;
    const device: Bytes = await deviceOf(await environment.store.secret(holderId), holderId);
    this.#device = toHex(device);
    this.#computer = toHex(await deviceOf(await environment.store.secret(), holderId));
    const { writer, resumed, fresh } = await session.writer(
      DESK_RECORD,
      ceiling,
      (state) => this.#onState(state),
      me,
    );
    this.#isRead = fresh;
    this.#isUnreadable = resumed.unreadable === true;
    if (resumed.body !== null) {
      this.#body = mergeDeskBodies(this.#body, parseDeskBody(resumed.body));
      this.#body = { ...this.#body, manifest: this.#options.manifest, app: APP };
    }
    this.changed();
    return writer;
  }

  #onState(state: SaveState): void {
    this.#save = state.kind === 'saved' && this.#saving > 0 ? { kind: 'saving' } : state;
    if (hasArrived(this.#save)) this.#isTelling = false;
    if (state.kind === 'conflict') void this.#merge();
    this.changed();
  }

  /** What was put without knowing the record is newer than whatever it says of the same. */
  #newerThan(theirs: DeskBody): DeskBody {
    const counter = nextDeskCounter(theirs);
    const entries = Object.entries(this.#body.entries).map(([id, entry]): [string, DeskEntry] =>
      this.#unread.has(id) ? [id, { ...entry, edit: [counter, this.#device] }] : [id, entry],
    );
    this.#unread.clear();
    return { ...this.#body, entries: Object.fromEntries(entries) };
  }

  /** Somebody else at this school has saved an entry meanwhile: the entries are merged. */
  async #merge(): Promise<void> {
    const { session, environment } = this.#options;
    while (!this.#stopped) {
      try {
        const head = await session.recordHead(DESK_RECORD);
        const writer = await this.#writer;
        if (writer === null) return;
        // There is one, or there would be no conflict.
        if (head === null) throw new UnreachableError('no head after a conflict');
        const theirs = parseDeskBody((await session.openRecord(DESK_RECORD, head)).body);
        this.#body = mergeDeskBodies(this.#newerThan(theirs), theirs);
        await writer.takeOver(head, this.#body);
        this.changed();
        return;
      } catch (error) {
        // What does not open is the host's doing: the next answer may be better.
        const isHosts =
          error instanceof UnreachableError ||
          error instanceof RefusedError ||
          error instanceof ProtocolError;
        if (!isHosts) throw error;
        await environment.sleep(RETRY_MS, new AbortController().signal);
      }
    }
  }
}

function partsOf(wish: DeskWish): readonly DeskWish[] {
  if (!('orderNumbers' in wish) || wish.orderNumbers.length <= MAX_PUPILS_OF_ENTRY) return [wish];
  const { orderNumbers } = wish;
  return Array.from({ length: Math.ceil(orderNumbers.length / MAX_PUPILS_OF_ENTRY) }, (_, i) => ({
    ...wish,
    orderNumbers: orderNumbers.slice(i * MAX_PUPILS_OF_ENTRY, (i + 1) * MAX_PUPILS_OF_ENTRY),
  }));
}
