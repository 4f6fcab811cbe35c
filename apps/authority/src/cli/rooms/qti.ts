import type { Register } from '../verb.ts';
import { registerCheck, registerPack } from '../verbs/qti.ts';

export const verbs: readonly Register[] = [registerCheck, registerPack];
