/** Plays one scenario from beginning to end, in simulated time, and says what was found. */
import { createHash } from 'node:crypto';
import { Refusal } from '@cloison/command/refusal';
import { toBase64Url } from '@cloison/protocol/public';
import type { ServeEvent } from '../../../apps/authority/src/collect/serve-campaign.ts';
import { newComputer } from '../people/page.ts';
import { PupilPage, type Watcher } from '../people/pupil.ts';
import { TeacherPage } from '../people/teacher.ts';
import { runtime } from '../runtime/install.ts';
import { SeededRandom } from '../runtime/seeded-random.ts';
import { BEGINS_MS, NAME, type Places, restoreBase } from './base-campaign.ts';
import { CanaryWatch } from './canary-watch.ts';
import { closeAndVerify } from './close-and-verify.ts';
import { Invariants } from './invariants.ts';
import { OfficeMachine } from './office-machine.ts';
import { OfficeView } from './office-view.ts';
import type { PeopleOfBase } from './people-of-base.ts';
import { PlatformMachine } from './platform-machine.ts';
import {
  ACCOMPLICE,
  CLOSING_AT_MS,
  lengthOf,
  PUPILS,
  type Scenario,
  type Step,
  TICK_MS,
} from './scenario.ts';
import { SimulatedHost } from './simulated-host.ts';
import { type Message, type Reply, SimulatedNetwork } from './simulated-network.ts';
import { Truth } from './truth.ts';

export interface Violation {
  /** Short and stable: the same fault found again has the same. */
  readonly code: string;
  readonly detail: string;
  readonly atMs: number;
}

export interface RunResult {
  readonly violation: Violation | null;
  /** SHA-256 of the trace: every call, event and state, in order. */
  readonly digest: string;
  readonly trace: readonly string[];
  readonly calls: number;
  readonly passes: number;
  readonly saves: number;
  /** Lies told, by name. */
  readonly told: Readonly<Record<string, number>>;
}

/** Ends a run at the first thing that is wrong. */
export class Found extends Error {}

const RESTART_AFTER_MS = 30_000;
const MOST_CALLS_A_PASS = 400;
const MOST_TIMERS = 300_000;

export class Run {
  readonly scenario: Scenario;
  readonly people: PeopleOfBase;
  readonly truth: Truth;
  readonly platform: PlatformMachine;
  readonly office: OfficeMachine;
  readonly host: SimulatedHost;
  readonly network: SimulatedNetwork;
  readonly invariants: Invariants;
  readonly canaries: CanaryWatch;
  readonly trace: string[] = [];
  readonly told: Record<string, number> = {};
  violation: Violation | null = null;
  calls = 0;
  passes = 0;
  #callsOfPass = 0;
  officeSkewMs = 0;
  readonly #computers = new Map<number, ReturnType<typeof newComputer>>();
  readonly pages = new Map<string, PupilPage | TeacherPage>();
  /** What a page left on a computer, of pupils who never used another one. */
  readonly #left = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #machinesOf = new Map<string, Set<number>>();
  readonly #watcher: Watcher;
  isClosing = false;

  constructor(scenario: Scenario, places: Places, people: PeopleOfBase) {
    this.scenario = scenario;
    this.people = people;
    const random = new SeededRandom(`run/${scenario.seed}`);
    runtime.reset();
    runtime.random = random.fork('chance');
    runtime.dateMs = () => this.trueMs + this.officeSkewMs;
    runtime.onUnhandled = (error) => this.found('unhandled', String((error as Error)?.stack ?? error));
    this.truth = new Truth(people.holders, people.authorityKey);
    this.canaries = new CanaryWatch(people, (where, number) =>
      this.found('canary-outside', `number ${number} in ${where}`),
    );
    this.platform = new PlatformMachine(places.platform, people.authorityKey, () => this.trueMs);
    this.office = new OfficeMachine(places.office, () => runtime.dateMs());
    runtime.onStep = (path, what) => {
      for (const { disk } of [this.platform, this.office]) if (disk.owns(path)) disk.step(what);
    };
    const isHonest = scenario.host === 'honest';
    this.host = new SimulatedHost({
      platform: this.platform,
      truth: this.truth,
      random: random.fork('host'),
      isHonest,
      situationOf: (who, query, drawn) => this.#situation(who, query, drawn),
      onTold: (told) => {
        this.told[told.name] = (this.told[told.name] ?? 0) + 1;
        this.note(`lie ${told.name} about ${told.who}`);
        this.invariants.wasTold(told);
      },
    });
    this.network = new SimulatedNetwork(random.fork('network'), (message) => this.#carried(message));
    globalThis.fetch = ((url: URL, init: RequestInit) =>
      this.network.fetch('office', url, init)) as typeof fetch;
    this.invariants = new Invariants(this);
    this.#watcher = {
      fetch: (who) => (url, init) => this.network.fetch(who, url, init),
      trueMs: () => this.trueMs,
      fault: (what, detail) => this.found(what, detail),
      isHonest,
    };
    this.office.onEvent = (event) => this.#officeSays(event);
    this.office.onEnd = (end) => {
      this.note(`office ended: ${end.kind}`);
      this.#callsOfPass = 0;
      if (end.kind === 'error' && !this.invariants.mayEnd(end.error)) {
        this.found('serve-ended', describe(end.error));
      }
      this.later(RESTART_AFTER_MS, () => this.office.start());
    };
    for (const machine of [this.platform, this.office]) machine.disk.onKilled = () => machine.kill();
  }

  get trueMs(): number {
    return BEGINS_MS + Math.floor(runtime.elapsedMs);
  }

  get isHonest(): boolean {
    return this.scenario.host === 'honest';
  }

  note(line: string): void {
    this.trace.push(`${runtime.elapsedMs} ${line}`);
  }

  found(code: string, detail: string): void {
    if (this.violation !== null) return;
    this.violation = { code, detail, atMs: runtime.elapsedMs };
    this.note(`FOUND ${code}: ${detail}`);
  }

  later(ms: number, run: () => unknown): void {
    runtime.setTimer(() => {
      if (this.isClosing) return;
      try {
        Promise.resolve(run()).catch((error: unknown) => this.found('simulator', describe(error)));
      } catch (error) {
        this.found('simulator', describe(error));
      }
    }, ms);
  }

  /** Runs the simulated world for so long, or until something is found. */
  async pass(ms: number): Promise<void> {
    await runtime.run(() => this.#isOver(), runtime.elapsedMs + ms);
    if (this.violation !== null) throw new Found();
  }

  /** The result of a promise, the world going on meanwhile. */
  async until<T>(promise: Promise<T>, mostMs: number): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    await runtime.run(() => settled || this.#isOver(), runtime.elapsedMs + mostMs);
    if (this.violation !== null) throw new Found();
    if (!settled) {
      this.found('never-ends', `after ${mostMs} ms`);
      throw new Found();
    }
    return promise;
  }

  #timers = 0;
  #isOver(): boolean {
    if (++this.#timers > MOST_TIMERS) this.found('endless-run', `${MOST_TIMERS} timers`);
    return this.violation !== null;
  }

  async play(): Promise<void> {
    await this.until(this.platform.start(), 60_000);
    this.later(0, () => this.office.start());
    for (const step of this.scenario.steps) {
      if (step.at < CLOSING_AT_MS) this.later(step.at, () => this.#do(step));
    }
    await this.pass(lengthOf(this.scenario) + 1_000);
    await this.#heal();
    await closeAndVerify(this);
  }

  async #carried(message: Message): Promise<Reply> {
    this.calls += 1;
    const reply = await this.host.answer(message);
    const { method, url, from } = message;
    if (from === 'office' && !this.isClosing && ++this.#callsOfPass > MOST_CALLS_A_PASS) {
      this.found('endless-pass', `${MOST_CALLS_A_PASS} calls`);
    }
    const digest = createHash('sha256').update(reply.body).digest('hex').slice(0, 12);
    const sent = createHash('sha256').update(message.body).digest('hex').slice(0, 12);
    // The statement of erasure and the card hold the journal's head, which knows where this machine keeps its files.
    const body = url.pathname.endsWith('/campaign') ? '' : ` ${sent}`;
    this.note(`${from} ${method} ${url.pathname}${url.search}${body} -> ${reply.status} ${digest}`);
    this.canaries.look('network', Buffer.from(url.href), url.href);
    this.canaries.look('network', message.body, sent);
    this.canaries.look('network', reply.body, digest);
    if (method === 'PUT' && url.pathname.includes('/records/') && reply.status === 204 && this.isHonest) {
      const sealed = await this.truth.note(message.body);
      if (sealed !== null) this.truth.acknowledged.add(sealed.hash);
    }
    return reply;
  }

  #officeSays(event: ServeEvent): void {
    const campaign = this.office.campaign;
    if (campaign === null) return;
    this.note(`office ${event.kind}${'refusal' in event ? ` ${event.refusal.code}` : ''}`);
    if (event.kind === 'pass') this.passes += 1;
    if (event.kind !== 'pass' && event.kind !== 'problem' && event.kind !== 'out-of-reach') return;
    this.#callsOfPass = 0;
    this.invariants.afterPass(new OfficeView(campaign), campaign, event);
    this.host.passEnded();
  }

  #situation(who: string, query: URLSearchParams, random: SeededRandom) {
    const campaign = this.office.campaign;
    const { pupils, manifest, ceiling } = this.people;
    const of = pupils.get(who) ?? pupils.get(ACCOMPLICE);
    const accomplice = pupils.get(ACCOMPLICE);
    if (of === undefined || accomplice === undefined) return null;
    if (campaign === null && !this.isClosing) return null;
    const holder = of.holder.holderId;
    const record = 'maths';
    return {
      truth: this.truth,
      // While it closes nothing is looked at.
      office: campaign === null ? (null as unknown as OfficeView) : new OfficeView(campaign),
      random,
      holder,
      record,
      sealed: (this.truth.records.get(`${toBase64Url(holder)} ${record}`) ?? []).filter(
        ({ forged }) => !forged,
      ),
      accomplice: { holder: accomplice.holder, record, ceiling, manifest },
      query,
      sign: null,
    };
  }

  #do(step: Step): unknown {
    this.note(`step ${JSON.stringify(step)}`);
    switch (step.do) {
      case 'open':
        return this.#open(step.who, step.machine);
      case 'answer':
        return this.#page(step)?.answer(step.item, step.value);
      case 'finish':
        return this.#page(step)?.finish();
      case 'leave':
        return this.leave(`${step.who}@${step.machine}`);
      case 'wipe':
        for (const key of [...this.pages.keys()]) if (key.endsWith(`@${step.machine}`)) this.leave(key);
        for (const who of [...this.#left.keys()])
          if (this.#machinesOf.get(who)?.has(step.machine)) this.#left.delete(who);
        this.#computers.delete(step.machine);
        return;
      case 'network': {
        const { drop, double, slowMs } = step;
        this.network.weather = { drop, double, slowMs };
        return this.later(step.ms, () => {
          this.network.weather = { drop: 0, double: 0, slowMs: 0 };
        });
      }
      case 'kill':
        return this.arm(step);
      case 'full':
        this[step.what].disk.isFull = true;
        return this.later(step.ms, () => {
          this[step.what].disk.isFull = false;
        });
      case 'clock':
        if (step.what === 'platform') this.platform.skewMs = step.byMs;
        else this.officeSkewMs = step.byMs;
        return;
      case 'lie':
        if (!this.isHonest) this.host.arm(step);
        return;
      case 'deceive':
        if (this.isHonest) return;
        this.host.deceivingShare = step.share;
        return this.later(step.ms, () => {
          this.host.deceivingShare = 0;
        });
    }
  }

  /** The process will be killed at a step of its work. */
  arm(step: Extract<Step, { readonly do: 'kill' }>): void {
    const machine = this[step.what];
    machine.disk.killAt = machine.disk.steps + step.steps;
    machine.disk.onKilled = () => {
      machine.kill();
      this.note(`killed ${step.what}`);
      this.#callsOfPass = 0;
      if (step.what === 'office') this.invariants.officeWasKilled();
      runtime.setTimer(() => void this.#restart(step.what), step.downMs);
    };
  }

  async #restart(what: 'platform' | 'office'): Promise<void> {
    try {
      if (what === 'office') {
        if (!this.isClosing) await this.office.start();
        return;
      }
      await this.platform.restart();
      await this.invariants.afterPlatformRestart();
    } catch (error) {
      // A full disk may refuse it.
      this.note(`restart of ${what}: ${describe(error)}`);
      if (this.platform.disk.isFull || this.platform.disk.isCut)
        runtime.setTimer(() => void this.#restart(what), RESTART_AFTER_MS);
      else this.found('no-restart', `${what}: ${describe(error)}`);
    }
  }

  #page({ who, machine }: { readonly who: string; readonly machine: number }) {
    return this.pages.get(`${who}@${machine}`);
  }

  async #open(who: string, machine: number): Promise<void> {
    const key = `${who}@${machine}`;
    this.leave(key);
    const store = this.#computers.get(machine) ?? newComputer();
    this.#computers.set(machine, store);
    const machines = this.#machinesOf.get(who) ?? new Set();
    this.#machinesOf.set(who, machines.add(machine));
    const pupil = this.people.pupils.get(who);
    if (!(PUPILS as readonly string[]).includes(who) || pupil === undefined) {
      const page = new TeacherPage(this.#watcher, who, machine, this.people.teacher.code, store);
      this.pages.set(key, page);
      return page.open();
    }
    const page = new PupilPage(this.#watcher, who, machine, pupil.code, store);
    this.pages.set(key, page);
    await page.open();
    this.#mustHaveKept(page);
  }

  /** What the screen did not call "not kept yet" is there again when the same computer is used again. */
  #mustHaveKept(page: PupilPage): void {
    const left = this.#left.get(page.who);
    if (left === undefined || page.live === null || !this.isHonest) return;
    if ((this.#machinesOf.get(page.who)?.size ?? 0) !== 1) return;
    const now = page.live.state.sitting.items;
    for (const [item, value] of Object.entries(left)) {
      const shown = now[item]?.responses.RESPONSE;
      if (shown !== value)
        this.found('kept-answer-lost', `${page.who} ${item}: ${String(value)} → ${String(shown)}`);
    }
  }

  leave(key: string): void {
    const page = this.pages.get(key);
    if (page === undefined) return;
    page.leave();
    this.pages.delete(key);
    if (page instanceof PupilPage) {
      const both = [...this.pages.values()].some(({ who }) => who === page.who);
      if (page.kept !== null && !both) this.#left.set(page.who, page.kept);
      else this.#left.delete(page.who);
    }
  }

  /** Faults end; everybody's work arrives; the office has collected it. */
  async #heal(): Promise<void> {
    this.note('heal');
    this.network.weather = { drop: 0, double: 0, slowMs: 0 };
    this.host.repent();
    for (const { disk } of [this.platform, this.office]) {
      disk.isFull = false;
      disk.killAt = null;
    }
    this.platform.skewMs = 0;
    this.officeSkewMs = 0;
    await this.pass(TICK_MS / 2);
    for (const page of this.pages.values()) page.retryNow();
    await this.pass(TICK_MS / 2);
    for (const key of [...this.pages.keys()]) this.leave(key);
    const before = this.passes;
    await this.pass(2.5 * TICK_MS);
    if (this.passes === before) this.found('no-pass', 'the office collects nothing although all is well');
    await this.until(this.office.stop(), 600_000);
    this.isClosing = true;
  }
}

export async function runScenario(
  scenario: Scenario,
  places: Places,
  people: PeopleOfBase,
): Promise<RunResult> {
  restoreBase(places);
  const run = new Run(scenario, places, people);
  try {
    await run.play();
  } catch (error) {
    if (!(error instanceof Found)) run.found('simulator', describe(error));
  }
  runtime.onStep = () => undefined;
  run.office.end();
  await run.platform.end();
  const hash = createHash('sha256');
  for (const line of run.trace) hash.update(line).update('\n');
  const { violation, trace, calls, passes, told } = run;
  return {
    violation,
    digest: hash.digest('hex'),
    trace,
    calls,
    passes,
    told,
    saves: run.truth.envelopes.size,
  };
}

export function describe(error: unknown): string {
  if (error instanceof Refusal) return `${error.code} ${JSON.stringify(error.data)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export { NAME };
