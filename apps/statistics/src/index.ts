/** `cloison measurement`: statistics on any file, for which no vault is needed. */
import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { statisticsFrame } from './frame/verb.ts';
import { adaptiveVerb } from './verbs/adaptive.ts';
import { calibrateVerb } from './verbs/calibrate.ts';
import { difVerb } from './verbs/dif.ts';
import { dimensionsVerb } from './verbs/dimensions.ts';
import { estimateVerb } from './verbs/estimate.ts';
import { itemsVerb } from './verbs/items.ts';
import { linkVerb } from './verbs/link.ts';
import { scoresVerb } from './verbs/scores.ts';
import { standardsVerb } from './verbs/standards.ts';

export const measurementRoom: LoadedRoom = {
  verbs: bindVerbs(statisticsFrame, [
    itemsVerb,
    calibrateVerb,
    dimensionsVerb,
    scoresVerb,
    difVerb,
    linkVerb,
    standardsVerb,
    estimateVerb,
    adaptiveVerb,
  ]),
};

export { disclosureRoom } from './disclosure/room.ts';
