import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { accessVerb, objectVerb, rectifyVerb } from '../verbs/rights.ts';

export const room: LoadedRoom = { verbs: bindVerbs(authorityFrame, [accessVerb, rectifyVerb, objectVerb]) };
