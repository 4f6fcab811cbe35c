import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { rolesApproveVerb, rolesGiveVerb, rolesListVerb, rolesTakeVerb } from '../verbs/roles.ts';

export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [rolesListVerb, rolesGiveVerb, rolesTakeVerb, rolesApproveVerb]),
};
