/** `cloison disclosure`: statistical secrecy of any file, for which no vault is needed. */
import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { statisticsFrame } from '../frame/verb.ts';
import { anonymiseVerb } from './anonymise-verb.ts';
import { attackVerb } from './attack-verb.ts';
import { riskVerb } from './risk-verb.ts';
import { tabulateVerb } from './tabulate-verb.ts';

export const disclosureRoom: LoadedRoom = {
  verbs: bindVerbs(statisticsFrame, [riskVerb, anonymiseVerb, tabulateVerb, attackVerb]),
};
