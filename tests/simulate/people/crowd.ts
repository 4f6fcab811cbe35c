/** Everybody at a computer: pages that are open, and what their browsers keep. */
import { createHash } from 'node:crypto';
import type { MemoryStore } from '@cloison/client';
import type { Bytes } from '@cloison/protocol/public';
import type { DeskWish } from '../../../apps/school/src/desk/desk-record.ts';
import { pagesApart } from '../../../packages/client/src/browser/pages-apart.ts';
import { TestLocks } from '../../../packages/client/src/browser/test-locks.ts';
import { runtime } from '../runtime/install.ts';
import { COMPUTERS } from '../world/computers.ts';
import type { PeopleOfBase } from '../world/people-of-base.ts';
import { NAME_OF_CAMPAIGN, PUPILS, type Wish } from '../world/scenario.ts';
import { newComputer } from './page.ts';
import { PupilPage, type Watcher } from './pupil.ts';
import { StaffPage } from './staff.ts';

/** `machine`: a computer; from `COMPUTERS` on, a second tab of the browser of one. */
interface Where {
  readonly who: string;
  readonly machine: number;
}

/** Of a page that was shut. `isSaved`: it had called its state saved. `kept`: null where it cannot be said. */
interface Left {
  readonly kept: Readonly<Record<string, unknown>> | null;
  readonly given: Readonly<Record<string, unknown>>;
  readonly isSaved: boolean;
}

interface Computer {
  readonly store: MemoryStore;
  readonly locks: TestLocks;
}

export class Crowd {
  readonly #people: PeopleOfBase;
  readonly #watcher: Watcher;
  readonly #computers = new Map<number, Computer>();
  #opened = 0;
  /** How many pages each pupil has opened. */
  readonly #openedBy = new Map<string, number>();
  readonly #pages = new Map<string, PupilPage | StaffPage>();
  /** What a pupil's page left on a computer. */
  readonly #left = new Map<string, Left>();

  constructor(people: PeopleOfBase, watcher: Watcher) {
    this.#people = people;
    this.#watcher = watcher;
  }

  pupilPage(where: Where): PupilPage | null {
    const page = this.#pages.get(keyOf(where));
    return page instanceof PupilPage ? page : null;
  }

  staffPage(where: Where): StaffPage | null {
    const page = this.#pages.get(keyOf(where));
    return page instanceof StaffPage ? page : null;
  }

  page(where: Where): PupilPage | StaffPage | null {
    return this.#pages.get(keyOf(where)) ?? null;
  }

  async open(where: Where): Promise<void> {
    const { who, machine } = where;
    this.leave(where);
    const { store: disk, locks } = this.#computer(machine);
    const { locks: own, close } = locks.page();
    const chance = runtime.random.fork(`page ${this.#opened++}`);
    const store = pagesApart(disk, NAME_OF_CAMPAIGN, (length) => chance.bytes(length), own);
    const pupil = this.#people.pupils.get(who);
    if (!(PUPILS as readonly string[]).includes(who) || pupil === undefined) {
      const code = this.#people.staff.get(who)?.code;
      if (code === undefined) throw new Error(`nobody is called ${who}`);
      const page = new StaffPage(this.#watcher, who, machine, code, store);
      page.page.onGone = close;
      this.#pages.set(keyOf(where), page);
      return page.open();
    }
    // Of this code: the page stays one of it, also when the pupil is given another.
    const { code, holder } = pupil;
    const isNewest = async () => !this.#isElsewhere(where) && (await this.#watcher.hasNewest(holder, store));
    const page = new PupilPage(this.#watcher, who, machine, code, store, isNewest);
    page.page.onGone = close;
    this.#pages.set(keyOf(where), page);
    const left = this.#takeLeft(where);
    // Also of a page that does not open, or where nothing is answered.
    if (left !== null && (await isNewest())) page.goOnFrom(left);
    const opened = (this.#openedBy.get(who) ?? 0) + 1;
    this.#openedBy.set(who, opened);
    await page.open();
    // Without network that takes long: this pupil may have opened another page meanwhile, gone on there, and left it.
    if (this.#openedBy.get(who) !== opened) page.kept = null;
    if (page.kept !== null && (await isNewest())) page.mustShow(page.kept);
  }

  leave(where: Where): void {
    const page = this.#pages.get(keyOf(where));
    if (page === undefined) return;
    page.leave();
    this.#pages.delete(keyOf(where));
    if (!(page instanceof PupilPage)) return;
    // Only a rescue file brings what was answered with a code that was replaced meanwhile.
    const isOfBefore = page.code !== this.#people.pupils.get(page.who)?.code;
    this.#left.set(keyOf(where), {
      kept: isOfBefore ? null : page.kept,
      given: page.given,
      isSaved: page.live?.state.save.kind === 'saved',
    });
  }

  /**
   * What the pages of one browser left, for the next one that is alone. Of two that were open at once, what one of them had saved:
   * the other's counts where it was given there. Null: nothing, or it cannot be said.
   */
  #takeLeft(where: Where): Left | null {
    const beside = { who: where.who, machine: (where.machine + COMPUTERS) % (2 * COMPUTERS) };
    if (this.#pages.has(keyOf(beside))) return null;
    const [own, other] = [where, beside].map((one) => this.#left.get(keyOf(one)) ?? null);
    for (const one of [where, beside]) this.#left.delete(keyOf(one));
    if (own == null || other == null) return own ?? other ?? null;
    if (own.isSaved === other.isSaved) return null;
    const [saved, unsent] = own.isSaved ? [own, other] : [other, own];
    return { ...saved, given: { ...saved.given, ...unsent.given } };
  }

  leaveAll(): void {
    for (const page of [...this.#pages.values()]) this.leave(page);
  }

  retryAll(): void {
    for (const page of this.#pages.values()) page.retryNow();
  }

  /** The computer loses what its browser kept. */
  wipe(machine: number): void {
    const both = [machine, machine + COMPUTERS];
    for (const page of [...this.#pages.values()]) if (both.includes(page.machine)) this.leave(page);
    for (const who of PUPILS) for (const one of both) this.#left.delete(keyOf({ who, machine: one }));
    this.#computers.delete(machine);
  }

  /** The office has given a pupil another code, or opened a sequence again: what a page had left is of before. */
  changed(who: string): void {
    for (const key of this.#left.keys()) if (key.startsWith(`${who}@`)) this.#left.delete(key);
    for (const page of this.#pages.values())
      if (page.who === who && page instanceof PupilPage) page.kept = null;
  }

  /** Envelopes of pupils that a computer has not had acknowledged. */
  async unsent(machine: number): Promise<readonly Bytes[]> {
    const { store } = this.#computer(machine);
    const found: Bytes[] = [];
    for (const { holderId } of this.#people.holders.values()) {
      for (const { record } of await store.pendingRecords(holderId))
        found.push(...[record.inFlight, record.draft].filter((one) => one !== null));
    }
    return found;
  }

  /** Where pupils' browsers have one of these envelopes as what the platform has acknowledged: one computer of each pupil. */
  async holdersOf(hashes: ReadonlySet<string>): Promise<readonly Where[]> {
    const found: Where[] = [];
    for (const [who, { holder }] of this.#people.pupils) {
      for (const [machine, { store }] of this.#computers) {
        const { head } = await store.readRecord(holder.holderId, 'maths');
        const isElsewhere = this.#isElsewhere({ who, machine });
        if (isElsewhere || head === null || !hashes.has(digestOf(head))) continue;
        found.push({ who, machine });
        break;
      }
    }
    return found;
  }

  /** Digests of what pupils' open pages call saved; not of who has a second page open, and so did not go back to either. */
  async calledSaved(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const page of this.#pages.values()) {
      if (!(page instanceof PupilPage) || page.live?.state.save.kind !== 'saved') continue;
      const known = this.#people.pupils.get(page.who);
      if (known === undefined || known.code !== page.code || this.#isElsewhere(page)) continue;
      const { head } = await page.store.readRecord(known.holder.holderId, 'maths');
      if (head !== null) found.push(digestOf(head));
    }
    return found;
  }

  wishOf(wish: Wish, about: string): DeskWish | null {
    const orderNumber = this.#people.orders.get(about);
    if (orderNumber === undefined) return null;
    const said = { note: '', withdrawn: false };
    const maths = { orderNumbers: [orderNumber], sequence: 'maths', ...said };
    switch (wish) {
      case 'lost':
      case 'misused':
        return { kind: 'reserve', orderNumber, why: wish, ...said };
      case 'reopen':
        return { kind: 'reopen', ...maths };
      case 'more-time':
        return { kind: 'more-time', minutes: 10, ...maths };
      case 'teacher-code':
        return { kind: 'teacher-code', label: 'CP A', rank: 1, ...said };
    }
  }

  /** The pupil has a page open on another computer. */
  #isElsewhere({ who, machine }: Where): boolean {
    return [...this.#pages.values()].some((page) => page.who === who && page.machine !== machine);
  }

  #computer(machine: number): Computer {
    const number = machine % COMPUTERS;
    const computer = this.#computers.get(number) ?? { store: newComputer(), locks: new TestLocks() };
    this.#computers.set(number, computer);
    return computer;
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

const keyOf = ({ who, machine }: Where) => `${who}@${machine}`;
