/** The frame of commands that need nothing but the terminal. */
import type { Terminal } from '../terminal/terminal.ts';
import type { Frame } from './verb.ts';

export const plainFrame: Frame<Terminal> = {
  options: {},
  open: (terminal) => ({ session: terminal, close: () => {} }),
};
