import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { setVerb, showVerb, undoVerb } from '../verbs/standards.ts';

export const room: LoadedRoom = { verbs: bindVerbs(authorityFrame, [showVerb, setVerb, undoVerb]) };
