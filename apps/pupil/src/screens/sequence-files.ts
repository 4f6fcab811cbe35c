/** What a sequence needs beside its items before the first is shown: what draws them, pictures, recordings, modules. */
import { allowedTools } from '../comfort/accommodations.ts';
import { type LoadedAssets, loadAssets, loadScripts, neededAssets } from '../item/content/assets.ts';
import { loadInteractions } from '../item/interactions/InteractionView.tsx';
import {
  loadParts,
  type SequenceParts,
  sequenceInfo,
  type TicketSequence,
} from '../sitting/open-sequence.ts';
import type { SignedIn } from '../sitting/sign-in.ts';

export interface SequenceFiles {
  readonly assets: LoadedAssets;
  readonly script: Awaited<ReturnType<typeof loadScripts>>;
}

/** Loads them all. A file that fails does not stop the others; rejects when an interaction cannot be drawn. */
export async function loadFiles(signed: SignedIn, sequence: TicketSequence): Promise<SequenceFiles> {
  const parts = await partsOf(signed, sequence);
  const [assets, script] = await Promise.all([
    loadAssets(signed.content, sequence.id, pathsOf(signed, sequence, parts)),
    loadScripts(signed.content, sequence.id, parts.published.scripts ?? []),
    loadInteractions(parts.items.values()),
  ]);
  return { assets, script };
}

/** Fetches them into this browser's store, so that `loadFiles` needs no network. */
export async function keepFiles(signed: SignedIn, sequence: TicketSequence): Promise<void> {
  const parts = await partsOf(signed, sequence);
  const scripts = (parts.published.scripts ?? []).map(({ path }) => path);
  const paths = new Set([...pathsOf(signed, sequence, parts), ...scripts]);
  await Promise.all([
    loadInteractions(parts.items.values()),
    ...[...paths].map((path) => signed.content.keep(`assets/${sequence.id}/${path}`)),
  ]);
}

/** Goes on in another task than that in which the items were read, so that none is long. */
async function partsOf(signed: SignedIn, sequence: TicketSequence): Promise<SequenceParts> {
  const parts = await loadParts(signed, sequence);
  await new Promise((resolve) => setTimeout(resolve, 0));
  return parts;
}

function pathsOf(signed: SignedIn, sequence: TicketSequence, { items }: SequenceParts): string[] {
  const { cards } = allowedTools(signed.ticket, sequenceInfo(signed, sequence), null);
  return [...items.values()].flatMap((item) => neededAssets(item, cards));
}
