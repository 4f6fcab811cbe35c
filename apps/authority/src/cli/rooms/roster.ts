import type { Register } from '../verb.ts';
import { registerImport } from '../verbs/roster.ts';

export const verbs: readonly Register[] = [registerImport];
