/** What says that documents of a school may have changed because of its desk: declarations, requests, notices. Names nobody. */
import { toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { noticesOf } from './notices.ts';

export function deskMark({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>, school: number): string {
  const declarations = vault.all<{ pupil: number; sequence: string; sealed: Uint8Array<ArrayBuffer> }>(
    `SELECT pupil, sequence, sealed FROM declaration
     WHERE pupil IN (SELECT id FROM pupil_view WHERE school = ?) ORDER BY pupil, sequence`,
    school,
  );
  const requests = vault.all<{ id: string; state: string }>(
    'SELECT id, state FROM request WHERE campaign = ? AND school = ? ORDER BY id',
    name,
    school,
  );
  return JSON.stringify([
    declarations.map(({ pupil, sequence, sealed }) => [pupil, sequence, toBase64Url(sealed)]),
    requests.map(({ id, state }) => [id, state]),
    noticesOf({ vault, name }).map(({ number, withdrawnAt }) => [number, withdrawnAt]),
  ]);
}
