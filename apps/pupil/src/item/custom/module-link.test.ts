import { beforeEach, describe, expect, it } from 'vitest';
import { type Start, VERSION } from './messages.ts';
import { BURST, type LinkState, ModuleLink, PING_MS, SILENT_MS, START_MS } from './module-link.ts';

const START: Start = {
  v: VERSION,
  kind: 'start',
  module: 'm',
  typeIdentifier: 'urn:m',
  scripts: [],
  properties: {},
  markup: [],
  files: {},
  response: { id: 'RESPONSE', cardinality: 'single', baseType: 'integer' },
  value: null,
  state: null,
  maxState: 10,
  language: 'fr',
  title: 'Une barre',
  readOnly: false,
  look: { fontSize: 16, ink: '', paper: '', accent: '', line: '', isDark: false },
};

/** Time that the test moves. */
class Clock {
  at = 0;
  #due: { readonly at: number; readonly run: () => void }[] = [];
  later = (ms: number, run: () => void) => {
    const one = { at: this.at + ms, run };
    this.#due.push(one);
    return () => {
      this.#due = this.#due.filter((other) => other !== one);
    };
  };
  pass(ms: number): void {
    const end = this.at + ms;
    for (;;) {
      const [next] = this.#due.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.at = next.at;
      this.#due = this.#due.filter((one) => one !== next);
      next.run();
    }
    this.at = end;
  }
  get waiting(): number {
    return this.#due.length;
  }
}

let clock: Clock;
let sent: { readonly kind: string; readonly n?: number }[];
let closed: number;
let answers: unknown[];
let states: LinkState[];
let shown: boolean;
beforeEach(() => {
  clock = new Clock();
  [sent, answers, states] = [[], [], []];
  [closed, shown] = [0, true];
});

function linked(start: Partial<Start> = {}): ModuleLink {
  const link = new ModuleLink({
    start: { ...START, ...start },
    bounds: { response: START.response, maxLength: 10, maxState: 10 },
    now: () => clock.at,
    later: clock.later,
    isShown: () => shown,
    onState: (state) => states.push(state),
    onAnswer: (value, state) => answers.push([value, state]),
    onLeave: (forward) => answers.push(forward),
  });
  link.begin({
    postMessage: (message) => sent.push(message as { kind: string }),
    close: () => {
      closed += 1;
    },
  });
  return link;
}
const ready = (start: Partial<Start> = {}) => {
  const link = linked(start);
  link.hear({ v: 1, kind: 'ready' });
  return link;
};
const answer = (value: unknown) => ({ v: 1, kind: 'answer', value, state: null });

describe('what is said with a module', () => {
  it('begins with what the item says, and ends in answers', () => {
    const link = ready();
    expect(sent[0]).toMatchObject({ kind: 'start', module: 'm' });
    link.hear(answer('3'));
    link.hear({ v: 1, kind: 'leave', forward: true });
    expect(answers).toEqual([['3', null], true]);
    expect(link.state).toMatchObject({ kind: 'ready', faulty: false });
  });

  it('takes no answer before the module is ready, nor of a page that may only be read', () => {
    linked().hear(answer('3'));
    ready({ readOnly: true }).hear(answer('3'));
    expect(answers).toEqual([]);
  });

  it.each([
    ['never becomes ready', (_: ModuleLink) => clock.pass(START_MS), 'slow', false],
    ['falls silent', (_: ModuleLink) => clock.pass(SILENT_MS + 2 * PING_MS), 'silent', true],
    [
      'floods',
      (link: ModuleLink) => {
        for (let i = 0; i <= BURST; i++) link.hear(answer(String(i % 9)));
      },
      'flood',
      true,
    ],
    [
      'floods another window',
      (link: ModuleLink) => {
        for (let i = 0; i <= BURST; i++) link.hearStray();
      },
      'flood',
      true,
    ],
    [
      'says what is none of the messages',
      (link: ModuleLink) => {
        for (let i = 0; i < 30; i++) link.hear({ evil: i });
      },
      'foreign',
      true,
    ],
    ['fails', (link: ModuleLink) => link.hear({ v: 1, kind: 'failed' }), 'failed', false],
  ] as const)('gives a module up that %s, and hears nothing more of it', (_, act, why, isReady) => {
    const link = isReady ? ready() : linked();
    act(link);
    expect(link.state).toEqual({ kind: 'given-up', why });
    const before = answers.length;
    link.hear(answer('7'));
    expect(answers.length).toBe(before);
    expect([closed, clock.waiting]).toEqual([1, 0]);
  });

  it('keeps a module that answers each ping, and one that answers at the pace of a hand', () => {
    const link = ready();
    for (let second = 0; second < 120; second++) {
      for (let i = 0; i < 30; i++) link.hear(answer(String(i)));
      clock.pass(1_000);
      const last = sent.findLast(({ kind }) => kind === 'ping');
      if (last !== undefined) link.hear({ v: 1, kind: 'pong', n: last.n });
    }
    expect(link.state.kind).toBe('ready');
    expect(answers.length).toBe(3_600);
  });

  it('does not count the time in which the page is hidden', () => {
    const link = ready();
    shown = false;
    clock.pass(10 * SILENT_MS);
    expect(link.state.kind).toBe('ready');
  });

  it('an old pong does not keep a silent module', () => {
    const link = ready();
    clock.pass(PING_MS);
    for (let i = 0; i < 10; i++) {
      clock.pass(PING_MS);
      link.hear({ v: 1, kind: 'pong', n: 1 });
    }
    expect(link.state).toEqual({ kind: 'given-up', why: 'silent' });
  });
});
