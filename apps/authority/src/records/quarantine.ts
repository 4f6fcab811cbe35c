/** Envelopes that were refused, or that belong to nobody. The trace is kept, not the bytes. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { Vault } from '../vault/vault.ts';
import type { QuarantineCode } from './check-body.ts';

export interface Refused {
  readonly holder: Uint8Array;
  readonly name: string;
  readonly hash: Uint8Array;
  readonly code: QuarantineCode;
}

/** Traces that are kept of one record: one that holds rubbish says so as well by these as by a million. */
export const MAX_QUARANTINED = 64;
/** And of all records of one holder: a host may invent as many names as it likes. */
export const MAX_QUARANTINED_OF_HOLDER = 1_024;
/** And of holders that were never issued, together. */
export const MAX_STRANGERS = 10_000;
/** And of all holders of a campaign together: a host knows the identifiers of a country. */
export const MAX_TRACES = 20_000;

/**
 * Whether it is new. Beyond the bounds nothing is kept. Of a record that is kept the first traces always are, whatever else a host
 * has shown: the closing counts what became of each record, and how many are kept is bounded where they are received.
 */
export function addQuarantine(
  campaign: OpenCampaign,
  refused: Refused,
  record: 'kept' | 'not kept' = 'not kept',
): boolean {
  const { vault, name: campaignName } = campaign;
  const { holder, name, code } = refused;
  const isStranger = code === 'unknown-holder';
  const count = (where: string, ...values: readonly (string | Uint8Array)[]) =>
    vault.count(`SELECT count(*) FROM quarantine WHERE campaign = ? AND ${where}`, campaignName, ...values);
  if (!isStranger && count('holder = ? AND name = ?', holder, name) >= MAX_QUARANTINED) return false;
  if (record === 'kept') return insert(campaign, refused);
  const mark = isStranger ? strangersMark(campaignName) : tracesMark(campaignName);
  const traces = Number(vault.meta(mark) ?? 0);
  const isFull = isStranger
    ? traces >= MAX_STRANGERS
    : traces >= MAX_TRACES || count('holder = ?', holder) >= MAX_QUARANTINED_OF_HOLDER;
  if (isFull || !insert(campaign, refused)) return false;
  vault.setMeta(mark, String(traces + 1));
  return true;
}

/** How many traces there are of what is not kept. Counted as they come: to count the rows of a flood takes longer than the flood. */
const tracesMark = (name: string) => `quarantine-traces:${name}`;
const strangersMark = (name: string) => `quarantine-strangers:${name}`;

function insert(campaign: OpenCampaign, { holder, name, hash, code }: Refused): boolean {
  const added = campaign.vault.run(
    'INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    campaign.name,
    holder,
    name,
    hash,
    code,
    campaign.actor.now().toISOString(),
  );
  return added > 0;
}

/** Whether there is a trace of this envelope. */
export function isQuarantined(
  { vault, name: campaign }: Pick<OpenCampaign, 'vault' | 'name'>,
  { holder, name, hash }: Omit<Refused, 'code'>,
): boolean {
  const where = 'campaign = ? AND holder = ? AND name = ? AND hash = ?';
  return vault.count(`SELECT count(*) FROM quarantine WHERE ${where}`, campaign, holder, name, hash) > 0;
}

/** Removes the trace of a failure here, once the record has been opened after all. */
export function clearUnexpected(
  { vault, name: campaign }: OpenCampaign,
  { holder, name }: Pick<Refused, 'holder' | 'name'>,
): void {
  vault.run(
    `DELETE FROM quarantine WHERE campaign = ? AND holder = ? AND name = ? AND code = 'unexpected'`,
    campaign,
    holder,
    name,
  );
}

/** Removes what was said of a record while its holder had none of that name: a reopening or a corrected roster has changed that. */
export function clearUnexpectedRecord(
  { vault, name: campaign }: OpenCampaign,
  { holder, name }: Pick<Refused, 'holder' | 'name'>,
): void {
  vault.run(
    `DELETE FROM quarantine WHERE campaign = ? AND holder = ? AND name = ? AND code = 'unexpected-record'`,
    campaign,
    holder,
    name,
  );
}

export function countQuarantined(vault: Vault, campaign: string): number {
  return vault.count('SELECT count(*) FROM quarantine WHERE campaign = ?', campaign);
}

/** By code, with when it was last met. */
export function quarantineByCode(
  vault: Vault,
  campaign: string,
): { readonly code: QuarantineCode; readonly count: number; readonly last: string }[] {
  return vault
    .all<{ code: QuarantineCode; count: number; last: string }>(
      'SELECT code, count(*) AS count, max(at) AS last FROM quarantine WHERE campaign = ? GROUP BY code ORDER BY code',
      campaign,
    )
    .map((row) => ({ ...row }));
}
