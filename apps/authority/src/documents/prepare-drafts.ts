/** Which of a list of drafts differ from what was sealed last, and what the vault is to keep of those. Reads and changes nothing. */
import { randomBytes } from 'node:crypto';
import { type Bytes, toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder } from '../codes/holders.ts';
import type { DocumentRow } from '../vault/rows.ts';
import { type DocumentDraft, saidInDraft } from './document-draft.ts';
import { ceilingOf, encodeDocument } from './seal-document.ts';
import { envelopeOf, sealWaiting } from './waiting-document.ts';

/** A body that does not fit under the ceiling that the manifest states for its name. */
export interface Misfit {
  readonly name: string;
  /** Hexadecimal. */
  readonly holder: string;
  readonly bytes: number;
  readonly ceiling: number;
}

export interface DraftOutcome {
  readonly changed: number;
  /** Of those, how many take the place of a version that still waits to be pushed. */
  readonly replacing: number;
  /** The platform has them as they are. */
  readonly unchanged: number;
  readonly misfits: readonly Misfit[];
}

/** `rows` are to be kept, each as the next version of its document. */
export interface PreparedDrafts extends DraftOutcome {
  readonly rows: readonly Pick<DocumentRow, 'holder' | 'name' | 'version' | 'body_lookup' | 'envelope'>[];
}

/** With `dryRun` there are no rows. */
export async function prepareDrafts(
  campaign: OpenCampaign,
  drafts: readonly DocumentDraft[],
  options: { readonly dryRun?: boolean } = {},
): Promise<PreparedDrafts> {
  const misfits: Misfit[] = [];
  const rows: PreparedDrafts['rows'][number][] = [];
  let unchanged = 0;
  let changed = 0;
  let replacing = 0;
  for (const draft of drafts) {
    const { holder, name, wholeBytes } = draft;
    const ceiling = ceilingOf(campaign, name);
    if (wholeBytes !== undefined) {
      misfits.push({ name, holder: toHex(holder.holder_id), bytes: wholeBytes, ceiling });
    }
    const { lookup, json } = saidInDraft(campaign, draft);
    const last = findDocument(campaign, holder.holder_id, name);
    if (last !== undefined && Buffer.compare(last.body_lookup, lookup) === 0) {
      unchanged += last.pushed;
      continue;
    }
    const { deflated, bytes } = encodeDocument(campaign, holder, json);
    if (bytes > ceiling) {
      misfits.push({ name, holder: toHex(holder.holder_id), bytes, ceiling });
      continue;
    }
    changed += 1;
    if (last?.pushed === 0) replacing += 1;
    if (options.dryRun === true) continue;
    const place = { holder: holder.holder_id, name, version: (last?.version ?? 0) + 1 };
    const iv = randomBytes(12);
    const previous = last === undefined ? null : await hashOfLast(campaign, last);
    const envelope = sealWaiting(campaign, place, { deflated, iv, previous }) as Bytes;
    rows.push({ ...place, body_lookup: lookup as Bytes, envelope });
  }
  return { changed, replacing, unchanged, misfits, rows };
}

function findDocument({ vault }: OpenCampaign, holder: Uint8Array, name: string): DocumentRow | undefined {
  return vault.get<DocumentRow>('SELECT * FROM document WHERE holder = ? AND name = ?', holder, name);
}

/** The platform may have a version that waits: its answer was not heard. So the next one is chained to it. */
async function hashOfLast(campaign: OpenCampaign, last: DocumentRow): Promise<Uint8Array> {
  if (last.hash.length > 0) return last.hash;
  const holder = findHolder(campaign.vault, last.holder);
  if (holder === null) throw new Error('a document of nobody');
  return (await envelopeOf(campaign, holder, last)).hash;
}
