/** Everybody at a computer: pages that are open, and what their browsers keep. */
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
  /** What a page left on a computer, of pupils who never used another one. */
  readonly #left = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #machinesOf = new Map<string, Set<number>>();

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
    const machines = this.#machinesOf.get(who) ?? new Set();
    this.#machinesOf.set(who, machines.add(machine));
    const pupil = this.#people.pupils.get(who);
    if (!(PUPILS as readonly string[]).includes(who) || pupil === undefined) {
      const code = this.#people.staff.get(who)?.code;
      if (code === undefined) throw new Error(`nobody is called ${who}`);
      const page = new StaffPage(this.#watcher, who, machine, code, store);
      this.#pages.set(keyOf(where), page);
      return page.open();
    }
    const page = new PupilPage(this.#watcher, who, machine, pupil.code, store);
    this.#pages.set(keyOf(where), page);
    await page.open();
    this.#mustHaveKept(page);
  }

  leave(where: Where): void {
    const page = this.#pages.get(keyOf(where));
    if (page === undefined) return;
    page.leave();
    this.#pages.delete(keyOf(where));
    if (!(page instanceof PupilPage)) return;
    const both = [...this.#pages.values()].some(({ who }) => who === page.who);
    // Only a rescue file brings what was answered with a code that was replaced meanwhile.
    const isOfBefore = page.code !== this.#people.pupils.get(page.who)?.code;
    if (page.kept !== null && !both && !isOfBefore) this.#left.set(page.who, page.kept);
    else this.#left.delete(page.who);
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
    for (const who of [...this.#left.keys()])
      if (this.#machinesOf.get(who)?.has(machine)) this.#left.delete(who);
    this.#computers.delete(machine);
  }

  /** The office has given a pupil another code, or opened a sequence again: what a page had left is of before. */
  changed(who: string): void {
    this.#left.delete(who);
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

  #computer(machine: number): MemoryStore {
    const store = this.#computers.get(machine) ?? newComputer();
    this.#computers.set(machine, store);
    return store;
  }

  /** What the screen did not call "not kept yet" is there again when the same computer is used again. */
  #mustHaveKept(page: PupilPage): void {
    const left = this.#left.get(page.who);
    if (left === undefined || page.live === null || !this.#watcher.isHonest) return;
    if ((this.#machinesOf.get(page.who)?.size ?? 0) !== 1) return;
    const { items: now, booklet } = page.live.state.sitting;
    for (const [item, value] of Object.entries(left)) {
      // Of a stage that has ended since.
      if (!booklet.includes(item)) continue;
      const shown = now[item]?.responses.RESPONSE;
      if (shown !== value)
        this.#watcher.fault('kept-answer-lost', `${page.who} ${item}: ${String(value)} → ${String(shown)}`);
    }
  }
}

const keyOf = ({ who, machine }: Where) => `${who}@${machine}`;
