/** A terminal of an agent that shows nothing: for commands that are started within a test. */
import type { Terminal } from '@cloison/command';

const silent = () => undefined;

export function silentTerminal(agent: string, passphrase: string): Terminal {
  return {
    lang: 'fr',
    json: true,
    env: { CLOISON_AGENT: agent, CLOISON_PASSPHRASE: passphrase },
    signal: new AbortController().signal,
    onHangUp: silent,
    say: ({ fr }) => fr,
    print: silent,
    note: silent,
    event: silent,
    progress: () => ({ update: silent, stop: silent }),
  };
}
