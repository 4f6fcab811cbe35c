import type { Register } from '../verb.ts';
import { registerKeysCopy, registerKeysInit, registerKeysList, registerKeysShow } from '../verbs/keys.ts';

export const verbs: readonly Register[] = [
  registerKeysInit,
  registerKeysShow,
  registerKeysCopy,
  registerKeysList,
];
