/** Everybody at a computer: pages that are open, and what their browsers keep. */
import { createHash } from 'node:crypto';
import type { BrowserStore, MemoryStore } from '@cloison/client';
import type { Bytes } from '@cloison/protocol/public';
import type { DeskWish } from '../../../apps/school/src/desk/desk-record.ts';
import type { PeopleOfBase } from '../world/people-of-base.ts';
import { PUPILS, type Wish } from '../world/scenario.ts';
import { newComputer } from './page.ts';
import { PupilPage, type Watcher } from './pupil.ts';
import { StaffPage } from './staff.ts';

interface Where {
  readonly who: string;
  readonly machine: number;
}

export class Crowd {
  readonly #people: PeopleOfBase;
  readonly #watcher: Watcher;
  readonly #computers = new Map<number, MemoryStore>();
  readonly #pages = new Map<string, PupilPage | StaffPage>();
  /** What a pupil's page left on a computer. */
  readonly #left = new Map<string, Readonly<Record<string, unknown>>>();

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
    const store = this.#computer(machine);
    const pupil = this.#people.pupils.get(who);
    if (!(PUPILS as readonly string[]).includes(who) || pupil === undefined) {
      const code = this.#people.staff.get(who)?.code;
      if (code === undefined) throw new Error(`nobody is called ${who}`);
      const page = new StaffPage(this.#watcher, who, machine, code, store);
      this.#pages.set(keyOf(where), page);
      return page.open();
    }
    // Of this code: the page stays one of it, also when the pupil is given another.
    const { code, holder } = pupil;
    const isNewest = async () => !this.#isElsewhere(where) && (await this.#watcher.hasNewest(holder, store));
    const page = new PupilPage(this.#watcher, who, machine, code, store, isNewest);
    this.#pages.set(keyOf(where), page);
    // Also of a page that does not open, or where nothing is answered.
    if (await isNewest()) page.kept = this.#left.get(keyOf(where)) ?? null;
    await page.open();
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
    if (page.kept !== null && !isOfBefore) this.#left.set(keyOf(where), page.kept);
    else this.#left.delete(keyOf(where));
  }

  leaveAll(): void {
    for (const page of [...this.#pages.values()]) this.leave(page);
  }

  retryAll(): void {
    for (const page of this.#pages.values()) page.retryNow();
  }

  /** The computer loses what its browser kept. */
  wipe(machine: number): void {
    for (const page of [...this.#pages.values()]) if (page.machine === machine) this.leave(page);
    for (const who of PUPILS) this.#left.delete(keyOf({ who, machine }));
    this.#computers.delete(machine);
  }

  /** The office has given a pupil another code, or opened a sequence again: what a page had left is of before. */
  changed(who: string): void {
    for (const machine of this.#computers.keys()) this.#left.delete(keyOf({ who, machine }));
    for (const page of this.#pages.values())
      if (page.who === who && page instanceof PupilPage) page.kept = null;
  }

  /** Envelopes of pupils that a computer has not had acknowledged. */
  async unsent(machine: number): Promise<readonly Bytes[]> {
    const store: BrowserStore = this.#computer(machine);
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
      for (const [machine, store] of this.#computers) {
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
      const { head } = await this.#computer(page.machine).readRecord(known.holder.holderId, 'maths');
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

  #computer(machine: number): MemoryStore {
    const store = this.#computers.get(machine) ?? newComputer();
    this.#computers.set(machine, store);
    return store;
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

const keyOf = ({ who, machine }: Where) => `${who}@${machine}`;
