import { registerAssign, registerMint, registerReserve, registerRevoke } from '../../codes/verbs.ts';
import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [registerMint, registerAssign, registerReserve, registerRevoke];
