import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { correctVerb, filesVerb, restoreVerb, showVerb, withdrawVerb } from '../verbs/items.ts';

export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [showVerb, withdrawVerb, correctVerb, restoreVerb, filesVerb]),
};
