import { bindVerbs, type LoadedRoom } from '@cloison/command';
import { authorityFrame } from '../frame/authority-frame.ts';
import { analyseVerb } from '../verbs/campaign-analyse.ts';
import { certificateVerb, closeVerb } from '../verbs/campaign-close.ts';
import { createVerb, validateVerb } from '../verbs/campaign-create.ts';
import { doubleEntryVerb } from '../verbs/campaign-double-entry.ts';
import { figuresVerb } from '../verbs/campaign-figures.ts';
import { moveVerb, purgedVerb, relayBundleVerb, relayTakeVerb } from '../verbs/campaign-hosts.ts';
import { itemsVerb } from '../verbs/campaign-items.ts';
import { publishVerb } from '../verbs/campaign-publish.ts';
import { releaseVerb } from '../verbs/campaign-release.ts';
import { anonymiseVerb, destroyResearchVerb, exportVerb } from '../verbs/campaign-research.ts';
import { serveVerb } from '../verbs/campaign-serve.ts';
import { statusVerb } from '../verbs/campaign-status.ts';
import { prepareVerb } from '../verbs/codes.ts';

/** In the order of a campaign's life, which is the order of the help. */
export const room: LoadedRoom = {
  verbs: bindVerbs(authorityFrame, [
    validateVerb,
    createVerb,
    prepareVerb,
    publishVerb,
    serveVerb,
    releaseVerb,
    statusVerb,
    itemsVerb,
    doubleEntryVerb,
    analyseVerb,
    figuresVerb,
    moveVerb,
    relayBundleVerb,
    relayTakeVerb,
    purgedVerb,
    closeVerb,
    certificateVerb,
    anonymiseVerb,
    exportVerb,
    destroyResearchVerb,
  ]),
};
