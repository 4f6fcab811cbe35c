import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import {
  verifyCertificateVerb,
  verifyJournalVerb,
  verifyPagesVerb,
  verifySiteVerb,
} from '../verbs/verify.ts';
import { verifyPublishedVerb } from '../verbs/verify-published.ts';

export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [
    verifyJournalVerb,
    verifyCertificateVerb,
    verifyPagesVerb,
    verifySiteVerb,
    verifyPublishedVerb,
  ]),
};
