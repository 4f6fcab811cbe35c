import type { Register } from '../verb.ts';
import { registerPrint } from '../verbs/letters.ts';

export const verbs: readonly Register[] = [registerPrint];
