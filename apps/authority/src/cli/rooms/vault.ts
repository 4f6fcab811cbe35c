import { registerJournal } from '../../journal/verbs.ts';
import { registerVaultCreate } from '../../vault/create-verb.ts';
import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [registerVaultCreate, registerJournal];
