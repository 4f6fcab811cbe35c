/** What everybody is served: the campaign's card and its content, by hash. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { equalBytes, toHex } from '@cloison/protocol/public';
import { givenFiles } from '../campaign/content-files.ts';
import { givenCampaigns } from '../campaign/last-publication.ts';
import { type Findings, type Looking, PUBLIC } from './look.ts';

const CARD = 'card';

export async function lookAtCard({ campaign, browser, ask }: Looking, findings: Findings): Promise<void> {
  if (givenCampaigns(campaign.vault, campaign.name).length === 0) return;
  const said = await ask('GET card', () => browser.card());
  const given = givenCampaigns(campaign.vault, campaign.name);
  const isGiven = said.kind === 'given' && given.some(({ card }) => isDeepStrictEqual(said.value, card));
  if (isGiven) findings.fine(PUBLIC, CARD);
  else findings.found('card-other', PUBLIC, CARD);
}

export async function lookAtContent(
  { campaign, browser, ask }: Looking,
  path: string,
  findings: Findings,
): Promise<void> {
  const place = `content/${path}`;
  const file = givenFiles(campaign.vault, campaign.name).find((one) => one.path === path);
  // It was changed since, and is to be given again.
  if (file === undefined) return;
  const said = await ask('GET content', () => browser.content(toHex(file.hash), { most: file.bytes }));
  if (said.kind === 'refused') return findings.found('content-missing', PUBLIC, place);
  const isIt =
    said.kind === 'given' && equalBytes(createHash('sha256').update(said.value).digest(), file.hash);
  if (isIt) findings.fine(PUBLIC, place);
  else findings.found('content-other', PUBLIC, place);
}
