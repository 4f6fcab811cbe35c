import { registerCreate, registerValidate } from '../../campaign/verbs.ts';
import { registerPrepare } from '../../codes/verbs.ts';
import type { Register } from '../verb.ts';

/** In the order of a campaign's life, which is the order of the help. */
export const verbs: readonly Register[] = [registerValidate, registerCreate, registerPrepare];
