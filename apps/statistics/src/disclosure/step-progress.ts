/** Progress of a release: a bar for each step that counts, in the words of the terminal's language. */
import type { Progress, Terminal } from '@cloison/command';
import type { ReleaseStep } from '@cloison/disclosure';

const WORDS = {
  prepare: { fr: 'préparation', en: 'preparing' },
  before: { fr: 'risque avant', en: 'risk before' },
  recode: { fr: 'recodage', en: 'recoding' },
  suppress: { fr: 'suppression locale', en: 'local suppression' },
  after: { fr: 'risque après', en: 'risk after' },
} as const satisfies Record<ReleaseStep, unknown>;

export function stepProgress(terminal: Terminal) {
  let current: { readonly step: ReleaseStep; readonly bar: Progress } | null = null;
  const stop = () => {
    current?.bar.stop();
    current = null;
  };
  return {
    update(step: ReleaseStep, done: number, of: number): void {
      if (current?.step !== step) {
        stop();
        current = { step, bar: terminal.progress(terminal.say(WORDS[step]), of) };
      }
      current.bar.update(done);
    },
    stop,
  };
}
