/** Pages to read and files to keep: each is put on the shelf for one opening. */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Requests, Work } from '@cloison/console-messages';
import { analysisPage } from '../../analyse/analysis-page.ts';
import { bookletPage } from '../../analyse/item-booklet.ts';
import { readCertificate } from '../../close/certificate.ts';
import { certificatePage } from '../../close/certificate-page.ts';
import { closingCertificate } from '../../close/close-campaign.ts';
import type { Desk } from '../desk/desk.ts';
import { refuseConsole } from '../desk/refusals.ts';
import type { ShelvedFile } from '../door/page-shelf.ts';

const HTML = 'text/html; charset=utf-8';

/** Throws `console-nothing` before any analysis. */
export async function shelvedAnalysis(
  desk: Desk,
  { campaign, level, lang, form }: Requests['analysisPage'],
): Promise<ShelvedFile> {
  const page = await desk.actOn('campaign analyse', campaign, (open) => analysisPage(open, level, lang));
  if (page === null) throw refuseConsole('console-nothing');
  return {
    type: HTML,
    bytes: page,
    ...(form === 'page' ? {} : { download: `analyse-${campaign}-${level}.html` }),
  };
}

/** Throws `console-nothing` unless the domain is calibrated. */
export async function shelvedBooklet(
  desk: Desk,
  { campaign, domain, lang, form }: Requests['bookletPage'],
): Promise<ShelvedFile> {
  const page = await desk.actOn('campaign analyse', campaign, (open) => bookletPage(open, domain, lang));
  if (page === null) throw refuseConsole('console-nothing');
  return {
    type: HTML,
    bytes: page,
    ...(form === 'page' ? {} : { download: `livret-${campaign}-${domain}.html` }),
  };
}

/** Throws `not-closed`. */
export async function shelvedCertificate(
  { reader }: Desk,
  { campaign, form }: Requests['certificate'],
): Promise<ShelvedFile> {
  const signed = closingCertificate(reader, campaign);
  return form === 'json'
    ? {
        type: 'application/json',
        bytes: `${JSON.stringify(signed, null, 2)}\n`,
        download: `certificat-${campaign}.json`,
      }
    : { type: HTML, bytes: certificatePage(await readCertificate(signed, null)) };
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': HTML,
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
  '.parquet': 'application/octet-stream',
};

/** A file that this console's own export wrote, and no other of the machine. Throws `console-nothing`. */
export function shelvedExport({ kind, result }: Work, file: string): ShelvedFile {
  const { folder, files } = (result ?? {}) as {
    readonly folder?: string;
    readonly files?: readonly string[];
  };
  if (kind !== 'export' || folder === undefined || files?.includes(file) !== true)
    throw refuseConsole('console-nothing');
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  return { type, bytes: readFileSync(join(folder, file)), ...(type === HTML ? {} : { download: file }) };
}
