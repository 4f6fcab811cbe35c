/**
 * What happens in one run, as data: made from a seed, replayed, made smaller, kept as a file. Chance that is not a step
 * (nonces, latencies) comes from the seed alone.
 */
import { WHY_REPLACED, type WhyReplaced } from '../../../apps/authority/src/keys/signed-by.ts';
import { SeededRandom } from '../runtime/seeded-random.ts';
import { COMPUTERS } from './computers.ts';

/** Whether the sequence is of one stage, or of two with a route. */
export type CampaignKind = 'plain' | 'adaptive';

export const PUPILS = ['Anna', 'Bilal', 'Chloé', 'David'] as const;
export const TEACHERS = ['maîtresse', 'remplaçant'] as const;
/** Of the school and the collège. */
export const HEADS = { '6e': 'principale', cp: 'directeur' } as const;
/** Works with the host that lies: gives it the keys of the own code. */
export const ACCOMPLICE = 'David';
export const ITEMS = ['m1', 'm2', 'm3', 'm4'] as const;

/** What the head of a pupil's school asks the office for. */
export const WISHES = ['lost', 'misused', 'reopen', 'more-time', 'teacher-code'] as const;
export type Wish = (typeof WISHES)[number];

export type Step = { readonly at: number } & (
  | { readonly do: 'open'; readonly who: string; readonly machine: number }
  | {
      readonly do: 'answer';
      readonly who: string;
      readonly machine: number;
      readonly item: number;
      readonly value: string;
    }
  | { readonly do: 'finish' | 'leave' | 'read'; readonly who: string; readonly machine: number }
  | {
      readonly do: 'ask';
      readonly who: string;
      readonly machine: number;
      readonly wish: Wish;
      readonly about: string;
    }
  /** An agent grants what was asked, or refuses it. */
  | { readonly do: 'grant'; readonly refuse: boolean }
  /** The agent publishes, beside `campaign serve`; `again`: everything, as after a platform was put back. */
  | { readonly do: 'publish'; readonly again: boolean }
  /** Somebody of the staff hands in what pupils' browsers on another computer could not send. */
  | { readonly do: 'rescue'; readonly who: string; readonly machine: number; readonly from: number }
  /** The computer loses what its browser kept. */
  | { readonly do: 'wipe'; readonly machine: number }
  | {
      readonly do: 'network';
      readonly drop: number;
      readonly double: number;
      readonly slowMs: number;
      readonly ms: number;
    }
  /**
   * Killed when its work has gone so many steps further; up again after `downMs`. `power`: in the middle of the next commit,
   * of which the disk keeps a part.
   */
  | {
      readonly do: 'kill';
      readonly what: 'platform' | 'office';
      readonly steps: number;
      readonly downMs: number;
      readonly power?: boolean;
    }
  /** Its vault, or its store, is copied as `vault backup` and `platform backup` do. A later copy takes the place of an earlier one. */
  | { readonly do: 'backup'; readonly what: 'platform' | 'office' }
  /** What it had is lost, and the last copy is put back; up again after `downMs`. Nothing happens where there is no copy. */
  | { readonly do: 'restore'; readonly what: 'platform' | 'office'; readonly downMs: number }
  /** The collège's codes have leaked: the office replaces all of them, and publishes at once. */
  | { readonly do: 'leak' }
  /** The custodian changes the passphrase of all keys, beside `campaign serve`. */
  | { readonly do: 'passphrase' }
  /**
   * The office's signing key is lost, or has leaked: custodian and agent replace it, beside `campaign serve`; after `downMs` the
   * operator registers the new one, and the agent publishes.
   */
  | { readonly do: 'replace-signing'; readonly why: WhyReplaced; readonly downMs: number }
  | { readonly do: 'full'; readonly what: 'platform' | 'office'; readonly ms: number }
  | { readonly do: 'clock'; readonly what: 'platform' | 'office'; readonly byMs: number }
  /** The host tells the office this lie, at the next calls that it fits. */
  | { readonly do: 'lie'; readonly lie: string; readonly who: string; readonly calls: number }
  /** The host lies to people for a while, in this part of its answers. */
  | { readonly do: 'deceive'; readonly share: number; readonly ms: number }
);

export interface Scenario {
  readonly v: 1;
  readonly seed: string;
  readonly host: 'honest' | 'lying';
  /** Whether each lie was given a pass of its own, so that what names it can be told. */
  readonly spaced: boolean;
  /** Missing: plain. */
  readonly campaign?: CampaignKind;
  /** The office reads every feed in its two parts, as it does one that is long. Missing: as a whole. */
  readonly inParts?: boolean;
  readonly steps: readonly Step[];
}

const MINUTE = 60_000;
/** From one pass of the office to the next. */
export const TICK_MS = MINUTE;
/** Of the longest runs, without their lies. */
const LENGTH_MS = 8 * MINUTE;
/** Parts of the longest run, and of its steps: many runs are short, some are long. */
const SIZES = [0.3, 0.3, 0.5, 1];
/** Steps from here on happen while the campaign is closed. */
export const CLOSING_AT_MS = 60 * MINUTE;
export const NAME_OF_CAMPAIGN = 'petite-2026';
const TYPED = ['chat', 'chien', 'kangourou-secret', 'zèbre-confidentiel'];
const CHOICES = ['A', 'B', 'C'];

export interface LieNames {
  readonly whileCollecting: readonly string[];
  /** Of which every third is one, at least: they alter any field of any answer. */
  readonly onTheWire: readonly string[];
  readonly whileClosing: readonly string[];
  readonly whilePublishing: readonly string[];
}

/** `most`: about how many steps the longest have. `lies`: those that the office may be told. */
export function makeScenario(seed: string, most: number, lies: LieNames): Scenario {
  const random = new SeededRandom(`scenario/${seed}`);
  const host = random.chance(0.4) ? 'honest' : 'lying';
  const spaced = random.chance(0.7);
  const campaign: CampaignKind = random.chance(0.35) ? 'adaptive' : 'plain';
  const size = random.pick(SIZES);
  const count = Math.ceil(most * size);
  const lengthMs = LENGTH_MS * size;
  const steps: Step[] = [
    ...people(random.fork('people'), Math.ceil(count * 0.7), lengthMs),
    ...schools(random.fork('schools'), Math.ceil(count * 0.12), lengthMs),
  ];
  const faults = random.fork('faults');
  // In some runs everything works: what is found there is no fault's doing.
  const rough = faults.chance(0.75);
  for (let i = 0; rough && i < Math.ceil(count * 0.12); i++) steps.push(fault(faults, lengthMs));
  if (host === 'lying')
    steps.push(...lying(random.fork('lies'), Math.ceil(count * 0.13), lies, spaced, lengthMs));
  steps.push(
    ...publishing(random.fork('publishing'), lengthMs, host === 'lying' ? lies.whilePublishing : []),
  );
  if (host === 'lying' && spaced) steps.push(...earlyLie(random.fork('early')));
  if (host === 'lying') steps.push(...patientLie(random.fork('patient')));
  if (host === 'lying') steps.push(...oldCode(random.fork('old-code'), lengthMs));
  steps.push(...hurried(random.fork('hurried'), lengthMs, host === 'lying'));
  if (host === 'lying') steps.push(...comingBack(random.fork('coming-back'), lengthMs));
  steps.push(...twoTabs(random.fork('tabs'), lengthMs));
  steps.push(...disasters(random.fork('disasters'), lengthMs));
  steps.push(...closing(random.fork('closing'), host === 'lying' ? lies.whileClosing : []));
  const inParts = random.fork('parts').chance(0.4);
  return { v: 1, seed, host, spaced, campaign, inParts, steps: steps.toSorted((a, b) => a.at - b.at) };
}

/** In one run of two. Lies are told to the publication that they come with. */
function* publishing(random: SeededRandom, lengthMs: number, lies: readonly string[]): Generator<Step> {
  if (random.chance(0.5)) return;
  for (let i = random.between(1, 3); i > 0; i--) {
    const at = random.between(0, lengthMs);
    for (let k = lies.length === 0 ? 0 : random.between(0, 4); k > 0; k--)
      yield { at, do: 'lie', lie: random.pick(lies), who: ACCOMPLICE, calls: random.between(1, 4) };
    yield { at, do: 'publish', again: random.chance(0.75) };
  }
}

/** Lies that fit seldom: told in a pass of their own, when the first answers come, they meet what they need. */
const SELDOM_FIT = [
  'impossible-time',
  'flood-of-branches',
  'forged-head-first',
  'bits-beyond-the-bytes',
  'audit-newer-forged',
  'rubbish-entries',
  'wire-key',
];

function* earlyLie(random: SeededRandom): Generator<Step> {
  if (!random.chance(0.4)) return;
  const lie = random.pick(SELDOM_FIT);
  yield { at: TICK_MS / 2, do: 'lie', lie, who: random.pick(PUPILS), calls: 1 };
}

/** The same lie in pass after pass, until the office keeps no more traces of that holder; seldom, since it is long. */
function* patientLie(random: SeededRandom): Generator<Step> {
  if (!random.chance(0.06)) return;
  const who = random.pick(PUPILS);
  for (let i = 0; i < 5; i++)
    yield { at: (i + 0.5) * TICK_MS, do: 'lie', lie: 'rubbish-under-names', who, calls: 1 };
}

/** The accomplice loses the code, and some passes later the host shows what was made with it since. */
function* oldCode(random: SeededRandom, lengthMs: number): Generator<Step> {
  if (!random.chance(0.06)) return;
  const who = HEADS['6e'];
  const machine = random.between(0, COMPUTERS);
  const at = random.between(0, lengthMs / 2);
  yield { at, do: 'open', who, machine };
  yield { at: at + 5_000, do: 'ask', who, machine, wish: 'lost', about: ACCOMPLICE };
  yield { at: at + 2 * TICK_MS, do: 'grant', refuse: false };
  yield { at: at + 5 * TICK_MS, do: 'lie', lie: 'under-an-old-code', who: ACCOMPLICE, calls: 1 };
}

/** Pages that are shut while what was answered is on its way to the disk; ends that a lying host takes back. */
function* hurried(random: SeededRandom, lengthMs: number, isLying: boolean): Generator<Step> {
  const who = random.pick(PUPILS.filter((one) => one !== ACCOMPLICE));
  const machine = random.between(0, COMPUTERS);
  let at = random.between(lengthMs / 8, (lengthMs * 3) / 4);
  if (random.chance(0.35)) {
    yield { at, do: 'open', who, machine };
    for (let times = random.between(1, 4); times > 0; times--) {
      at += random.between(1_500, 6_000);
      yield answer(random, at, who, machine, true);
      at += random.between(0, 5);
      yield { at, do: 'leave', who, machine };
      at += 1_000;
      yield { at, do: 'open', who, machine };
    }
  }
  if (!isLying || !random.chance(0.25)) return;
  at += 10_000;
  yield { at, do: 'open', who, machine };
  yield answer(random, at + 3_000, who, machine, true);
  yield { at: at + 6_000, do: 'finish', who, machine };
  yield { at: at + 9_000, do: 'deceive', share: 0.5 + random.fraction() / 2, ms: 2 * MINUTE };
}

/** A page that is shut and opened again, over and over, while a host calls saves late, refused or saved as it likes. */
function* comingBack(random: SeededRandom, lengthMs: number): Generator<Step> {
  if (!random.chance(0.2)) return;
  const who = random.pick(PUPILS.filter((one) => one !== ACCOMPLICE));
  const machine = random.between(0, COMPUTERS);
  let at = random.between(0, lengthMs / 2);
  if (random.chance(0.5)) {
    const before = { who, machine: (machine + 1) % COMPUTERS };
    yield { at, do: 'open', ...before };
    yield answer(random, at + 3_000, who, before.machine, true);
    yield { at: at + 8_000, do: 'leave', ...before };
    at += 9_000;
  }
  yield { at, do: 'open', who, machine };
  yield answer(random, at + 2_000, who, machine, true);
  at += 3_000;
  yield { at, do: 'deceive', share: 0.3 + random.fraction() / 2, ms: 90_000 };
  for (let times = random.between(3, 7); times > 0; times--) {
    at += random.between(1_000, 4_000);
    yield answer(random, at, who, machine, true);
    at += random.between(3_000, 8_000);
    yield { at, do: 'leave', who, machine };
    at += 2_000;
    yield { at, do: 'open', who, machine };
  }
}

/** A pupil has the test open in two tabs of one browser, and answers in both; some saves do not get through. */
function* twoTabs(random: SeededRandom, lengthMs: number): Generator<Step> {
  if (!random.chance(0.15)) return;
  const who = random.pick(PUPILS.filter((one) => one !== ACCOMPLICE));
  const first = { who, machine: random.between(0, COMPUTERS) };
  const second = { who, machine: first.machine + COMPUTERS };
  const answers = (at: number, { machine }: { readonly machine: number }) =>
    answer(random, at, who, machine, true);
  let at = random.between(0, lengthMs / 2);
  for (const tab of [first, second]) {
    yield { at, do: 'open', ...tab };
    at += random.between(2_000, 6_000);
    if (random.chance(0.5)) yield answers(at, tab);
    at += 2_000;
  }
  for (let times = random.between(1, 4); times > 0; times--) {
    const cutMs = random.between(50, 6_000);
    if (random.chance(0.7)) yield { at, do: 'network', drop: 1, double: 0, slowMs: 0, ms: cutMs };
    at += random.between(1, 100);
    const [one, other] = random.chance(0.7) ? [second, first] : [first, second];
    yield answers(at, one);
    at += random.between(0, random.chance(0.5) ? 10 : 8_000);
    yield { at, do: 'leave', ...one };
    at += cutMs + 1_000;
    // The first may meet what the other tab has sent: a conflict, which is decided before the second.
    for (let more = random.between(0, 3); more > 0; more--) {
      yield answers(at, other);
      at += 4_000;
    }
    if (random.chance(0.6)) yield { at, do: 'leave', ...other };
    at += 1_000;
    yield { at, do: 'open', ...one };
    at += 3_000;
  }
}

/** What a campaign sees once, if ever: in a third of all runs. */
function* disasters(random: SeededRandom, lengthMs: number): Generator<Step> {
  const within = (from: number, to: number) => random.between(from * lengthMs, to * lengthMs);
  for (const what of ['office', 'platform'] as const) {
    if (!random.chance(0.12)) continue;
    const copiedAt = within(0, 0.4);
    yield { at: copiedAt, do: 'backup', what };
    const at = within(0.6, 1);
    const downMs = random.between(500, MINUTE);
    yield { at, do: 'restore', what, downMs };
    if (what === 'office' && random.chance(0.7)) {
      // Codes are given between the two, of which the copy knows nothing, and afterwards.
      yield* lostCode(random, copiedAt, at - copiedAt);
      yield* lostCode(random, at + downMs, 4 * TICK_MS);
    }
    // What the manual says is done next; not always at once.
    if (random.chance(0.8))
      yield { at: at + downMs + random.between(1, TICK_MS), do: 'publish', again: true };
  }
  if (random.chance(0.06)) yield { at: within(0.2, 1), do: 'leak' };
  if (random.chance(0.06)) {
    const at = within(0, 1);
    // In the middle of it.
    if (random.chance(0.5))
      yield { at, do: 'kill', what: 'office', steps: random.between(1, 15), downMs: 1_000 };
    yield { at, do: 'passphrase' };
  }
  if (random.chance(0.08)) {
    const downMs = random.between(500, MINUTE);
    yield { at: within(0.1, 0.9), do: 'replace-signing', why: random.pick(WHY_REPLACED), downMs };
  }
}

/** A pupil of the collège has lost the code, and is given another one. */
function* lostCode(random: SeededRandom, from: number, withinMs: number): Generator<Step> {
  const who = HEADS['6e'];
  const machine = random.between(0, COMPUTERS);
  yield { at: from, do: 'open', who, machine };
  const at = from + Math.floor(withinMs / 4);
  yield { at, do: 'ask', who, machine, wish: 'lost', about: random.pick(PUPILS) };
  yield { at: from + withinMs - 1, do: 'grant', refuse: false };
}

function* closing(random: SeededRandom, lies: readonly string[]): Generator<Step> {
  const at = CLOSING_AT_MS;
  for (const what of ['office', 'platform'] as const) {
    const most = what === 'office' ? 220 : 40;
    const power = random.chance(0.3);
    if (random.chance(0.3))
      yield { at, do: 'kill', what, steps: random.between(1, most), downMs: 1_000, ...(power && { power }) };
    if (random.chance(0.08)) yield { at, do: 'full', what, ms: random.between(1, 60_000) };
  }
  if (random.chance(0.15)) {
    const [drop, double] = [random.fraction() * 0.3, random.fraction() * 0.3];
    yield {
      at,
      do: 'network',
      drop,
      double,
      slowMs: random.pick([0, 3_000]),
      ms: random.between(1_000, MINUTE),
    };
  }
  if (lies.length > 0 && random.chance(0.6))
    yield { at, do: 'lie', lie: random.pick(lies), who: ACCOMPLICE, calls: 1 };
}

/** Heads who ask, agents who answer, staff who read and hand in rescue files. */
function* schools(random: SeededRandom, count: number, lengthMs: number): Generator<Step> {
  const everybody = [...Object.values(HEADS), ...TEACHERS];
  const places = new Map<string, number>();
  for (const who of Object.values(HEADS)) {
    if (random.chance(0.4)) continue;
    const machine = random.between(0, COMPUTERS);
    places.set(who, machine);
    yield { at: random.between(0, lengthMs / 4), do: 'open', who, machine };
  }
  for (let i = 0; i < count; i++) {
    const at = random.between(lengthMs / 8, lengthMs);
    const who = random.pick(everybody);
    const machine = places.get(who) ?? random.between(0, COMPUTERS);
    const what = random.fraction();
    if (what < 0.35) {
      const wish = random.pick(WISHES);
      const head = wish === 'teacher-code' ? HEADS.cp : HEADS['6e'];
      yield { at, do: 'ask', who: head, machine: places.get(head) ?? 0, wish, about: random.pick(PUPILS) };
      if (random.chance(0.8))
        yield { at: at + random.between(1, 3 * TICK_MS), do: 'grant', refuse: random.chance(0.15) };
    } else if (what < 0.7) yield { at, do: 'read', who, machine };
    else yield { at, do: 'rescue', who: random.pick(everybody), machine, from: random.between(0, COMPUTERS) };
  }
}

function* people(random: SeededRandom, count: number, lengthMs: number): Generator<Step> {
  const everybody = [...PUPILS, ...TEACHERS];
  const each = Math.max(2, Math.floor(count / everybody.length));
  for (const who of everybody) {
    if (random.chance(0.08)) continue;
    const isPupil = (PUPILS as readonly string[]).includes(who);
    let machine = random.between(0, COMPUTERS);
    let at = random.between(0, lengthMs / 3);
    const pace = random.pick([1_000, 10_000, 45_000]);
    yield { at, do: 'open', who, machine };
    for (let i = 1; i < each; i++) {
      at += random.between(200, pace * 2);
      const what = random.fraction();
      if (what < 0.72) yield answer(random, at, who, machine, isPupil);
      else if (what < 0.82) {
        if (random.chance(0.8)) yield { at, do: 'leave', who, machine };
        // The same computer again, or another one.
        if (random.chance(0.5)) machine = random.between(0, COMPUTERS);
        at += random.between(0, pace);
        yield { at, do: 'open', who, machine };
      } else if (what < 0.86) yield { at, do: 'leave', who, machine };
      else if (what < 0.88) yield { at, do: 'wipe', machine };
      else if (isPupil && i > each / 2) yield { at, do: 'finish', who, machine };
      else yield answer(random, at, who, machine, isPupil);
    }
    if (isPupil && random.chance(0.5)) yield { at: at + pace, do: 'finish', who, machine };
  }
}

function answer(random: SeededRandom, at: number, who: string, machine: number, isPupil: boolean): Step {
  const item = random.between(0, ITEMS.length);
  const value =
    isPupil && item === 3
      ? random.pick(TYPED)
      : isPupil && item === 2
        ? String(random.between(1, 30))
        : random.pick(CHOICES);
  return { at, do: 'answer', who, machine, item, value };
}

function fault(random: SeededRandom, lengthMs: number): Step {
  const at = random.between(0, lengthMs);
  const what = random.pick(['platform', 'office'] as const);
  const kind = random.fraction();
  if (kind < 0.35) {
    const steps = random.between(1, what === 'platform' ? 30 : 60);
    const power = random.chance(0.3);
    return { at, do: 'kill', what, steps, downMs: random.between(500, MINUTE), ...(power && { power }) };
  }
  if (kind < 0.75) {
    const [drop, double] = [random.fraction() * 0.4, random.fraction() * 0.3];
    const slowMs = random.pick([0, 500, 20_000]);
    return { at, do: 'network', drop, double, slowMs, ms: random.between(5_000, 2 * MINUTE) };
  }
  if (kind < 0.87) return { at, do: 'full', what, ms: random.between(1_000, 2 * MINUTE) };
  // The office's clock may jump anywhere; a platform's receipts are believed for an hour.
  const far = what === 'office' ? [-1_500, -120, 120, 1_500] : [-50, 50];
  const byMs = random.pick([-3, -1, 1, 3, 0, 0, ...far]) * MINUTE;
  return { at, do: 'clock', what, byMs };
}

function lying(
  random: SeededRandom,
  count: number,
  { whileCollecting, onTheWire }: LieNames,
  spaced: boolean,
  lengthMs: number,
): Step[] {
  const steps: Step[] = [];
  for (let i = 0; i < count; i++) {
    const at = spaced ? (i + 1) * 1.5 * TICK_MS : random.between(0, lengthMs);
    if (random.chance(0.2)) {
      steps.push({ at, do: 'deceive', share: random.fraction(), ms: random.between(10_000, 3 * MINUTE) });
      continue;
    }
    const who = random.pick([...PUPILS, ACCOMPLICE]);
    const calls = spaced ? 1 : random.between(1, 8);
    const lie = random.pick(random.chance(0.4) ? onTheWire : whileCollecting);
    steps.push({ at, do: 'lie', lie, who, calls });
  }
  return steps;
}

/** When the last step is over, and the office has made a pass since. */
export function lengthOf({ steps }: Scenario): number {
  return TICK_MS + Math.max(0, ...steps.map(({ at }) => at).filter((at) => at < CLOSING_AT_MS));
}
