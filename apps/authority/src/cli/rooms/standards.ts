import { registerSet, registerShow, registerUndo } from '../../standards/verbs.ts';
import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [registerShow, registerSet, registerUndo];
