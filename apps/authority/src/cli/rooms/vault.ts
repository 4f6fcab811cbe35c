import type { Register } from '../verb.ts';
import { registerVaultCreate } from '../verbs/vault-create.ts';
import { registerJournal } from '../verbs/vault-journal.ts';

export const verbs: readonly Register[] = [registerVaultCreate, registerJournal];
