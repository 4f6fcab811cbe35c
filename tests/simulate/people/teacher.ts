/** A teacher at a computer: the school app's book of entry records, without its screens. */
import {
  type BrowserStore,
  DOCUMENTS,
  loadContent,
  RefusedError,
  Session,
  UnreachableError,
} from '@cloison/client';
import { parseCode } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { fromBase64Url, ProtocolError } from '@cloison/protocol/public';
import { EntryBook } from '../../../apps/school/src/entry-records/entry-book.ts';
import { Page } from './page.ts';
import type { Watcher } from './pupil.ts';

const TRY_AGAIN_MS = 5_000;
const TRIES = 8;
/** What an accomplice calls the class in a roster of its own making. */
export const FORGED = 'classe falsifiée';
const ITEMS = ['l1', 'l2', 'l3', 'l4'] as const;

export class TeacherPage {
  readonly page: Page;
  readonly who: string;
  readonly machine: number;
  book: EntryBook | null = null;
  #pupils: readonly string[] = [];
  readonly #watcher: Watcher;
  readonly #code: string;

  constructor(watcher: Watcher, who: string, machine: number, code: string, store: BrowserStore) {
    this.#watcher = watcher;
    this.who = who;
    this.machine = machine;
    this.#code = code;
    this.page = new Page(store, watcher.fetch(`${who}@${machine}`));
  }

  async open(): Promise<void> {
    for (let tries = 0; tries < TRIES && !this.page.isGone; tries++) {
      try {
        await this.#signIn();
        return;
      } catch (error) {
        this.#expected(error);
        await this.page.sleep(TRY_AGAIN_MS);
      }
    }
  }

  async #signIn(): Promise<void> {
    const { options } = this.page;
    const own = await Session.fromCode(parseCode(this.#code, 'staff'), argon2id, options);
    await own.me();
    const keyring = await own.document(DOCUMENTS.keyring.name, DOCUMENTS.keyring.parse);
    const root = keyring?.value.classes[0]?.root;
    if (keyring === null || root === undefined) throw new UnreachableError('no keyring yet');
    const session = await Session.fromRoot(fromBase64Url(root), options, keyring.value.authority);
    const roster = await session.document(DOCUMENTS.roster.name, DOCUMENTS.roster.parse);
    if (roster === null) throw new UnreachableError('no roster yet');
    if (roster.value.label === FORGED)
      this.#watcher.fault('forged-document', 'a roster that the office has not made');
    const content = await loadContent(keyring.value.manifest, options.api, options.store);
    const records = await session.me().then(
      (me) => me.records,
      (error: unknown) => {
        if (error instanceof UnreachableError) return null;
        throw error;
      },
    );
    this.#pupils = roster.value.pupils.map(({ orderNumber }) => orderNumber);
    const book = await EntryBook.open({
      environment: options,
      session,
      sequence: 'lettres',
      pupils: this.#pupils,
      manifest: content.manifestHash,
      ceiling: content.manifest.ceilings.entry ?? 0,
      records,
      entryBase: {},
      former: [],
    });
    if (!this.page.isGone) this.book = book;
  }

  /** Keys one cell: of the first pupil of the class, or the second. */
  answer(item: number, value: string): void {
    const pupil = this.#pupils[item % 2];
    const id = ITEMS[item];
    if (this.book === null || pupil === undefined || id === undefined) return;
    const content = value === 'C' ? ({ kind: 'noAnswer' } as const) : ({ kind: 'value', value } as const);
    this.book.apply([{ pupil, item: id, content }]).catch((error: unknown) => this.#expected(error));
  }

  finish(): void {}

  leave(): void {
    this.page.isGone = true;
  }

  retryNow(): void {
    this.book?.retryNow();
  }

  #expected(error: unknown): void {
    if (error instanceof RefusedError || error instanceof UnreachableError) return;
    const isHosts = error instanceof ProtocolError || error instanceof SyntaxError;
    if (isHosts && !this.#watcher.isHonest) return;
    this.#watcher.fault('client', `${this.who}: ${String(error)}`);
  }
}
