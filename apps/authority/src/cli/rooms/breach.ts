import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { breachRevokeVerb } from '../verbs/breach.ts';

export const room: LoadedRoom = { verbs: bindVerbs(authorityFrame, [breachRevokeVerb]) };
