import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { assignVerb, importVerb, listVerb, revokeVerb } from '../verbs/areas.ts';

export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [importVerb, listVerb, assignVerb, revokeVerb]),
};
