/**
 * The office reads back what the platform serves, as browsers do: the public card, content by hash, and, with the tokens of some
 * holders, what each is given. What is missing or another than the vault knows is an incident, kept until it is served as it was
 * published. Nothing is written at the platform.
 *
 * Cost: a bounded number of holders, documents and bytes a pass. A lie told to one holder in a hundred is met within some 300
 * holders that are read (docs/decisions/0045-*.md).
 *
 * Guarantee: an honest platform is accused of nothing. What is wrong is looked at twice, a few seconds apart, with a signed call
 * between, which shows that it is the right machine and that the clocks agree. What waits to be sent is not expected; nor is anything,
 * after the vault was put back from a backup, until everything has been published again.
 */
import { randomBytes } from 'node:crypto';
import { Refusal } from '@cloison/command/refusal';
import { toBase64Url } from '@cloison/protocol/public';
import { givenFiles } from '../campaign/content-files.ts';
import { isPublicationKnown } from '../campaign/last-publication.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { someGiven } from '../codes/publish-holders.ts';
import { givenRouting } from '../documents/push-routing.ts';
import { type BrowserOptions, platformAsBrowser, whatIsSaid } from '../platform-link/as-browser.ts';
import { checkPlatform } from '../platform-link/connect.ts';
import { type PlatformClient, wait } from '../platform-link/platform-client.ts';
import { isOutOfReach, refusePlatform } from '../platform-link/platform-error.ts';
import {
  addIncidents,
  mendIncidents,
  type ServedCode,
  type ServedIncident,
  servedIncidents,
} from '../records/incidents.ts';
import type { HolderKind, HolderState } from '../vault/rows.ts';
import { Findings, type Looking, type Subject } from './look.ts';
import { lookAtHolder } from './look-at-holder.ts';
import { lookAtCard, lookAtContent } from './look-at-public.ts';

/** How much is looked at. */
export interface ReadBackSize {
  /** Pupils' codes. Of other kinds a share: reserves, staff, classes, schools, areas, and codes that were revoked. */
  readonly pupils: number;
  readonly documentsOfHolder: number;
  /** One file is read in any case, and others while they fit. */
  readonly contentBytes: number;
  /** Places that were found wrong before, looked at again. */
  readonly known: number;
  /** After so long no further look is begun, in milliseconds. */
  readonly ms: number;
  /** After so long no further call of the second look is made, in milliseconds. */
  readonly secondMs: number;
}

/** At a pass of `campaign serve`: some 45 calls, and a second or two. */
export const AT_A_PASS: ReadBackSize = {
  pupils: 4,
  documentsOfHolder: 3,
  contentBytes: 4 * 1024 * 1024,
  known: 20,
  ms: 2_000,
  secondMs: 20_000,
};
/** After a publication. */
export const AFTER_PUBLICATION: ReadBackSize = {
  pupils: 20,
  documentsOfHolder: 3,
  contentBytes: 64 * 1024 * 1024,
  known: 200,
  ms: 60_000,
  secondMs: 600_000,
};
/** On demand. */
export const onDemand = (pupils: number): ReadBackSize => ({
  pupils,
  documentsOfHolder: 20,
  contentBytes: Number.POSITIVE_INFINITY,
  known: 20_000,
  ms: Number.POSITIVE_INFINITY,
  secondMs: Number.POSITIVE_INFINITY,
});

const SAMPLED: readonly (readonly [
  kind: HolderKind,
  state: Exclude<HolderState, 'minted'>,
  share: number,
])[] = [
  ['pupil', 'assigned', 1],
  ['pupil', 'reserve', 1 / 4],
  ['staff', 'assigned', 1 / 4],
  ['class', 'assigned', 1 / 4],
  ['school', 'assigned', 1 / 4],
  ['territory', 'assigned', 1 / 4],
  ['pupil', 'revoked', 1 / 4],
  ['staff', 'revoked', 1 / 4],
];

/** Content that was read and found right is not read again for so long. */
const CONTENT_EVERY_MS = 60 * 60_000;
/** Processes of one platform may be a second or two behind each other. */
const SECOND_LOOK_MS = 3_000;

export interface ReadBackOptions extends Pick<BrowserOptions, 'via' | 'attemptMs' | 'signal'> {
  readonly size: ReadBackSize;
  /** Milliseconds between the two looks at what is wrong. Default: three seconds. */
  readonly secondLookMs?: number | undefined;
  /** Content files that were found right, and when by `performance.now`; kept by who reads back several times. */
  readonly contentRead?: Map<string, number>;
  /** What cannot wait. Called between two looks. */
  readonly between?: (() => Promise<void>) | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Something that is served otherwise than published. */
export interface Wrong {
  readonly code: ServedCode;
  /** The holder's public identifier, base64url; null: of everybody. */
  readonly holder: string | null;
  /** `me`, `documents/ticket`, `keys/maths`, `content/manifest.json` … */
  readonly what: string;
}

export interface ReadBackOutcome {
  /** Holders, content files and the card. */
  readonly read: number;
  /** What is served otherwise than published, seen before or not. */
  readonly wrong: readonly Wrong[];
  /** Of these, those that were not known. */
  readonly incidents: number;
  /** What was wrong before and is not any more. */
  readonly mended: number;
  /** The platform was busy or out of reach: what was not looked at by then was not. */
  readonly refusal: Refusal | null;
}

const NOTHING: ReadBackOutcome = { read: 0, wrong: [], incidents: 0, mended: 0, refusal: null };

/** Throws as `checkPlatform` where something is wrong, and the reason of the signal. */
export async function readBack(
  campaign: OpenCampaign,
  client: PlatformClient,
  options: ReadBackOptions,
): Promise<ReadBackOutcome> {
  if (!isPublicationKnown(campaign.vault, campaign.name)) return NOTHING;
  const { size, signal } = options;
  const browser = platformAsBrowser({ platform: client.platform, campaign: campaign.name, ...options });
  const looking: Looking = {
    campaign,
    browser,
    ask: (what, call) => whatIsSaid(what, call, signal),
    documentsOfHolder: size.documentsOfHolder,
    givenRouting: givenRouting(campaign),
  };
  const known = servedIncidents(campaign, size.known);
  const contentRead = options.contentRead ?? new Map<string, number>();
  // In an order of chance: the time of a pass may end before all are read.
  const subjects = shuffled(
    withoutTwins([
      ...subjectsOf(known),
      { kind: 'card' },
      ...contentToRead(campaign, size.contentBytes, contentRead),
      ...holdersToRead(campaign, size.pupils),
    ]),
  );
  const first = await lookAtAll(looking, subjects, options);
  const second =
    first.findings.all.length === 0 ? null : await lookAgain(looking, client, first.findings, options);
  const confirmed = second === null ? [] : second.findings.all.filter((one) => first.findings.has(one));
  const refusal = first.refusal ?? second?.refusal ?? null;
  for (const one of first.read) {
    if (one.kind !== 'content') continue;
    const isRight = !first.findings.all.some(({ name }) => name === `content/${one.path}`);
    if (isRight) contentRead.set(one.path, performance.now());
  }
  const { vault } = campaign;
  return vault.transaction(() => ({
    read: first.read.length,
    wrong: confirmed.map(({ code, holder, name }) => ({
      code,
      holder: holder.length === 0 ? null : toBase64Url(holder),
      what: name,
    })),
    incidents: addIncidents(
      campaign,
      confirmed.map(({ code, holder, name }) => ({ code, record: { holder, name } })),
    ),
    mended: mendIncidents(campaign, mendedOf(known, first.findings)),
    refusal,
  }));
}

/** At what was wrong, once the platform has shown that it is the right one. Throws as `checkPlatform` where it is not. */
async function lookAgain(
  looking: Looking,
  client: PlatformClient,
  found: Findings,
  options: ReadBackOptions,
): Promise<Looked> {
  const { vault, name } = looking.campaign;
  await wait(options.secondLookMs ?? SECOND_LOOK_MS, options.signal);
  try {
    await checkPlatform(vault, name, client);
  } catch (error) {
    // What was published or collected before is not undone by it.
    if (!(error instanceof Refusal) || !isOutOfReach(error)) throw error;
    return { findings: new Findings(), read: [], refusal: error };
  }
  const inTime = callsWithin(options.size.secondMs, client.platform, looking.ask);
  return lookAtAll({ ...looking, ask: inTime }, subjectsOf(found.all), {
    ...options,
    onProgress: () => {},
    size: { ...options.size, ms: Number.POSITIVE_INFINITY },
  });
}

/**
 * Throws `platform-slow` at the first call after that time. A host that answers fast and wrong at the first look, and slowly at the
 * second, would keep the office from collecting.
 */
function callsWithin(ms: number, platform: string, ask: Looking['ask']): Looking['ask'] {
  const begun = performance.now();
  let calls = 0;
  return (what, call) => {
    const tookMs = performance.now() - begun;
    if (tookMs > ms)
      throw refusePlatform('platform-slow', { platform, seconds: Math.round(tookMs / 1000), calls });
    calls += 1;
    return ask(what, call);
  };
}

/** Beyond its bound a campaign's incidents are counted together: they are gone with the last one that has a place. */
function mendedOf(known: readonly ServedIncident[], findings: Findings): readonly ServedIncident[] {
  const together = known.filter(({ name }) => name === '');
  const placed = known.filter(({ name }) => name !== '');
  const mended = placed.filter((one) => findings.isMended(one));
  return findings.all.length === 0 && mended.length === placed.length ? [...mended, ...together] : mended;
}

interface Looked {
  readonly findings: Findings;
  readonly read: readonly Subject[];
  readonly refusal: Refusal | null;
}

/** Until the time is over, or the platform does not answer. */
async function lookAtAll(
  looking: Looking,
  subjects: readonly Subject[],
  { size, between, onProgress, signal }: ReadBackOptions,
): Promise<Looked> {
  const findings = new Findings();
  const read: Subject[] = [];
  const until = performance.now() + size.ms;
  for (const subject of subjects) {
    signal?.throwIfAborted();
    if (performance.now() > until) break;
    try {
      await lookAt(looking, subject, findings);
    } catch (error) {
      if (!(error instanceof Refusal) || !isOutOfReach(error)) throw error;
      return { findings, read, refusal: error };
    }
    read.push(subject);
    onProgress?.(read.length, subjects.length);
    await between?.();
  }
  return { findings, read, refusal: null };
}

function lookAt(looking: Looking, subject: Subject, findings: Findings): Promise<void> {
  switch (subject.kind) {
    case 'card':
      return lookAtCard(looking, findings);
    case 'content':
      return lookAtContent(looking, subject.path, findings);
    case 'holder':
      return lookAtHolder(looking, subject.holder, subject.places, findings);
  }
}

const OF_CONTENT = 'content/';

/** Where these were found. */
function subjectsOf(incidents: readonly ServedIncident[]): readonly Subject[] {
  const places = new Map<string, { readonly holder: Uint8Array; readonly names: Set<string> }>();
  const subjects: Subject[] = [];
  for (const { holder, name } of incidents) {
    if (holder.length > 0) {
      const key = Buffer.from(holder).toString('hex');
      const of = places.get(key) ?? { holder, names: new Set<string>() };
      of.names.add(name);
      places.set(key, of);
    } else if (name.startsWith(OF_CONTENT)) {
      subjects.push({ kind: 'content', path: name.slice(OF_CONTENT.length) });
    } else if (name !== '') subjects.push({ kind: 'card' });
  }
  return [
    ...subjects,
    ...[...places.values()].map(({ holder, names }): Subject => ({ kind: 'holder', holder, places: names })),
  ];
}

/** The first of each. */
function withoutTwins(subjects: readonly Subject[]): readonly Subject[] {
  const seen = new Set<string>();
  return subjects.filter((one) => {
    const key =
      one.kind === 'holder'
        ? Buffer.from(one.holder).toString('hex')
        : one.kind === 'content'
          ? `${OF_CONTENT}${one.path}`
          : one.kind;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** In an order of chance; at least one that is due. */
function contentToRead(
  { vault, name }: OpenCampaign,
  mostBytes: number,
  read: ReadonlyMap<string, number>,
): readonly Subject[] {
  const dueMs = performance.now() - CONTENT_EVERY_MS;
  const due = givenFiles(vault, name).filter(
    ({ path }) => (read.get(path) ?? Number.NEGATIVE_INFINITY) < dueMs,
  );
  const taken: Subject[] = [];
  let bytes = 0;
  for (const file of shuffled(due)) {
    if (taken.length > 0 && bytes + file.bytes > mostBytes) continue;
    bytes += file.bytes;
    taken.push({ kind: 'content', path: file.path });
  }
  return taken;
}

function holdersToRead(campaign: OpenCampaign, pupils: number): readonly Subject[] {
  const nobody: ReadonlySet<string> = new Set();
  return SAMPLED.flatMap(([kind, state, share]) =>
    someGiven(campaign, kind, state, randomBytes(16), Math.ceil(pupils * share)).map(
      (holder): Subject => ({ kind: 'holder', holder, places: nobody }),
    ),
  );
}

function shuffled<T>(list: readonly T[]): readonly T[] {
  return list
    .map((one) => ({ one, at: randomBytes(6).readUIntBE(0, 6) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
