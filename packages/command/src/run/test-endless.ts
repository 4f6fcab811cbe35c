/** A program for the test of closed pipes: `endless` goes on until it is asked to stop, `busy` writes much and ends. */
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { required } from '../definition/option.ts';
import { plainFrame } from '../definition/plain-frame.ts';
import { bindVerbs } from '../definition/room.ts';
import { defineVerb } from '../definition/verb.ts';
import { fileToWrite } from '../kinds/paths.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { runProcess } from './run-program.ts';

const words = { fr: 'un mot', en: 'a word' };
const verb = defineVerb<Terminal>();
const arguments_ = { out: required(fileToWrite(), words) };
const endless = verb({
  name: 'endless',
  summary: words,
  arguments: arguments_,
  examples: [],
  isEndless: true,
  async run(session, { out }) {
    while (!session.signal.aborted) {
      session.print('line');
      await wait(5);
    }
    writeFileSync(out, 'stopped');
    return {};
  },
});
const busy = verb({
  name: 'busy',
  summary: words,
  arguments: arguments_,
  examples: [],
  async run(session, { out }) {
    for (let i = 0; i < 200; i++) {
      session.print('line'.repeat(1000));
      await wait(1);
    }
    writeFileSync(out, 'done');
    return {};
  },
});
const room = {
  name: 'r',
  summary: words,
  load: async () => ({ verbs: bindVerbs(plainFrame, [endless, busy]) }),
};
await runProcess({ name: 'p', summary: words, rooms: [room] });
