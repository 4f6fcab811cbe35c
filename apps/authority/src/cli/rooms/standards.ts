import type { Register } from '../verb.ts';
import { registerSet, registerShow, registerUndo } from '../verbs/standards.ts';

export const verbs: readonly Register[] = [registerShow, registerSet, registerUndo];
