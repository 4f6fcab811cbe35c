/**
 * What one holder is served: by its own token, the calls that its browser makes. Only what the platform has said to have taken is
 * expected of it, and only in its window.
 */
import { createHash, randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { openRouting } from '@cloison/protocol';
import {
  type Calendar,
  equalBytes,
  fromBase64Url,
  type Me,
  ProtocolError,
  type PublishedCampaign,
  toBase64Url,
  windowState,
} from '@cloison/protocol/public';
import { givenCampaigns } from '../campaign/last-publication.ts';
import { holderKeys } from '../codes/holder-secret.ts';
import { findHolder } from '../codes/holders.ts';
import { givenDocuments, type SentVersion } from '../documents/document-ledger.ts';
import { routingKey } from '../documents/given-sequence.ts';
import { publishedCampaign } from '../platform-link/published-campaign.ts';
import { isHeadFinal } from '../records/received-records.ts';
import { findPupil } from '../roster/pupils.ts';
import { releasedTo } from '../sealed-content/release-keys.ts';
import { openingKey } from '../sealed-content/seal-content.ts';
import type { HolderRow } from '../vault/rows.ts';
import { type Findings, type Looking, ME } from './look.ts';

/**
 * Near an opening or a closing nothing is expected: a platform takes signed calls while the clocks differ by five minutes at most, and
 * so says "closed" as much earlier or later than the office.
 */
const CLOCKS_APART_MS = 10 * 60_000;

type Windows = PublishedCampaign['calendars'][number];

export async function lookAtHolder(
  looking: Looking,
  id: Uint8Array,
  asked: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  const { campaign, browser, ask } = looking;
  const row = findHolder(campaign.vault, id);
  if (row === null) return;
  if (row.state === 'revoked') {
    findings.over(id);
    return lookAtRevoked(looking, row, findings);
  }
  if (row.pushed !== 1 || row.calendar === null) return;
  const { access } = holderKeys(campaign, row);
  const said = await ask('GET me', () => browser.me(access));
  if (said.kind === 'unreadable') return findings.found('served-unreadable', id, ME);
  if (said.kind === 'refused' || said.value.holder !== toBase64Url(id))
    return findings.found('code-unknown', id, ME);
  findings.fine(id, ME);
  const windows = windowsOf(looking, row.calendar);
  if (windows.isKnown && !windows.published.some((one) => areSame(one, said.value.windows)))
    findings.found('windows-other', id, ME);
  const holder = { row, id, access, calendar: windows.calendar };
  await lookAtDocuments(looking, holder, said.value, asked, findings);
  if (row.kind !== 'pupil') return;
  await lookAtKeys(looking, holder, findings);
  await lookAtRouting(looking, holder, findings);
}

/** A revoked code is answered as one that nobody has. */
async function lookAtRevoked(
  { campaign, browser, ask }: Looking,
  row: HolderRow,
  findings: Findings,
): Promise<void> {
  const isRevokedThere = row.pushed === 2 || row.pushed === 4;
  if (!isRevokedThere) return;
  const said = await ask('GET me', () => browser.me(holderKeys(campaign, row).access));
  if (said.kind === 'given') findings.found('code-not-revoked', row.holder_id, ME);
  else findings.fine(row.holder_id, ME);
}

interface Known {
  readonly row: HolderRow;
  readonly id: Uint8Array;
  readonly access: Uint8Array;
  readonly calendar: Calendar;
}

function windowsOf({ campaign }: Looking, calendar: number) {
  const given = givenCampaigns(campaign.vault, campaign.name);
  const own = (one: PublishedCampaign): Windows => one.calendars[calendar] ?? {};
  const windows = own(given.at(-1) ?? publishedCampaign(campaign));
  return {
    isKnown: given.length > 0,
    published: given.map(own),
    calendar: Object.fromEntries(
      Object.entries(windows).map(([pattern, { opens, closes }]) => [
        pattern,
        { opensMs: Date.parse(opens), closesMs: Date.parse(closes) },
      ]),
    ),
  };
}

function areSame(published: Windows, shown: Windows): boolean {
  return isDeepStrictEqual({ ...published }, { ...shown });
}

/** Whether it is so by any clock that a platform may have. */
function isSurely(
  { campaign }: Looking,
  { calendar }: Known,
  name: string,
  allowed: readonly ('open' | 'late')[],
): boolean {
  const nowMs = campaign.actor.now().getTime();
  return [-CLOCKS_APART_MS, CLOCKS_APART_MS].every((apart) => {
    const { kind } = windowState(calendar, name, nowMs + apart);
    return allowed.some((one) => one === kind);
  });
}

const placeOf = (name: string) => `documents/${name}`;

async function lookAtDocuments(
  looking: Looking,
  holder: Known,
  { documents }: Me,
  asked: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  const { id } = holder;
  const listed: SentVersion[] = [];
  for (const given of givenDocuments(looking.campaign.vault, id)) {
    const shown = documents.filter(({ name }) => name === given.name);
    const isIt = ({ version, hash }: Me['documents'][number]) =>
      version === given.version && equalBytes(fromBase64Url(hash), given.hash);
    if (shown.length === 0) findings.found('document-missing', id, placeOf(given.name));
    else if (shown.length > 1 || !shown.every(isIt))
      findings.found('document-other', id, placeOf(given.name));
    else listed.push(given);
  }
  const others = listed.filter(({ name }) => !asked.has(placeOf(name)));
  const read = [
    ...listed.filter(({ name }) => asked.has(placeOf(name))),
    ...drawn(others, looking.documentsOfHolder),
  ];
  for (const one of read) await lookAtDocument(looking, holder, one, findings);
}

async function lookAtDocument(
  looking: Looking,
  holder: Known,
  { name, hash }: SentVersion,
  findings: Findings,
): Promise<void> {
  const { id, access } = holder;
  // Nobody can read it now; the list is right.
  if (!isSurely(looking, holder, name, ['open'])) return findings.fine(id, placeOf(name));
  const said = await looking.ask('GET documents', () => looking.browser.document(access, name, null));
  if (said.kind === 'refused') return findings.found('document-missing', id, placeOf(name));
  const isIt =
    said.kind === 'given' &&
    said.value !== null &&
    equalBytes(createHash('sha256').update(said.value).digest(), hash);
  if (isIt) findings.fine(id, placeOf(name));
  else findings.found('document-other', id, placeOf(name));
}

/** Opening keys of content that is sealed, once the office has released them and their window is open. */
async function lookAtKeys(looking: Looking, holder: Known, findings: Findings): Promise<void> {
  const { campaign, browser, ask } = looking;
  const { id, access, row } = holder;
  for (const sequence of releasedTo(campaign, row.calendar ?? 0)) {
    const key = openingKey(campaign, sequence);
    if (key === null || !isSurely(looking, holder, sequence, ['open', 'late'])) continue;
    const place = `keys/${sequence}`;
    const said = await ask('GET keys', () => browser.key(access, sequence));
    if (said.kind === 'refused') findings.found('key-missing', id, place);
    else if (said.kind === 'given' && equalBytes(said.value, fromBase64Url(key))) findings.fine(id, place);
    else findings.found('key-other', id, place);
  }
}

/** Routing tables, which a platform gives after the end of their stage alone: of pupils whose end was collected. */
async function lookAtRouting(looking: Looking, holder: Known, findings: Findings): Promise<void> {
  const { campaign, browser, ask } = looking;
  const { id, access, row } = holder;
  const pupil = row.pupil === null || row.state !== 'assigned' ? null : findPupil(campaign.vault, row.pupil);
  if (pupil === null) return;
  for (const name of looking.givenRouting(id, pupil.level)) {
    if (!isHeadFinal(campaign.vault, id, name) || !isSurely(looking, holder, name, ['open', 'late']))
      continue;
    const place = `routing/${name}`;
    const said = await ask('GET routing', () => browser.routing(access, name));
    const address = { campaignId: campaign.campaignId, holderId: row.holder_id, name };
    if (said.kind === 'given' && (await opens(routingKey(campaign, id, name), address, said.value)))
      findings.fine(id, place);
    else findings.found('routing-missing', id, place);
  }
}

async function opens(...sealed: Parameters<typeof openRouting>): Promise<boolean> {
  try {
    await openRouting(...sealed);
    return true;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return false;
  }
}

/** So many of them, by chance. */
function drawn<T>(list: readonly T[], count: number): readonly T[] {
  const left = [...list];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0) taken.push(...left.splice(randomInt(left.length), 1));
  return taken;
}
