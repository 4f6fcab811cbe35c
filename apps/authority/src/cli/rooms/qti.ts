import { bindVerbs, type LoadedRoom, plainFrame } from '@cloison/command';
import { checkVerb, packVerb } from '../verbs/qti.ts';
import { deliverVerb, scoreVerb } from '../verbs/qti-item.ts';
import { previewVerb } from '../verbs/qti-preview.ts';

/** Items need no vault: the frame has none, and no option of one. */
export const room: LoadedRoom = {
  verbs: bindVerbs(plainFrame, [checkVerb, previewVerb, scoreVerb, deliverVerb, packVerb]),
};
