import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { assignVerb, mintVerb, reserveVerb, revokeVerb } from '../verbs/codes.ts';

export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [mintVerb, assignVerb, reserveVerb, revokeVerb]),
};
