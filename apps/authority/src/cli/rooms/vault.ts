import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { vaultBackupVerb, vaultRehearseVerb, vaultRestoreVerb } from '../verbs/vault-backup.ts';
import { vaultCheckVerb } from '../verbs/vault-check.ts';
import { vaultCreateVerb } from '../verbs/vault-create.ts';
import { journalVerb } from '../verbs/vault-journal.ts';

export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [
    vaultCreateVerb,
    vaultCheckVerb,
    vaultBackupVerb,
    vaultRehearseVerb,
    vaultRestoreVerb,
    journalVerb,
  ]),
};
