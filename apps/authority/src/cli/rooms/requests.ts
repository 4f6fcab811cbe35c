import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { grantVerb, listVerb, refuseVerb, showVerb } from '../verbs/requests.ts';

export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [listVerb, showVerb, grantVerb, refuseVerb]),
};
