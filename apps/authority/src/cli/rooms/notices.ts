import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { addVerb, listVerb, withdrawVerb } from '../verbs/notices.ts';

export const room: LoadedRoom = { verbs: bindVerbs(authorityFrame, [addVerb, listVerb, withdrawVerb]) };
