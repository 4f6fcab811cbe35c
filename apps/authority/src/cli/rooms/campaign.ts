import { registerRelease } from '../../ahead/verbs.ts';
import { registerAnalyse } from '../../analyse/verbs.ts';
import { registerStatus } from '../../campaign/status-verb.ts';
import { registerCreate, registerValidate } from '../../campaign/verbs.ts';
import { registerCertificate, registerClose } from '../../close/verbs.ts';
import { registerPrepare } from '../../codes/verbs.ts';
import { registerServe } from '../../collect/verbs.ts';
import { registerMove, registerPurged, registerRelayBundle, registerRelayTake } from '../../places/verbs.ts';
import { registerPublish } from '../../publish/verbs.ts';
import { registerAnonymise, registerExport } from '../../research/verbs.ts';
import type { Register } from '../verb.ts';

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
