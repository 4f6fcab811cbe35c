import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { checkVerb, packVerb } from '../verbs/qti.ts';

export const room: LoadedRoom = { verbs: bindVerbs(authorityFrame, [checkVerb, packVerb]) };
