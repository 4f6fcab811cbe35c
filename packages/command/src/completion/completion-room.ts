/** `completion bash|zsh|fish`: a script that a shell reads, made from the commands themselves. */

import { plainFrame } from '../definition/plain-frame.ts';
import { bindVerbs, type LoadedRoom, type Room } from '../definition/room.ts';
import { defineVerb } from '../definition/verb.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Words } from '../words/refusal.ts';
import { bashScript } from './bash-script.ts';
import { type CompletedCommand, completionTree } from './completion-tree.ts';
import { fishScript } from './fish-script.ts';
import { zshScript } from './zsh-script.ts';

type Shell = 'bash' | 'zsh' | 'fish';

const SCRIPTS: Readonly<Record<Shell, (program: string, tree: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const HOW: Readonly<Record<Shell, string>> = {
  bash: 'source <({program} completion bash)',
  zsh: '{program} completion zsh > ~/.zfunc/_{program}',
  fish: '{program} completion fish > ~/.config/fish/completions/{program}.fish',
};

const SUMMARY: Words = { fr: 'ce que complète la touche de tabulation', en: 'what the tab key completes' };

/** `rooms` are the program's other rooms; all are loaded when a script is asked for. */
export function completionRoom(program: string, rooms: readonly Room[]): Room {
  const room: Room = {
    name: 'completion',
    summary: SUMMARY,
    load: async () => ({
      verbs: bindVerbs(
        plainFrame,
        Object.keys(SCRIPTS).map((shell) => verbOf(shell as Shell)),
      ),
    }),
  };
  const verb = defineVerb<Terminal>();
  const verbOf = (shell: Shell) =>
    verb({
      name: shell,
      summary: { fr: `un script pour ${shell}`, en: `a script for ${shell}` },
      examples: [HOW[shell].replaceAll('{program}', program)],
      run: async (session) => {
        const all = [...rooms, room];
        const loaded = new Map<string, LoadedRoom>();
        for (const one of all) loaded.set(one.name, await one.load());
        const script = SCRIPTS[shell](program, completionTree(all, loaded, session.lang));
        session.print(script.trimEnd());
        return { shell, script };
      },
    });
  return room;
}
