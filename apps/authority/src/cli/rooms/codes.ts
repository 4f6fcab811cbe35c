import type { Register } from '../verb.ts';
import { registerAssign, registerMint, registerReserve, registerRevoke } from '../verbs/codes.ts';

export const verbs: readonly Register[] = [registerMint, registerAssign, registerReserve, registerRevoke];
