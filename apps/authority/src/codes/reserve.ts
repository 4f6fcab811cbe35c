/** `cloison codes reserve`: a reserve code of the school for a pupil whose own was lost or misused. */

import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { calendarNumber } from '../campaign/spec.ts';
import { appendJournal } from '../journal/journal.ts';
import { pupilOfOrder } from '../roster/pupils.ts';
import type { HolderRow } from '../vault/rows.ts';
import { holderSecret } from './holder-secret.ts';
import { holderOfPupil } from './holders.ts';
import { refuseCodes } from './refusals.ts';
import { shuffle } from './shuffle.ts';

/**
 * SQL of a holder that is a school's reserve code, as yet unused. What somebody has saved with a used one would become the
 * pupil's own.
 */
export const UNUSED_RESERVE = `kind = 'pupil' AND state = 'reserve' AND used = 0`;

export interface GivenReserve {
  readonly order: string;
  readonly uai: string;
  /** For the person who asked: shown only when wanted. */
  readonly code: string;
  readonly reservesLeft: number;
}

/**
 * `lost`: the sitting goes on with the new code. `misused`: what was done with the old code is set apart, nameless. The old
 * code is revoked either way. Throws `order-unknown`, `order-no-code`, `reserve-none`, `campaign-closed`.
 */
export function giveReserve(campaign: OpenCampaign, order: string, reason: 'lost' | 'misused'): GivenReserve {
  requireOpen(campaign);
  const { vault, actor, name, spec } = campaign;
  return vault.transaction(() => {
    const pupil = pupilOfOrder(campaign, order);
    if (pupil === null) throw refuseCodes('order-unknown', { order });
    const old = holderOfPupil(vault, pupil.id);
    if (old === null) throw refuseCodes('order-no-code', { order });
    const reserves = vault.all<HolderRow>(
      `SELECT * FROM holder WHERE school = ? AND ${UNUSED_RESERVE}`,
      pupil.school,
    );
    const fresh = shuffle(reserves)[0];
    if (fresh === undefined) throw refuseCodes('reserve-none', { uai: pupil.uai });
    const calendar = calendarNumber(spec, pupil.area, pupil.level);
    vault.run(`UPDATE holder SET state = 'revoked', reason = ? WHERE holder_id = ?`, reason, old.holder_id);
    vault.run(
      `UPDATE holder SET state = 'assigned', pupil = ?, replaces = ?, calendar = ?, pushed = ? WHERE holder_id = ?`,
      pupil.id,
      old.holder_id,
      calendar,
      fresh.calendar === calendar || fresh.pushed === 0 ? fresh.pushed : 3,
      fresh.holder_id,
    );
    appendJournal(vault, actor, 'codes.reserve', name, { reason, left: reserves.length - 1 });
    const { code } = holderSecret(campaign, fresh);
    if (code === null) throw new Error('a reserve without a code');
    return { order, uai: pupil.uai, code, reservesLeft: reserves.length - 1 };
  });
}
