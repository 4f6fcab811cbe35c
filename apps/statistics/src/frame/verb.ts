/** How the commands of this app are made: they need nothing but the terminal. */
import { defineVerb, type Frame, plainFrame, type Terminal } from '@cloison/command';
import { measurementRefusal } from '@cloison/study-files';

export const verb = defineVerb<Terminal>();

export const statisticsFrame: Frame<Terminal> = { ...plainFrame, explain: measurementRefusal };
