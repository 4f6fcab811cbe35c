import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { consoleVerb } from '../verbs/console.ts';

export const room: LoadedRoom = { verbs: bindVerbs(authorityFrame, [consoleVerb]) };
