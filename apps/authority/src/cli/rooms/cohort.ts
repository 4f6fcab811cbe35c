import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import {
  cohortEndVerb,
  cohortExportVerb,
  cohortKeyVerb,
  cohortMarkVerb,
  cohortStatementVerb,
} from '../verbs/cohort.ts';

export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [
    cohortKeyVerb,
    cohortMarkVerb,
    cohortExportVerb,
    cohortEndVerb,
    cohortStatementVerb,
  ]),
};
