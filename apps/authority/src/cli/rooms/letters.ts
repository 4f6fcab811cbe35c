import { registerPrint } from '../../print/verbs.ts';
import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [registerPrint];
