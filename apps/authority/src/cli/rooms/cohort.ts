import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { cohortKeyVerb, cohortMarkVerb } from '../verbs/cohort.ts';

export const room: LoadedRoom = { verbs: bindVerbs(authorityFrame, [cohortKeyVerb, cohortMarkVerb]) };
