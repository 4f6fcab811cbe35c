/**
 * A person's session: from a typed code to opened documents and records. Nothing of it is kept when the page goes:
 * the code is typed again.
 */
import {
  type AccessCode,
  type Argon2id,
  deviceOf,
  type Holder,
  type OpenedEnvelope,
  open,
  openHolder,
  openRouting,
  rootFromCode,
} from '@cloison/protocol';
import {
  type Bytes,
  campaignIdOf,
  equalBytes,
  fromBase64Url,
  type Me,
  ProtocolError,
  type ProtocolErrorCode,
  parseEnvelopeHeader,
  patternOf,
  sha256,
} from '@cloison/protocol/public';
import { type PlatformApi, RefusedError, UnreachableError } from '../platform/api.ts';
import { limitTogether } from '../platform/time-limit.ts';
import { Journal } from '../saving/journal.ts';
import { RecordWriter } from '../saving/record-writer.ts';
import type { RecordWriterOptions, Resumed } from '../saving/record-writer-options.ts';
import { wasSentBeside } from '../saving/save-state.ts';
import { type BrowserStore, hashOfNewest, unsentRecords } from '../storage/browser-store.ts';
import type { DocumentAuthority } from './keyring-authority.ts';

export interface SessionOptions {
  readonly campaign: string;
  readonly api: PlatformApi;
  readonly store: BrowserStore;
  readonly random: (length: number) => Bytes;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface ReadDocument<T> {
  readonly value: T;
  readonly version: number;
  /** Whether the platform was asked. */
  readonly fresh: boolean;
  /** Why what the platform showed was set aside for this one; null: nothing was. */
  readonly refused: WhyRefused | null;
}

/** `older`: than a version that this browser has; `withheld`: the platform says that there is none. */
export type WhyRefused = ProtocolErrorCode | 'older' | 'withheld';

export class Session {
  readonly holder: Holder;
  /** Has each state of this holder's records until the store has it. */
  readonly journal: Journal;
  readonly #options: SessionOptions;
  /** Documents of this holder must be signed with its key; null: the holder is one person, or the campaign signs none. */
  readonly #authority: DocumentAuthority | null;
  #api: PlatformApi;

  private constructor(
    holder: Holder,
    journal: Journal,
    options: SessionOptions,
    authority: DocumentAuthority | null,
  ) {
    this.holder = holder;
    this.#authority = authority;
    this.journal = journal;
    this.#options = options;
    this.#api = options.api;
  }

  /** Derives the holder of a code, without a request. Whether the code exists, `me` answers. */
  static async fromCode(code: AccessCode, argon2id: Argon2id, options: SessionOptions): Promise<Session> {
    const campaignId = await campaignIdOf(options.campaign);
    return Session.fromRoot(await rootFromCode(code, campaignId, argon2id), options);
  }

  /**
   * Session of a holder whose root came in a keyring, with the `authority` of that keyring: several people have the root. Turns
   * what the journal still holds into drafts.
   */
  static async fromRoot(
    root: Uint8Array,
    options: SessionOptions,
    authority: DocumentAuthority | null = null,
  ): Promise<Session> {
    const holder = await openHolder(root, await campaignIdOf(options.campaign));
    const journal = await Journal.open(options.store, holder, options.random);
    return new Session(holder, journal, options, authority);
  }

  /**
   * Runs `work` with one limit for all of its calls together. What has not answered by then counts as unanswered, so that what
   * this browser has is used; content is not cut off. What is saved meanwhile has its own patience.
   */
  async withinTime<T>(ms: number, work: (api: PlatformApi) => Promise<T>): Promise<T> {
    const { api } = this.#options;
    const limited = limitTogether(api, AbortSignal.timeout(ms));
    this.#api = limited.api;
    try {
      return await work(limited.api);
    } finally {
      limited.lift();
      this.#api = api;
    }
  }

  /**
   * Windows, versions, server time; throws `RefusedError` or `UnreachableError`. A platform that answers for another
   * holder is not believed.
   */
  async me(): Promise<Me> {
    const me = await this.#api.me(this.holder.access);
    if (!equalBytes(fromBase64Url(me.holder), this.holder.holderId))
      throw new UnreachableError('another holder');
    return me;
  }

  /**
   * Opens and parses the newest version of a document. The version that this browser has seen before is used instead when the
   * platform cannot be reached, when it gives an older one or says that there is none, and when the newer one does not open,
   * lacks its signature or cannot be parsed. Null: there is none. Throws `ProtocolError` when every version there is was
   * refused. Where a signature does not hold, the keyring is asked for once more: the authority may have another key by now.
   */
  async document<T>(name: string, parse: (body: unknown) => T): Promise<ReadDocument<T> | null> {
    try {
      const document = await this.#document(name, parse);
      return document?.refused === 'envelope-signature' && (await this.#hasNewAuthority())
        ? await this.#document(name, parse)
        : document;
    } catch (error) {
      if (!isUnsigned(error) || !(await this.#hasNewAuthority())) throw error;
      return this.#document(name, parse);
    }
  }

  async #hasNewAuthority(): Promise<boolean> {
    return (await this.#authority?.renew()) ?? false;
  }

  async #document<T>(name: string, parse: (body: unknown) => T): Promise<ReadDocument<T> | null> {
    const { store } = this.#options;
    const api = this.#api;
    const { holderId, access } = this.holder;
    const held = await store.readDocument(holderId, name);
    if (held === null) {
      const first = await api.document(access, name, null).catch(noneIfNotFound);
      return first === null ? null : this.#readNew(name, first, parse);
    }
    let shown: Bytes | null;
    try {
      shown = await api.document(access, name, await sha256(held));
    } catch (error) {
      if (error instanceof UnreachableError) return this.#read(name, held, parse, { fresh: false });
      noneIfNotFound(error);
      return this.#read(name, held, parse, { refused: 'withheld' });
    }
    if (shown === null) return this.#read(name, held, parse);
    try {
      if (parseEnvelopeHeader(shown).version < parseEnvelopeHeader(held).version)
        return await this.#read(name, held, parse, { refused: 'older' });
      return await this.#readNew(name, shown, parse);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#read(name, held, parse, { refused: error.code });
    }
  }

  /** The newest version that this browser has seen, without asking the platform; null: it has seen none. */
  async heldDocument<T>(name: string, parse: (body: unknown) => T): Promise<ReadDocument<T> | null> {
    const held = await this.#options.store.readDocument(this.holder.holderId, name);
    return held === null ? null : this.#read(name, held, parse, { fresh: false });
  }

  async #readNew<T>(name: string, envelope: Bytes, parse: (body: unknown) => T): Promise<ReadDocument<T>> {
    const document = await this.#read(name, envelope, parse);
    await this.#options.store.writeDocument(this.holder.holderId, name, envelope).catch(() => undefined);
    return document;
  }

  async #read<T>(
    name: string,
    envelope: Bytes,
    parse: (body: unknown) => T,
    { fresh = true, refused = null }: Partial<Pick<ReadDocument<T>, 'fresh' | 'refused'>> = {},
  ): Promise<ReadDocument<T>> {
    const { body, header } = await this.#openDocument(name, envelope);
    return { value: parse(body), version: header.version, fresh, refused };
  }

  #openDocument(name: string, envelope: Uint8Array): Promise<OpenedEnvelope> {
    return this.#authority === null
      ? open(this.holder, envelope, { kind: 'document', name })
      : this.#authority.open(this.holder, envelope, name);
  }

  /** The opening key of a sequence's sealed content; throws `RefusedError` before the opening. */
  async contentKey(sequence: string): Promise<Bytes> {
    return this.#api.key(this.holder.access, sequence);
  }

  /**
   * The routing tables of a stage, opened, still to be parsed. Throws `RefusedError` (`not-released` before the platform has
   * the final record of that name), `UnreachableError`, or `ProtocolError` for what is not what it should be.
   */
  async routing(name: string, key: Uint8Array): Promise<unknown> {
    const { holderId, access } = this.holder;
    const sealed = await this.#api.routing(access, name);
    const campaignId = await campaignIdOf(this.#options.campaign);
    return openRouting(key, { campaignId, holderId, name }, sealed);
  }

  /** The newest envelope of a record on the platform, null when there is none yet. */
  async recordHead(name: string): Promise<Bytes | null> {
    return this.#api.record(this.holder.access, name);
  }

  /** Opens a record's envelope of this holder. */
  async openRecord(
    name: string,
    envelope: Uint8Array,
  ): Promise<{ body: unknown; final: boolean; hash: Bytes }> {
    const { body, header, hash } = await open(this.holder, envelope, { kind: 'record-or-final', name });
    return { body, final: header.kind === 'final', hash };
  }

  /**
   * Sends all that this browser still has of a code that was replaced. The platform answers as it does to an unknown code, and
   * keeps it beside the record. Nothing is let go of here: the platform may only not know the code. Returns how many records
   * it was sent all there is of.
   */
  async sendBeside(): Promise<number> {
    const { holderId, access } = this.holder;
    const api = this.#api;
    let sent = 0;
    for (const { name, record, markBeside } of await unsentRecords(this.#options.store, holderId)) {
      let isSent = true;
      for (const envelope of [record.inFlight, record.draft])
        if (envelope !== null)
          isSent = (await wasSentBeside(api.putRecord(access, name, envelope))) && isSent;
      const hash = await hashOfNewest(record);
      if (!isSent || hash === null) continue;
      sent++;
      await markBeside(hash).catch(() => undefined);
    }
    return sent;
  }

  /**
   * Resumes a record: from the platform when it answers, else from what this browser has. `known` is what `me` has just
   * said, null when the platform could not be reached: a record that it does not list, in an open window, is new and not
   * fetched. If another device writes it first, the first save finds the conflict. `fresh`: whether the platform answered.
   */
  async writer(
    name: string,
    ceiling: number,
    onState?: RecordWriterOptions['onState'],
    known?: Me | null,
  ): Promise<{ writer: RecordWriter; resumed: Resumed; fresh: boolean }> {
    const { api, store, random, sleep } = this.#options;
    const { holderId } = this.holder;
    const device = await deviceOf(await store.secret(holderId), holderId);
    const head = await this.#headToResume(name, known);
    const { holder, journal } = this;
    const base = { holder, name, ceiling, api, store, journal, device, random, sleep };
    const opened = await RecordWriter.resume(onState === undefined ? base : { ...base, onState }, head);
    return { ...opened, fresh: head !== 'unknown' };
  }

  async #headToResume(name: string, known: Me | null | undefined): Promise<Bytes | null | 'unknown'> {
    if (known === null) return 'unknown';
    if (known !== undefined && isNew(known, name)) return null;
    return this.recordHead(name).catch((error) => {
      if (error instanceof UnreachableError) return 'unknown' as const;
      throw error;
    });
  }
}

function isUnsigned(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === 'envelope-signature';
}

/** Null where the platform says that there is none; throws the error again where it says something else. */
function noneIfNotFound(error: unknown): null {
  if (error instanceof RefusedError && error.code === 'not-found') return null;
  throw error;
}

/** Outside its window a record is fetched all the same, because the platform's refusal has the dates. */
function isNew({ now, windows, records }: Me, name: string): boolean {
  const pattern = patternOf(name);
  const window = Object.hasOwn(windows, pattern) ? windows[pattern] : undefined;
  if (window === undefined || records.some((record) => record.name === name)) return false;
  const nowMs = Date.parse(now);
  return nowMs >= Date.parse(window.opens) && nowMs < Date.parse(window.closes);
}
