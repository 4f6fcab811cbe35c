/** The host: an honest platform, and, in some runs, somebody who alters what it answers. */

import { join } from 'node:path';
import { signStatement, toBase64Url } from '@cloison/protocol/public';
import { readSecrets } from '../../../apps/platform/src/base/secrets.ts';
import { AUDIT_LIES, OTHER_LIES } from '../lies/audit-lies.ts';
import { DROPPING_LIES } from '../lies/dropping-lies.ts';
import { FEED_LIES } from '../lies/feed-lies.ts';
import { type Evidence, type Lie, Raw, type Situation } from '../lies/lie.ts';
import { deceive } from '../lies/people-lies.ts';
import { PURGE_LIES } from '../lies/purge-lies.ts';
import { WIRE_LIES, WIRE_LIES_WHILE_CLOSING, WIRE_LIES_WHILE_PUBLISHING } from '../lies/wire-lies.ts';
import { runtime } from '../runtime/install.ts';
import type { SeededRandom } from '../runtime/seeded-random.ts';
import type { PlatformMachine } from './platform-machine.ts';
import { ACCOMPLICE, type Step } from './scenario.ts';
import type { Message, Reply } from './simulated-network.ts';
import type { Truth } from './truth.ts';

export const LIES: Readonly<Record<string, Lie>> = {
  ...FEED_LIES,
  ...AUDIT_LIES,
  ...OTHER_LIES,
  ...PURGE_LIES,
  ...WIRE_LIES,
  ...WIRE_LIES_WHILE_CLOSING,
  ...WIRE_LIES_WHILE_PUBLISHING,
  ...DROPPING_LIES,
};
export const LIES_WHILE_COLLECTING = [
  ...Object.keys(FEED_LIES),
  ...Object.keys(AUDIT_LIES),
  ...Object.keys(OTHER_LIES),
];
/** Any field of any answer. */
export const LIES_ON_THE_WIRE = Object.keys(WIRE_LIES);
export const LIES_WHILE_PUBLISHING = [
  ...Object.keys(WIRE_LIES_WHILE_PUBLISHING),
  ...Object.keys(DROPPING_LIES),
];
export const LIES_WHILE_CLOSING = [...Object.keys(PURGE_LIES), ...Object.keys(WIRE_LIES_WHILE_CLOSING)];

interface Armed {
  readonly lie: Lie;
  readonly name: string;
  readonly who: string;
  readonly at: number;
  calls: number;
  times: number;
}

export interface ToldLie {
  readonly name: string;
  readonly who: string;
  readonly evidence: readonly Evidence[];
  readonly mayRefuse: boolean;
  readonly mustRefuse: boolean;
}

export interface HostParts {
  readonly platform: PlatformMachine;
  readonly truth: Truth;
  readonly random: SeededRandom;
  readonly isHonest: boolean;
  /** Null while the office is down. */
  readonly situationOf: (who: string, query: URLSearchParams, random: SeededRandom) => Situation | null;
  readonly onTold: (told: ToldLie) => void;
  readonly note: (line: string) => void;
}

/** True answers that are remembered, of each call. */
const EARLIER = 4;

export class SimulatedHost {
  readonly #parts: HostParts;
  #armed: Armed[] = [];
  deceivingShare = 0;
  /** True answers to the office, by the last part of the address. */
  readonly #earlier = new Map<string, unknown[]>();
  /** The page of the feed as the platform gave it, when all of it was in the answer. */
  lastTruePage: string | null = null;
  /** When the office made the first call of the pass that is under way, by the clock of the run; null: none yet. */
  passBeganMs: number | null = null;

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  /** `at`: of the step, so that what is told does not depend on other steps. */
  arm({ lie: name, who, calls, at }: Extract<Step, { readonly do: 'lie' }>): void {
    const lie = LIES[name];
    if (lie === undefined) throw new Error(`no lie is called ${name}`);
    this.#armed.push({ lie, name, who: lie.byAccomplice === true ? ACCOMPLICE : who, at, calls, times: 0 });
  }

  /** Tells the truth from now on. */
  repent(): void {
    this.#armed = [];
    this.deceivingShare = 0;
  }

  /** A pass is over: so are lies that last for one. */
  passEnded(): void {
    this.passBeganMs = null;
    this.#armed = this.#armed.filter(({ lie, calls }) => !(lie.lasts === true && calls === 0));
  }

  async answer(message: Message): Promise<Reply> {
    const { platform, truth, random, isHonest } = this.#parts;
    if (message.method === 'PUT' && message.url.pathname.includes('/records/'))
      await truth.note(message.body);
    const ask = async () => {
      const reply = await platform.answer(message);
      if (reply.status === 200 && message.url.pathname.includes('/documents/'))
        truth.noteDocument(reply.body);
      return reply;
    };
    const isOffice = message.from === 'office';
    if (!isOffice && !isHonest && random.chance(this.deceivingShare))
      return deceive(message, ask, random, truth);
    if (!isOffice) return ask();
    this.passBeganMs ??= runtime.elapsedMs;
    return (await this.#toldInstead(message)) ?? this.#told(message, await ask());
  }

  /** Null: no lie of that kind is armed. */
  async #toldInstead({ url, body }: Message): Promise<Reply | null> {
    const about = aboutOf(url);
    for (const armed of this.#armed) {
      const { lie, name, who, at } = armed;
      if (lie.instead !== true || lie.about !== about || armed.calls < 0) continue;
      const random = this.#parts.random.fork(`${name}/${at}/${armed.times++}`);
      const situation = this.#parts.situationOf(who, url.searchParams, random);
      const told = situation === null ? null : await lie.tell(null, { ...situation, sent: parsed(body) });
      if (told === null) continue;
      spend(armed);
      const { evidence, mayRefuse = false, mustRefuse = false } = told;
      if (told.answer instanceof Raw && told.answer.lateMs > 0) await late(told.answer.lateMs);
      const arrived = () => this.#parts.onTold({ name, who, evidence, mayRefuse, mustRefuse });
      return { ...replyOf(told.answer), arrived };
    }
    return null;
  }

  async #told(message: Message, reply: Reply): Promise<Reply> {
    const about = aboutOf(message.url);
    let answer = reply;
    const truth = reply.status === 200 ? parsed(reply.body) : null;
    const lies: ToldLie[] = [];
    let keepsTheTruth = reply.status === 200;
    for (const armed of this.#armed.filter(({ lie }) => lie.about === about && lie.instead !== true)) {
      if (armed.calls < 0) continue;
      const json = answer.status === 200 ? parsed(answer.body) : null;
      if (json === null && armed.lie.anyAnswer !== true) break;
      const random = this.#parts.random.fork(`${armed.name}/${armed.at}/${armed.times++}`);
      const situation = this.#parts.situationOf(armed.who, message.url.searchParams, random);
      if (situation === null) break;
      const signs = about === 'purge' || about === 'key' ? await this.#statementKey() : {};
      const told = await armed.lie.tell(json, {
        ...situation,
        ...signs,
        earlier: this.#earlier.get(about ?? '') ?? [],
      });
      if (told === null) continue;
      spend(armed);
      answer = replyOf(told.answer);
      if (told.note !== undefined) this.#parts.note(`altered ${about}: ${told.note}`);
      if (told.answer instanceof Raw && told.answer.lateMs > 0) await late(told.answer.lateMs);
      const { evidence, mayRefuse = false, mustRefuse = false } = told;
      lies.push({ name: armed.name, who: armed.who, evidence, mayRefuse, mustRefuse });
      keepsTheTruth &&= told.keepsTheTruth === true;
    }
    if (truth !== null && about !== undefined)
      this.#earlier.set(about, [...(this.#earlier.get(about) ?? []), truth].slice(-EARLIER));
    const page = keepsTheTruth ? reply.body.toString('utf8') : null;
    const arrived = () => {
      for (const lie of lies) this.#parts.onTold(lie);
      if (about === 'feed') this.lastTruePage = page;
    };
    return { ...answer, arrived };
  }

  /** The host has the key that signs its statements. */
  async #statementKey(): Promise<Pick<Situation, 'sign' | 'signBytes'>> {
    const { statementKey } = await readSecrets(join(this.#parts.platform.folder, 'secrets'));
    const { privateKey, publicKey } = statementKey;
    return {
      sign: (statement) => signStatement(statement, privateKey, publicKey),
      signBytes: async (bytes) => ({
        statement: toBase64Url(bytes),
        publicKey: toBase64Url(publicKey),
        signature: toBase64Url(
          new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(bytes))),
        ),
      }),
    };
  }
}

/** What the address is about, as lies name it. */
function aboutOf({ pathname }: URL): string {
  if (!pathname.startsWith('/authority/')) return 'browser';
  const [before = '', last = ''] = pathname.split('/').slice(-2);
  return before === 'content' ? before : last;
}

function late(ms: number): Promise<void> {
  return new Promise((resolve) => runtime.setTimer(resolve, ms));
}

function spend(armed: Armed): void {
  if (armed.lie.lasts === true) armed.calls = 0;
  else {
    armed.calls -= 1;
    if (armed.calls <= 0) armed.calls = -1;
  }
}

function replyOf(told: unknown): Reply {
  const { status, text, headers, body } = told instanceof Raw ? told : new Raw(200, JSON.stringify(told));
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(text),
    bodyEnd: body,
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
