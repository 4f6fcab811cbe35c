/** Staff at a computer, teachers and heads: the school app's desks and entry books, without its screens. */
import { type BrowserStore, RefusedError, UnreachableError } from '@cloison/client';
import { parseCode } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { type Bytes, ProtocolError } from '@cloison/protocol/public';
import { Desk, signIn, signInFailure } from '../../../apps/school/src/desk/desk.ts';
import type { DeskWish } from '../../../apps/school/src/desk/desk-record.ts';
import type { EntryBook } from '../../../apps/school/src/entry-records/entry-book.ts';
import { runtime } from '../runtime/install.ts';
import { Page } from './page.ts';
import type { Watcher } from './pupil.ts';

const TRY_AGAIN_MS = 5_000;
const TRIES = 8;
const ITEMS = ['l1', 'l2', 'l3', 'l4'] as const;

export class StaffPage {
  readonly page: Page;
  readonly who: string;
  readonly machine: number;
  readonly #watcher: Watcher;
  readonly #code: string;
  #desk: Desk | null = null;
  /** Of the class by entry; null for a head, who keys nothing. */
  #book: EntryBook | null = null;

  constructor(watcher: Watcher, who: string, machine: number, code: string, store: BrowserStore) {
    this.#watcher = watcher;
    this.who = who;
    this.machine = machine;
    this.#code = code;
    this.page = new Page(store, watcher.fetch(`${who}@${machine}`), watcher);
  }

  async open(): Promise<void> {
    for (let tries = 0; tries < TRIES && !this.page.isGone; tries++) {
      try {
        const desk = await signIn(parseCode(this.#code, 'staff'), argon2id, this.page.options);
        if (this.page.isGone) return;
        if (!(desk instanceof Desk)) throw new Error(`${this.who} has the code of an area`);
        const [own] = desk.classes;
        if (desk.school === null && own !== undefined) {
          await own.refresh();
          // Without a roster there is nobody to key.
          if (own.pupils.length === 0) throw new UnreachableError('no roster yet');
          this.#book = await own.book('lettres');
        }
        this.#desk = desk;
        return;
      } catch (error) {
        this.#expected(error);
        await this.page.sleep(TRY_AGAIN_MS);
      }
    }
  }

  /** Keys one cell: of the first pupil of the class, or the second. */
  answer(item: number, value: string): void {
    const pupil = this.#desk?.classes[0]?.pupils[item % 2]?.orderNumber;
    const id = ITEMS[item];
    if (this.#book === null || pupil === undefined || id === undefined) return;
    const content = value === 'C' ? ({ kind: 'noAnswer' } as const) : ({ kind: 'value', value } as const);
    this.#book.apply([{ pupil, item: id, content }]).catch((error: unknown) => this.#expected(error));
  }

  /** Reads whatever is new: rosters, participation, reports, answers of the office. */
  read(): void {
    const desks = [...(this.#desk?.classes ?? []), this.#desk?.school ?? null];
    for (const desk of desks) desk?.refresh().catch((error: unknown) => this.#expected(error));
  }

  /** Asks the office, from the school's desk. */
  ask(wish: DeskWish): void {
    const record = this.#desk?.school?.record ?? null;
    if (record === null) return;
    record.ask('r', wish).catch((error: unknown) => this.#expected(error));
  }

  /** Hands in what another computer could not send. Codes, in the order of the envelopes; null: not answered. */
  async handIn(access: Bytes, envelopes: readonly Bytes[]): Promise<readonly string[] | null> {
    try {
      return await this.page.options.api.rescue(access, envelopes);
    } catch (error) {
      this.#expected(error);
      return null;
    }
  }

  finish(): void {}

  leave(): void {
    this.page.shut();
  }

  retryNow(): void {
    this.#book?.retryNow();
  }

  #expected(error: unknown): void {
    if (error instanceof RefusedError || error instanceof UnreachableError) return;
    const isHosts = error instanceof ProtocolError || error instanceof SyntaxError;
    if (isHosts && !this.#watcher.isHonest) return;
    try {
      signInFailure(error);
    } catch {
      this.#watcher.fault('client', `${this.who}: ${String(error)} ${runtime.elapsedMs}`);
    }
  }
}
