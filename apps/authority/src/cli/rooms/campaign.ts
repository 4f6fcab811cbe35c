import type { Register } from '../verb.ts';
import { registerAnalyse } from '../verbs/campaign-analyse.ts';
import { registerCertificate, registerClose } from '../verbs/campaign-close.ts';
import { registerCreate, registerValidate } from '../verbs/campaign-create.ts';
import {
  registerMove,
  registerPurged,
  registerRelayBundle,
  registerRelayTake,
} from '../verbs/campaign-hosts.ts';
import { registerPublish } from '../verbs/campaign-publish.ts';
import { registerRelease } from '../verbs/campaign-release.ts';
import { registerAnonymise, registerExport } from '../verbs/campaign-research.ts';
import { registerServe } from '../verbs/campaign-serve.ts';
import { registerStatus } from '../verbs/campaign-status.ts';
import { registerPrepare } from '../verbs/codes.ts';

/** In the order of a campaign's life, which is the order of the help. */
export const verbs: readonly Register[] = [
  registerValidate,
  registerCreate,
  registerPrepare,
  registerPublish,
  registerServe,
  registerRelease,
  registerStatus,
  registerAnalyse,
  registerMove,
  registerRelayBundle,
  registerRelayTake,
  registerPurged,
  registerClose,
  registerCertificate,
  registerAnonymise,
  registerExport,
];
