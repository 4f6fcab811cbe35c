import {
  registerVerifyCertificate,
  registerVerifyJournal,
  registerVerifyPages,
  registerVerifySite,
} from '../../verify/verbs.ts';
import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [
  registerVerifyJournal,
  registerVerifyCertificate,
  registerVerifyPages,
  registerVerifySite,
];
