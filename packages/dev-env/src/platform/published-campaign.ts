/** A campaign as an authority publishes it: its public data, its windows around `NOON`, and its holders. */
import { createHash } from 'node:crypto';
import { toBase64Url } from '@cloison/protocol/public';

export const CAMPAIGN = '2026-essai';
/** The middle of the windows below. */
export const NOON = Date.parse('2026-09-10T12:00:00Z');
export const WINDOWS = {
  francais: { opens: '2026-09-07T06:00:00Z', closes: '2026-09-25T16:00:00Z' },
  maths: { opens: '2026-09-14T06:00:00Z', closes: '2026-09-25T16:00:00Z' },
  passe: { opens: '2026-09-01T06:00:00Z', closes: '2026-09-02T16:00:00Z' },
  retard: { opens: '2026-09-01T06:00:00Z', closes: '2026-09-09T16:00:00Z' },
  entry: { opens: '2026-09-07T06:00:00Z', closes: '2026-09-25T16:00:00Z' },
  ticket: { opens: '2026-09-07T06:00:00Z', closes: '2026-09-25T16:00:00Z' },
  report: { opens: '2026-10-01T06:00:00Z', closes: '2026-10-30T16:00:00Z' },
};

export interface TestHolder {
  readonly id: Uint8Array;
  readonly access: Uint8Array;
  readonly role: 'pupil' | 'staff' | 'group';
}

export function holderLine({ id, access, role }: TestHolder, calendar = 0) {
  return {
    holder: toBase64Url(id),
    access: createHash('sha256').update(access).digest('base64url'),
    calendar,
    role,
  };
}

export function publishedCampaign(campaign = CAMPAIGN) {
  return {
    v: 1,
    card: {
      v: 1,
      campaign,
      title: { fr: 'Essai', en: 'Trial' },
      rehearsal: true,
      manifest: '0'.repeat(64),
      online: true,
    },
    calendars: [WINDOWS, { francais: WINDOWS.francais }],
  };
}
