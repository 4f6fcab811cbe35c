import { registerImport } from '../../roster/verbs.ts';
import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [registerImport];
