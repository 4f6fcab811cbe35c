/** For tests: `codes mint` without its threads, which take longer to start than a class's codes to draw. */
import { argon2id } from '@cloison/protocol/argon2-node';
import type { OpenCampaign } from '../../../../apps/authority/src/campaign/open-campaign.ts';
import { type DrawnHolder, drawCode } from '../../../../apps/authority/src/codes/draw.ts';
import { insertHolder } from '../../../../apps/authority/src/codes/insert-holder.ts';
import {
  codesToMint,
  type MintedCodes,
  type MintOptions,
} from '../../../../apps/authority/src/codes/mint.ts';
import { codesInStock } from '../../../../apps/authority/src/codes/needs.ts';
import { appendJournal } from '../../../../apps/authority/src/journal/journal.ts';

export { codesToMint };

export async function mintCodes(campaign: OpenCampaign, options: MintOptions = {}): Promise<MintedCodes> {
  const { vault, actor, name } = campaign;
  const minted = codesToMint(campaign, options.stock);
  for (const kind of ['staff', 'pupil'] as const) {
    const drawn: DrawnHolder[] = [];
    for (let i = 0; i < minted[kind]; i++) drawn.push(await drawCode(kind, campaign.campaignId, argon2id));
    if (drawn.length === 0) continue;
    vault.transaction(() => {
      for (const one of drawn) insertHolder(campaign, one, kind, 'minted');
      appendJournal(vault, actor, 'codes.mint', name, { kind, count: drawn.length });
    });
  }
  return { minted, stock: codesInStock(campaign) };
}
