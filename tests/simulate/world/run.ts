/** One run: people, platform, network, host and office of a scenario, which it plays in simulated time until something is found. */
import { createHash } from 'node:crypto';
import { Refusal } from '@cloison/command/refusal';
import type { OpenCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import type { ServeEvent } from '../../../apps/authority/src/collect/serve-campaign.ts';
import { DROPS } from '../lies/dropping-lies.ts';
import { Crowd } from '../people/crowd.ts';
import { runtime } from '../runtime/install.ts';
import { SeededRandom } from '../runtime/seeded-random.ts';
import { BEGINS_MS, NAME, PASSPHRASES, type Places } from './base-campaign.ts';
import { CanaryWatch } from './canary-watch.ts';
import { closeAndVerify } from './close-and-verify.ts';
import { Copies } from './copies.ts';
import { Invariants } from './invariants.ts';
import { KnownRevocations } from './known-revocations.ts';
import { answerAtNeighbour, neighbourIsUntouched } from './neighbour.ts';
import { endedUnseen, grantAll, publish, replaceLeaked } from './office-acts.ts';
import { isDisk, OfficeMachine } from './office-machine.ts';
import { OfficeView } from './office-view.ts';
import { copyOfPeople, learn, type PeopleOfBase } from './people-of-base.ts';
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
import { SigningReplacement } from './signing-replacement.ts';
import { ProcessGone } from './simulated-disk.ts';
import { SimulatedHost, type ToldLie } from './simulated-host.ts';
import { FAIR, type Message, type Reply, SimulatedNetwork } from './simulated-network.ts';
import { situationOf } from './situation-of.ts';
import { Truth } from './truth.ts';

export interface Violation {
  /** Short and stable: the same fault found again has the same. */
  readonly code: string;
  readonly detail: string;
  readonly atMs: number;
}

/** Ends a run at the first thing that is wrong. */
export class Found extends Error {}

const RESTART_AFTER_MS = 30_000;
const MOST_CALLS_A_PASS = 400;
const MOST_TIMERS = 300_000;
const MOST_TRIES = 30;
/** In which the few people of a run are all read. */
const PASSES_TO_READ = 12;
/** Another process has the vault. */
const BUSY: ReadonlySet<string> = new Set(['vault-busy', 'vault-locked']);
/** In one call of a rescue. */
const MOST_RESCUED = 50;

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
  /** Pupils whom a screen has given a receipt. */
  readonly haveReceipt = new Set<string>();
  violation: Violation | null = null;
  calls = 0;
  passes = 0;
  #callsOfPass = 0;
  officeSkewMs = 0;
  /** When a clock was set last. */
  clockSetAtMs = 0;
  readonly #crowd: Crowd;
  readonly #revocations: KnownRevocations;
  readonly signing: SigningReplacement;
  /** Folder of the cohort's keys. */
  readonly cohort: string;
  readonly #copies: Copies;
  /** The agent's commands that are under way beside `campaign serve`. */
  #acting = 0;
  /** Lies told to the publication that is under way; null: none is. */
  #toldToPublication: ToldLie[] | null = null;
  /** Pupils whose code was given since the last pass. */
  readonly #awaitTickets = new Set<string>();
  /** Of these a platform may have no ticket: a store of before, or one of a publication that was cut short. */
  readonly #haveNewCodes = new Set<string>();
  isClosing = false;

  constructor(scenario: Scenario, places: Places, people: PeopleOfBase) {
    this.scenario = scenario;
    this.people = copyOfPeople(people);
    this.cohort = places.cohort;
    const random = new SeededRandom(`run/${scenario.seed}`);
    runtime.reset();
    runtime.random = random.fork('chance');
    runtime.dateMs = () => this.trueMs + this.officeSkewMs;
    runtime.onUnhandled = (error) => this.found('unhandled', String((error as Error)?.stack ?? error));
    runtime.onTooLong = (ms) => this.found('timer-too-long', `${ms} ms`);
    this.truth = new Truth(this.people.holders, people.authorityKey);
    this.#revocations = new KnownRevocations(this.truth);
    this.canaries = new CanaryWatch(people, (where, number) =>
      this.found('canary-outside', `number ${number} in ${where}`),
    );
    this.platform = new PlatformMachine(places.platform, people.authorityKey, () => this.trueMs);
    this.office = new OfficeMachine(places.office, () => runtime.dateMs(), scenario.inParts === true);
    runtime.onStep = (path, what) => {
      for (const { disk } of [this.platform, this.office]) if (disk.owns(path)) disk.step(what, path);
    };
    const isHonest = scenario.host === 'honest';
    this.host = new SimulatedHost({
      platform: this.platform,
      truth: this.truth,
      random: random.fork('host'),
      isHonest,
      situationOf: (who, query, drawn) => situationOf(this, who, query, drawn),
      onTold: (told) => {
        this.told[told.name] = (this.told[told.name] ?? 0) + 1;
        this.note(`lie ${told.name} about ${told.who}`);
        this.#hasDropped ||= told.name.startsWith(DROPS);
        if (this.#toldToPublication === null) this.invariants.wasTold(told);
        else this.#toldToPublication.push(told);
      },
      note: (line) => this.note(line),
    });
    this.network = new SimulatedNetwork(random.fork('network'), (message) => this.#carried(message));
    globalThis.fetch = ((url: URL, init: RequestInit) =>
      this.network.fetch('office', url, init)) as typeof fetch;
    this.#copies = new Copies(this, places.backups, this.#revocations, (what, downMs) => {
      runtime.setTimer(() => void this.#restart(what), downMs);
    });
    this.signing = new SigningReplacement(this, {
      besideServe: (work) => this.#besideServe(work),
      restartPlatform: async () => {
        this.#callsOfPass = 0;
        await this.#restart('platform');
      },
      publish: () => {
        this.#mustPublish = true;
      },
      publishNow: () => this.#publish(false),
    });
    this.invariants = new Invariants(this);
    this.#crowd = new Crowd(this.people, {
      fetch: (who) => (url, init) => this.network.fetch(who, url, init),
      trueMs: () => this.trueMs,
      fault: (what, detail) => this.found(what, detail),
      accepted: (name, envelope) => {
        if (!this.truth.isOfOffice(envelope)) this.found('forged-document', name);
      },
      awaitsTicket: (who) =>
        this.#awaitTickets.has(who) || (this.#isToBePublished && this.#haveNewCodes.has(who)),
      ended: (who) => this.haveReceipt.add(who),
      hasNewest: (holder, store) => this.truth.hasNewest(holder, store),
      isAccomplice: (who) => !isHonest && who === ACCOMPLICE,
      isHonest,
    });
    this.office.onEvent = (event) => this.#officeSays(event);
    this.office.onEnd = (end) => {
      this.note(`office ended: ${end.kind}`);
      this.#callsOfPass = 0;
      // Another command keeps the vault: whoever restarts it does so again.
      const isKept = this.#acting > 0 && end.kind === 'error' && isLocked(end.error);
      if (end.kind === 'error' && !isKept && !this.invariants.mayEnd(end.error)) {
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
    const { neighbour } = this.people;
    let saved: string | null = null;
    if (neighbour !== null) {
      this.later(lengthOf(this.scenario) / 3, async () => {
        saved = await answerAtNeighbour(this, neighbour);
      });
    }
    await this.pass(lengthOf(this.scenario));
    await this.#heal();
    await closeAndVerify(this);
    if (neighbour === null) return;
    this.#allIsWell();
    const isThere = this.isHonest && !this.invariants.storeIsCopy;
    await neighbourIsUntouched(this, neighbour, isThere ? saved : null);
  }

  async #carried(message: Message): Promise<Reply> {
    this.calls += 1;
    const { method, url, from } = message;
    const isRevoked = this.#revocations.isRevoked(message);
    const reply = await this.host.answer(message);
    this.#revocations.note(message, reply);
    if (isRevoked && this.isHonest && reply.status < 500 && !isUnknown(reply))
      this.found('revoked-answers-otherwise', `${method} ${url.pathname}: ${reply.status}`);
    if (from === 'office' && !this.isClosing && ++this.#callsOfPass > MOST_CALLS_A_PASS) {
      this.found('endless-pass', `${MOST_CALLS_A_PASS} calls`);
    }
    if (from === 'office' && url.pathname.endsWith('/documents')) {
      const holder = this.truth.sealedUnderOneIv(message.body);
      if (holder !== null) this.found('iv-twice', `two documents of ${holder}`);
    }
    if (from === 'office' && reply.status === 204) this.truth.noteGiven(url.pathname, message.body);
    const digest = createHash('sha256').update(reply.body).digest('hex').slice(0, 12);
    const sent = createHash('sha256').update(message.body).digest('hex').slice(0, 12);
    // The statement of erasure and the card hold the journal's head, which knows where this machine keeps its files.
    const body = url.pathname.endsWith('/campaign') ? '' : ` ${sent}`;
    const answer = url.pathname.endsWith('/campaign.json') ? '' : ` ${digest}`;
    this.note(`${from} ${method} ${url.pathname}${url.search}${body} -> ${reply.status}${answer}`);
    this.canaries.look('network', Buffer.from(url.href), url.href);
    this.canaries.look('network', message.body, sent);
    this.canaries.look('network', reply.body, digest);
    if (method === 'PUT' && url.pathname.includes('/records/') && reply.status === 204 && this.isHonest) {
      const sealed = await this.truth.note(message.body);
      if (sealed !== null) this.truth.acknowledged.add(sealed.hash);
    }
    return reply;
  }

  /** The host has called something taken, and dropped it. */
  #hasDropped = false;
  /** Codes were replaced, and those who need the new ones have nothing to open with them yet. */
  #mustPublish = false;
  /** A copy was put back, and the office has not published everything since. */
  #mustPublishAgain = false;

  get #isToBePublished(): boolean {
    return this.#mustPublish || this.#mustPublishAgain;
  }

  #officeSays(event: ServeEvent): void {
    const campaign = this.office.campaign;
    if (campaign === null) return;
    this.note(`office ${event.kind}${'refusal' in event ? ` ${event.refusal.code}` : ''}`);
    if ('refusal' in event) this.invariants.messageIsOurs(event.refusal);
    if (event.kind === 'pass') {
      this.passes += 1;
      this.#awaitTickets.clear();
    }
    if (event.kind !== 'pass' && event.kind !== 'problem' && event.kind !== 'out-of-reach') return;
    this.#callsOfPass = 0;
    // Teachers' codes that heads asked for are replaced by the pass itself.
    this.later(0, () => this.#learn(campaign));
    this.invariants.afterPass(new OfficeView(campaign), campaign, event);
    this.host.passEnded();
  }

  async #learn(campaign: OpenCampaign): Promise<void> {
    await learn(campaign, this.people);
    const [reissued] = this.people.reissued;
    if (reissued !== undefined) this.found('code-reissued', reissued);
  }

  #do(step: Step): unknown {
    this.note(`step ${JSON.stringify(step)}`);
    switch (step.do) {
      case 'open':
        return this.#crowd.open(step);
      case 'answer':
        return this.#crowd.page(step)?.answer(step.item, step.value);
      case 'finish':
        return this.#crowd.page(step)?.finish();
      case 'leave':
        return this.#crowd.leave(step);
      case 'wipe':
        return this.#crowd.wipe(step.machine);
      case 'read':
        return this.#crowd.staffPage(step)?.read();
      case 'ask': {
        const wish = this.#crowd.wishOf(step.wish, step.about);
        return wish === null ? undefined : this.#crowd.staffPage(step)?.ask(wish);
      }
      case 'grant':
        return this.#grant(step.refuse);
      case 'publish':
        return this.#publish(step.again);
      case 'rescue':
        return this.#rescue(step);
      case 'network':
      case 'full':
        return this.fault(step);
      case 'kill':
        return this.arm(step);
      case 'backup':
        return this.#copies.take(step.what);
      case 'restore':
        return this.#copies.putBack(step);
      case 'leak':
        return this.#leak();
      case 'passphrase':
        return this.#besideServe(() => this.office.changePassphrase(PASSPHRASES[1]));
      case 'replace-signing':
        return this.signing.begin(step);
      case 'clock':
        return this.#setClock(step.what, step.byMs);
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

  /** For a while, also while the campaign is closed. */
  fault(step: Extract<Step, { readonly do: 'network' | 'full' }>): void {
    if (step.do === 'full') {
      this[step.what].disk.isFull = true;
      runtime.setTimer(() => {
        this[step.what].disk.isFull = false;
      }, step.ms);
      return;
    }
    const { drop, double, slowMs } = step;
    this.network.weather = { drop, double, slowMs };
    runtime.setTimer(() => {
      this.network.weather = FAIR;
    }, step.ms);
  }

  /** The agent answers what was asked. */
  #grant(refuse: boolean): Promise<void> {
    return this.#act(async (campaign) => {
      await grantAll(campaign, refuse, this.people, (who) => {
        this.#crowd.changed(who);
        this.invariants.changedByOffice(who);
        this.#awaitTickets.add(who);
        this.#haveNewCodes.add(who);
      });
      await this.#learn(campaign);
    });
  }

  /** A machine comes up with an older copy of what it has: the pass and the publication under way are over. */
  isOfBefore(what: 'platform' | 'office'): void {
    this.#callsOfPass = 0;
    this.#mustPublishAgain = true;
    this.note(`lost ${what}`);
  }

  /**
   * The codes of the collège are replaced, and what opens with them is published: at once, and again once the office has what
   * was done with the old ones. Whoever had ended has ended, unless the new code is used before that.
   */
  async #leak(): Promise<void> {
    await this.#act(async (campaign) => {
      for (const who of endedUnseen(campaign, this.people, this.truth)) this.invariants.changedByOffice(who);
      await replaceLeaked(campaign);
      for (const who of PUPILS) {
        this.#crowd.changed(who);
        this.#awaitTickets.add(who);
        this.#haveNewCodes.add(who);
      }
      await this.#learn(campaign);
    });
    this.#mustPublish = true;
    await this.#publish(false);
    this.#mustPublish = true;
    this.later(2 * TICK_MS, () => this.#publish(false));
  }

  #forATime(ms: number): Promise<void> {
    return new Promise<void>((resolve) => runtime.setTimer(resolve, ms));
  }

  #publish(again: boolean): Promise<void> {
    return this.#act(async (campaign, keys) => {
      const told: ToldLie[] = [];
      this.#toldToPublication = told;
      try {
        await publish(campaign, keys, again);
        if (again) this.#mustPublishAgain = false;
        this.#mustPublish = false;
        this.note('published');
        const unnamed = told.find(({ mustRefuse }) => mustRefuse);
        if (unnamed !== undefined) this.found(`unnamed-${unnamed.name}`, 'the publication went on');
      } catch (error) {
        if (!(error instanceof Refusal) || !this.invariants.mayRefusePublication(error)) throw error;
        this.note(`publication refused: ${error.code}`);
      } finally {
        this.#toldToPublication = null;
        this.#callsOfPass = 0;
        // It looks at the feed, and takes nothing from it.
        this.host.lastTruePage = null;
      }
    });
  }

  #act(work: Parameters<OfficeMachine['act']>[0]): Promise<void> {
    return this.#besideServe(() => this.office.act(work));
  }

  /** Once `campaign serve` leaves the vault to others. */
  async #besideServe(work: () => Promise<void>): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      this.#acting += 1;
      try {
        return await work();
      } catch (error) {
        if (error instanceof ProcessGone || isDisk(error) || this.office.disk.isCut) return;
        // The key is lost, and the command that replaces it was killed.
        if (error instanceof Refusal && error.code === 'key-store-missing' && this.signing.isUnderWay) return;
        if (!(error instanceof Refusal) || !BUSY.has(error.code)) throw error;
      } finally {
        this.#acting -= 1;
      }
      await this.#forATime(1_000);
    }
  }

  async #rescue({ who, machine, from }: Extract<Step, { readonly do: 'rescue' }>): Promise<void> {
    const page = this.#crowd.staffPage({ who, machine });
    const access = this.people.staff.get(who)?.holder.access;
    if (page === null || access === undefined) return;
    const envelopes = (await this.#crowd.unsent(from)).slice(0, MOST_RESCUED);
    for (const envelope of envelopes) await this.truth.note(envelope);
    const codes = envelopes.length === 0 ? null : await page.handIn(access, envelopes);
    this.note(`rescued ${codes?.join(' ') ?? 'nothing'}`);
    for (const [i, envelope] of envelopes.entries()) {
      if (codes?.[i] !== 'ok' || !this.isHonest) continue;
      const sealed = await this.truth.note(envelope);
      if (sealed !== null) this.truth.rescued.add(sealed.hash);
    }
  }

  /** The process will be killed at a step of its work. */
  arm(step: Extract<Step, { readonly do: 'kill' }>): void {
    const machine = this[step.what];
    machine.disk.killAt = machine.disk.steps + step.steps;
    const chance = new SeededRandom(`power/${step.at}/${step.steps}`);
    machine.disk.keptOfCommit = step.power === true ? () => chance.fraction() : null;
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
      // One that was killed, and whose store was put back before it was up, is started for each of the two reasons.
      if (this.platform.isUp) return;
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

  #setClock(what: 'platform' | 'office', byMs: number): void {
    this.clockSetAtMs = runtime.elapsedMs;
    if (what === 'platform') this.platform.skewMs = byMs;
    else this.officeSkewMs = byMs;
  }

  /** No fault and no lie is left. */
  #allIsWell(): void {
    this.network.weather = FAIR;
    this.host.repent();
    for (const { disk } of [this.platform, this.office]) {
      disk.isFull = false;
      disk.killAt = null;
    }
  }

  /** Everybody goes back to the computers that have what the platform has lost with its store. */
  async #comeAgain(): Promise<void> {
    for (const where of await this.#crowd.holdersOf(this.truth.lost)) void this.#crowd.open(where);
    await this.pass(TICK_MS);
    if (!this.isHonest) return;
    for (const hash of await this.#crowd.calledSaved()) await this.invariants.cameAgain(hash);
  }

  /**
   * What a host called taken, and dropped, is named by the passes of the office, a few codes at each. The agent then publishes
   * everything again, as the incident says; reports follow with the next pass.
   */
  async #droppedIsNamed(): Promise<void> {
    if (!this.#hasDropped) return;
    const look = async () => {
      const { campaign } = this.office;
      if (campaign === null) return { missing: null, wrong: [] };
      const missing = await this.invariants.missingThere(campaign);
      return { missing, wrong: new OfficeView(campaign).servedWrong() };
    };
    let seen = await look();
    for (let n = 0; n < PASSES_TO_READ && seen.missing !== null && seen.wrong.length === 0; n++) {
      await this.pass(TICK_MS);
      seen = await look();
    }
    if (seen.wrong.length === 0) {
      if (seen.missing !== null) this.found('unnamed-dropped', seen.missing);
      return;
    }
    await this.until(this.#publish(true), 600_000);
    for (let n = 0; n < PASSES_TO_READ && seen.wrong.length > 0; n++) {
      await this.pass(TICK_MS);
      seen = await look();
    }
    if (seen.wrong.length > 0) this.found('served-not-mended', seen.wrong.join(', '));
  }

  /** Faults end; everybody's work arrives; the office has collected it. */
  async #heal(): Promise<void> {
    this.note('heal');
    this.#allIsWell();
    this.#setClock('platform', 0);
    this.#setClock('office', 0);
    await this.until(this.signing.end(), 600_000);
    // The agent tries again what was refused. A platform that was killed may still be down.
    for (let tries = 0; tries < 3 && this.#isToBePublished; tries++) {
      await this.until(this.#publish(this.#mustPublishAgain), 600_000);
      if (this.#isToBePublished) await this.pass(TICK_MS);
    }
    await this.pass(TICK_MS / 2);
    this.#crowd.retryAll();
    await this.pass(TICK_MS / 2);
    if (this.truth.lost.size > 0) await this.#comeAgain();
    this.#crowd.leaveAll();
    const before = this.passes;
    await this.pass(2.5 * TICK_MS);
    if (this.passes === before) this.found('no-pass', 'the office collects nothing although all is well');
    await this.#droppedIsNamed();
    await this.until(this.office.stop(), 600_000);
    if (this.#mustPublishAgain || this.scenario.steps.some((step) => step.do === 'publish')) {
      await this.until(
        this.office.act((campaign, keys) => publish(campaign, keys, this.#mustPublishAgain)),
        600_000,
      );
      await this.office.act((campaign) => this.invariants.whatWasPublishedIsThere(campaign));
    }
    this.isClosing = true;
  }
}

/** As the answer to a code that nobody has. */
function isUnknown({ status, body }: Reply): boolean {
  return status === 401 && body.toString('utf8') === '{"code":"unknown-code"}';
}

export function describe(error: unknown): string {
  if (error instanceof Refusal) return `${error.code} ${JSON.stringify(error.data)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export { NAME };

function isLocked(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'vault-locked';
}
