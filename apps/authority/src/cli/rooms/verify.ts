import type { Register } from '../verb.ts';
import {
  registerVerifyCertificate,
  registerVerifyJournal,
  registerVerifyPages,
  registerVerifySite,
} from '../verbs/verify.ts';

export const verbs: readonly Register[] = [
  registerVerifyJournal,
  registerVerifyCertificate,
  registerVerifyPages,
  registerVerifySite,
];
