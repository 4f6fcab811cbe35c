import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { importVerb } from '../verbs/roster.ts';
import { findVerb, sittingVerb } from '../verbs/roster-find.ts';

export const room: LoadedRoom = { verbs: bindVerbs(authorityFrame, [importVerb, findVerb, sittingVerb]) };
