import { registerAdaptive } from '../../measurement/adaptive-verb.ts';
import { registerCalibrate } from '../../measurement/calibrate-verb.ts';
import { registerDif } from '../../measurement/dif-verb.ts';
import { registerEstimate } from '../../measurement/estimate-verb.ts';
import { registerItems } from '../../measurement/items-verb.ts';
import { registerLink } from '../../measurement/link-verb.ts';
import { registerScores } from '../../measurement/scores-verb.ts';
import { registerStandards } from '../../measurement/standards-verb.ts';
import type { Register } from '../verb.ts';

export const verbs: readonly Register[] = [
  registerItems,
  registerCalibrate,
  registerScores,
  registerDif,
  registerLink,
  registerStandards,
  registerEstimate,
  registerAdaptive,
];
