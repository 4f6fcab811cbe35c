import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { keysCopyVerb, keysInitVerb, keysListVerb, keysShowVerb } from '../verbs/keys.ts';
import { keysPassphraseVerb } from '../verbs/keys-passphrase.ts';
import { keysJoinVerb, keysRehearseVerb, keysSplitVerb } from '../verbs/keys-shares.ts';
import { keysReplaceSigningVerb } from '../verbs/keys-signing.ts';

export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [
    keysInitVerb,
    keysShowVerb,
    keysCopyVerb,
    keysListVerb,
    keysPassphraseVerb,
    keysSplitVerb,
    keysJoinVerb,
    keysRehearseVerb,
    keysReplaceSigningVerb,
  ]),
};
