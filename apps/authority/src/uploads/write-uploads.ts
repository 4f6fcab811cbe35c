/**
 * Files that pupils sent as answers, written for those who score them: named by order number, with an end that the bytes bear
 * out. What came from a browser is hostile: nothing is opened or run here, and a type that the bytes deny is written as
 * `.bin`. Reading them is an act on persons: it leaves a line in the journal, and takes two persons once roles are given.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainSystem } from '@cloison/command/refusal';
import { writeWhole } from '@cloison/durable-files';
import { checkAsset } from '@cloison/qti';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { csvLine } from '../files/csv-line.ts';
import { appendJournal } from '../journal/journal.ts';
import { requireApproval } from '../roles/approvals.ts';
import { orderNumberOfPupil } from '../roster/pupils.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { presentSittings } from '../score/sittings.ts';
import { refuseUploads } from './refusals.ts';

export interface WrittenUploads {
  readonly files: number;
  readonly bytes: number;
}

/** What is approved: the files of one item. */
export const uploadsSubject = (campaign: string, item: string): string => `${campaign}/files/${item}`;

/**
 * Writes the files of an item and `index.csv` (order number, file, type as the browser said it, bytes, SHA-256) into a folder
 * that does not hold them yet; the index comes last, and a run that was cut short is finished by the same call. Throws
 * `uploads-item`, `uploads-folder`, `approval-missing`, `campaign-closed`.
 */
export function writeUploads(campaign: OpenCampaign, item: string, folder: string): WrittenUploads {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const sequences = [...scoringModel(campaign).values()].filter(({ items }) => items.has(item));
  if (sequences.length === 0) throw refuseUploads('uploads-item', { item });
  const index = join(folder, 'index.csv');
  if (existsSync(index)) throw refuseUploads('uploads-folder', { path: folder, code: 'EEXIST' });
  const subject = uploadsSubject(name, item);
  requireApproval(vault, actor, 'read-sitting', subject);
  appendJournal(vault, actor, 'items.files', name, { of: subject });
  const lines = [csvLine(['order', 'file', 'type', 'bytes', 'sha256'])];
  let total = 0;
  /** Files of each order number so far: a pupil may send several, and sit the item in several sequences. */
  const written = new Map<string, number>();
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const { id } of sequences) {
      for (const { pupil, sitting } of presentSittings(campaign, id)) {
        const responses = Object.values(sitting.items[item]?.responses ?? {});
        const found = responses.flatMap((value) => (typeof value === 'string' ? (fileIn(value) ?? []) : []));
        const order = orderNumberOfPupil(campaign, pupil) ?? 'sans-numero';
        for (const { type, bytes } of found) {
          const number = (written.get(order) ?? 0) + 1;
          written.set(order, number);
          const file = `${order}${number > 1 ? `-${number}` : ''}.${endOf(type, bytes)}`;
          writeNew(join(folder, file), bytes);
          const digest = createHash('sha256').update(bytes).digest('hex');
          lines.push(csvLine([order, file, type, bytes.length, digest]));
          total += bytes.length;
        }
      }
    }
    writeWhole(index, lines.join(''), { mode: 0o600, isNew: true });
  } catch (error) {
    throw explainSystem(error, (code) => refuseUploads('uploads-folder', { path: folder, code }));
  }
  return { files: lines.length - 1, bytes: total };
}

/** A file that is there and holds the same is of a run that was cut short. */
function writeNew(path: string, bytes: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(bytes)) return;
  writeWhole(path, bytes, { mode: 0o600, isNew: true });
}

/** A `data:` URL as players send it; null for any other text. */
export function fileIn(value: string): { readonly type: string; readonly bytes: Buffer } | null {
  const found = /^data:([\w.+-]{1,80}\/[\w.+-]{1,80});base64,([A-Za-z0-9+/]*={0,2})$/.exec(value);
  return found === null ? null : { type: found[1]!.toLowerCase(), bytes: Buffer.from(found[2]!, 'base64') };
}

/** The end of a file's name and its first bytes (WebP: RIFF, four bytes, WEBP), by type. */
const STARTS: Readonly<Record<string, readonly [end: string, start: readonly (number | null)[]]>> = {
  'image/jpeg': ['jpg', [0xff, 0xd8, 0xff]],
  'image/png': ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  'image/webp': ['webp', [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50]],
  'image/gif': ['gif', [0x47, 0x49, 0x46, 0x38]],
  'application/pdf': ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
};

/** The end of its name: what its bytes say, and nothing that a machine runs, or cannot hold, when it is opened. */
export function endOf(type: string, bytes: Uint8Array): string {
  const known = Object.hasOwn(STARTS, type) ? STARTS[type] : undefined;
  if (known !== undefined) {
    const [end, start] = known;
    const isIt = start.every((byte, i) => byte === null || byte === bytes[i]);
    // A few kilobytes may be a picture of gigabytes on the computer of who opens it.
    return isIt && checkAsset(`picture.${end}`, bytes).length === 0 ? end : 'bin';
  }
  // A drawing of the player: no script, no outside address.
  if (type === 'image/svg+xml') return checkAsset('drawing.svg', bytes).length === 0 ? 'svg' : 'bin';
  return type === 'text/plain' && !bytes.includes(0) ? 'txt' : 'bin';
}
