/** `cloison platform …`: the operator's commands. */
import { bindVerbs, type LoadedRoom, plainFrame } from '@cloison/command';
import { backupVerb, rehearseVerb, restoredVerb, restoreVerb } from './backup-commands.ts';
import { purgeVerb, statusVerb } from './campaign-commands.ts';
import { wordsOf } from './cli-words.ts';
import { exportVerb, importVerb } from './move-commands.ts';
import { laptopFrame, platformFrame } from './platform-session.ts';
import { relayExportVerb, relayPurgeVerb, relayStartVerb, relayStatusVerb } from './relay-commands.ts';
import { relayWords } from './relay-words.ts';
import { serveVerb } from './serve-command.ts';
import { initVerb, pagesVerb, replaceAuthorityVerb } from './setup-commands.ts';

export const platformRoom: LoadedRoom = {
  verbs: [
    ...bindVerbs(platformFrame, [initVerb, replaceAuthorityVerb, serveVerb]),
    ...bindVerbs(plainFrame, [pagesVerb]),
    ...bindVerbs(platformFrame, [
      statusVerb,
      purgeVerb,
      exportVerb,
      importVerb,
      backupVerb,
      restoreVerb,
      restoredVerb,
      rehearseVerb,
    ]),
    ...bindVerbs(laptopFrame, [relayStartVerb, relayExportVerb, relayStatusVerb, relayPurgeVerb]),
  ],
  groups: { relay: wordsOf(relayWords)((words) => words.relay) },
};
