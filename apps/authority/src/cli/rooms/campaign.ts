import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [];
