/** Every parser of what anybody may send, by the room that it stands in. */
import { authorityTargets } from './authority-targets.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { measurementTargets } from './measurement-targets.ts';
import { platformTargets } from './platform-targets.ts';
import { protocolTargets } from './protocol-targets.ts';
import { qtiTargets } from './qti-targets.ts';
import { screensTargets } from './screens-targets.ts';
import { sealedFilesTargets } from './sealed-files-targets.ts';

export const ROOMS: Readonly<Record<string, () => Promise<readonly FuzzTarget[]>>> = {
  protocol: protocolTargets,
  platform: platformTargets,
  qti: qtiTargets,
  authority: authorityTargets,
  measurement: measurementTargets,
  screens: screensTargets,
  'sealed-files': sealedFilesTargets,
};
