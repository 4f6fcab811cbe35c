import { registerCheck, registerPack } from '../../qti/verbs.ts';
import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [registerCheck, registerPack];
