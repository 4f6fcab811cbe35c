import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { printVerb } from '../verbs/letters.ts';

export const room: LoadedRoom = { verbs: bindVerbs(authorityFrame, [printVerb]) };
