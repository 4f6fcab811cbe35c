/** `cloison disclosure`: statistical secrecy of any file, for which no vault is needed. */
import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { statisticsFrame } from '../frame/verb.ts';
import { anonymiseVerb } from './anonymise-verb.ts';
import { riskVerb } from './risk-verb.ts';

export const disclosureRoom: LoadedRoom = {
  verbs: bindVerbs(statisticsFrame, [riskVerb, anonymiseVerb]),
};
