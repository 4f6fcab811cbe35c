import { registerKeysCopy, registerKeysInit, registerKeysList, registerKeysShow } from '../../keys/verbs.ts';
import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [
  registerKeysInit,
  registerKeysShow,
  registerKeysCopy,
  registerKeysList,
];
