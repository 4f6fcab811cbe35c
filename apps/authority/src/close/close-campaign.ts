/**
 * Closing a campaign, in steps that are each kept in the vault when done; killed anywhere and run again, it goes on:
 *
 *   collected   the last pass of `serve`: everything that the platform has
 *   counted     counts that reconcile and, where a cohort is followed, identifiers for all, or the campaign is open again and nothing was destroyed
 *   distilled   pseudonymous research rows under a new research key (none for a rehearsal)
 *   purged      the platform erases all of it and says so; its statement is verified
 *   destroyed   every registered copy of the identity key: from here on no name or answer opens, in any backup
 *   erased      the sealed rows themselves, and the file is written anew without them
 *   certified   the certificate, signed with the authority's key
 *
 * A vault that was put back from before all this goes by the certificate instead (`recognise-closing.ts`): its first four steps
 * are what that says.
 *
 * Nothing is destroyed before the research rows are kept and the platform's statement is in the vault.
 */

import { Refusal } from '@cloison/command/refusal';
import {
  fromBase64Url,
  fromUtf8,
  ProtocolError,
  type PurgeStatement,
  parsePurgeStatement,
  type SignedStatement,
  signStatement,
} from '@cloison/protocol/public';
import { campaignRow, setCampaignState, specOf } from '../campaign/campaign-row.ts';
import type { ClosingStep } from '../campaign/closing-steps.ts';
import {
  CLOSING_STEPS,
  keepStep,
  keepStepStatingLine,
  requireDetail,
  stepDetail,
} from '../campaign/closing-steps.ts';
import { type OpenCampaign, openCampaign } from '../campaign/open-campaign.ts';
import { ensureRowsKey } from '../cohort/cohort-rows.ts';
import { countDocuments } from '../documents/document-ledger.ts';
import { countReleases } from '../figures/figures-store.ts';
import { hostDifferences, hostsOf, statementOf } from '../hosts/hosts.ts';
import {
  type PurgeExpected,
  purgeFault,
  purgeShortfalls,
  purgeUncollected,
  readPurge,
} from '../hosts/purge-statement.ts';
import { type Actor, appendJournal, journalHead, type PreparedLine } from '../journal/journal.ts';
import {
  copiesAway,
  destroyKeys,
  destructionOutcomes,
  keyCopies,
  registerKeyCopy,
  registerOwn,
} from '../keys/copies.ts';
import { outOfReach } from '../keys/destroy-file.ts';
import { fingerprintOf, type KeyStore } from '../keys/key-store.ts';
import { statementFault } from '../keys/signed-by.ts';
import { replacedSigningKeys, signingKey } from '../keys/signing-keys.ts';
import { checkPlatform, connectPlatform } from '../platform-link/connect.ts';
import { isOfPlatform, isOutOfReach } from '../platform-link/platform-error.ts';
import { countReceived } from '../records/received-counts.ts';
import { pseudonymise } from '../research/pseudonymise.ts';
import { requireApproval } from '../roles/approvals.ts';
import { eraseCampaign } from '../vault/erase-campaign.ts';
import type { Vault } from '../vault/vault.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { certificatePage } from './certificate-page.ts';
import { type Asked, type CloseOptions, type Closing, MAX_REASON, reasonGiven } from './closing.ts';
import { closingCohort, requireIdentifiers } from './closing-cohort.ts';
import { type ClosingCounts, closingCounts } from './closing-counts.ts';
import { requireRoom } from './closing-room.ts';
import {
  type Collected,
  lastCollection,
  mayGoOnUncollected,
  proveCampaign,
  reopen,
} from './last-collection.ts';
import { notDestroyed } from './not-destroyed.ts';
import {
  destroyRecognised,
  forgetRecognised,
  recogniseClosing,
  recognisedCertificate,
} from './recognise-closing.ts';
import { refuseClose } from './refusals.ts';

export interface CloseOutcome {
  readonly certificate: SignedStatement;
  readonly counts: ClosingCounts;
  readonly researchRows: number;
}

/**
 * Throws refusals of this folder and of `platform-link/platform-error.ts`, and `approval-missing` where nothing else stands in
 * the way. Of a closed campaign, gives what it has.
 */
export async function closeCampaign(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name: string,
  options: CloseOptions,
): Promise<CloseOutcome> {
  let opened: Promise<OpenCampaign> | null = null;
  const campaign = () => {
    opened ??= openCampaign(vault, keys, actor, name);
    return opened;
  };
  const asked = { vault, keys, actor, name, options, campaign };
  const isDone = stepDetail(vault, name, 'certified') !== null;
  return allSteps({ ...asked, unreached: isDone ? null : await allAsked(asked) });
}

/**
 * Closes in this vault what another one has closed: it was put back from a backup of before. `signed`: the certificate. Throws as
 * `recogniseClosing`. Killed, the same call goes on, and so does `closeCampaign`.
 */
export async function closeByCertificate(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name: string,
  signed: unknown,
  options: Pick<CloseOptions, 'leaveCopies' | 'confirm' | 'onStep' | 'signal'> = {},
): Promise<CloseOutcome> {
  const campaign = () => openCampaign(vault, keys, actor, name);
  const platform = campaignRow(vault, name).platform_url ?? '';
  const asked = { vault, keys, actor, name, options: { ...options, platform }, campaign };
  if (stepDetail(vault, name, 'certified') === null) {
    await recogniseClosing(asked, signed);
    await allAsked(asked);
  }
  return allSteps({ ...asked, unreached: null });
}

async function allSteps(closing: Closing): Promise<CloseOutcome> {
  const { vault, name, options } = closing;
  for (const [i, step] of CLOSING_STEPS.entries()) {
    options.signal?.throwIfAborted();
    if (stepDetail(vault, name, step) === null) await STEPS[step](closing);
    options.onStep?.(step, i + 1, CLOSING_STEPS.length);
  }
  return {
    certificate: requireDetail<SignedStatement>(vault, name, 'certified'),
    counts: requireDetail<ClosingCounts>(vault, name, 'counted'),
    researchRows: requireDetail<{ rows: number }>(vault, name, 'distilled').rows,
  };
}

/**
 * All that may stand in the way, before anything begins: first what needs no other person, then their approval, then the
 * question. Gives why the platform can't be asked, where two persons go on all the same.
 */
async function allAsked(closing: Asked): Promise<unknown> {
  const { vault, actor, name, options } = closing;
  const isOpen = campaignRow(vault, name).state === 'open';
  requireRoom(vault, name);
  if (recognisedCertificate(vault, name) !== null) {
    requireApproval(vault, actor, 'close', name);
    return null;
  }
  let unreached: unknown = null;
  if (stepDetail(vault, name, 'collected') === null) {
    // A closing that has begun asks again once all is collected, and can give the campaign back.
    if (isOpen) requireIdentifiers(vault, name, actor.now());
    // When a stick was not connected, the campaign stays as it was.
    if (options.leaveCopies !== true) requireCopies(vault, name);
    if (options.leaveRelays !== true) requireRelays(vault, name);
    unreached = await proveCampaign(closing).then(
      () => null,
      (error) => {
        if (!mayGoOnUncollected(options, error)) throw error;
        return error;
      },
    );
  }
  requireApproval(vault, actor, 'close', name);
  if (unreached !== null) requireApproval(vault, actor, 'close-unstated', name);
  if (isOpen) await options.confirm?.();
  return unreached;
}

const STEPS: Readonly<Record<ClosingStep, (closing: Closing) => Promise<void>>> = {
  collected: async (closing) => {
    const { vault, actor, name } = closing;
    const collected = await lastCollection(closing);
    const expected = {
      records: countReceived(vault, name).received,
      documents: countDocuments(vault, name).pushed,
    };
    keepStep(vault, actor, name, 'collected', { ...collected, expected });
  },

  counted: async ({ vault, actor, name, campaign }) => {
    const { counts, differences } = closingCounts(await campaign());
    // Of pupils whose first sitting came with the last collection.
    const cohort = closingCohort(vault, name, actor.now());
    const unmarked = cohort === null || cohort.isOver ? 0 : cohort.withoutIdentifier;
    if (unmarked > 0) {
      reopen(vault, actor, name, { withoutIdentifier: unmarked });
      requireIdentifiers(vault, name, actor.now());
    }
    if (differences.length === 0) return keepStep(vault, actor, name, 'counted', counts);
    reopen(vault, actor, name, { differences: differences.length });
    const list = differences.map(({ what, left, right }) => `${what} : ${left} ≠ ${right}`).join(' ; ');
    throw refuseClose('closing-counts', { list }, { differences });
  },

  distilled: async ({ vault, keys, actor, name, campaign }) => {
    const opened = await campaign();
    if (opened.spec.rehearsal) return keepStep(vault, actor, name, 'distilled', { rows: 0, key: null });
    const key = await keys.ensureKey('research', name);
    const cohort = closingCohort(vault, name, actor.now());
    const rowsKey =
      cohort === null || cohort.isOver ? null : await ensureRowsKey(vault, keys, actor, cohort.name);
    await vault.exclusive(async () => {
      registerKeyCopy(vault, actor, 'research', name, key);
      const done = await pseudonymise(opened, key.key, { rowsKey });
      keepStep(vault, actor, name, 'distilled', { ...done, key: key.keyId });
    });
    // The log has become as large as the rows: its room is needed later.
    vault.checkpoint();
  },

  purged: async (closing) => {
    const { vault, keys, actor, name, options } = closing;
    const times = {
      fromMs: Date.parse(campaignRow(vault, name).created_at),
      untilMs: actor.now().getTime(),
    };
    let signed: SignedStatement;
    let purge: PurgeStatement;
    let isConnected = false;
    try {
      const client = await connectPlatform(vault, keys, name, options);
      const platformKey = await checkPlatform(vault, name, client);
      isConnected = true;
      signed = await client.purge();
      purge = await readPurge(signed, platformKey, name, times);
    } catch (error) {
      // A platform that is away now may answer tomorrow, unless two persons have said that it is gone.
      const isGone = options.withoutCollection === true && isOfPlatform(error);
      const mayAnswer =
        error instanceof Refusal && (isOutOfReach(error) || options.withoutStatement === undefined);
      if (!isGone && (!isConnected || mayAnswer)) throw error;
      return goOnUnstated(closing, error);
    }
    vault.transaction(() => {
      const expected = purgeExpected(vault, name);
      const shortfalls = purgeShortfalls(purge, expected);
      if (shortfalls.length > 0) {
        const counts = shortfalls.map(({ what, stated, expected }) => [what, `${stated} < ${expected}`]);
        appendJournal(vault, actor, 'campaign.purge-differs', name, Object.fromEntries(counts));
      }
      // There is nothing left to be read: it is said, for those who look into it.
      if (purgeUncollected(purge, expected) > 0) {
        appendJournal(vault, actor, 'campaign.purge-uncollected', name, {
          erased: purge.erased.records,
          collected: expected.records,
        });
      }
      keepStep(vault, actor, name, 'purged', signed);
    });
  },

  destroyed: async (closing) => {
    const { vault, keys, actor, name, options } = closing;
    registerOwn(vault, actor, keys.folder, 'identity', name);
    const recognised = recognisedCertificate(vault, name);
    if (recognised !== null) {
      return destroyRecognised(closing, (await readCertificate(recognised, null)).certificate);
    }
    // Afterwards there is no way back: what will be signed then is signed, read and shown once before.
    try {
      await signedCertificate(closing, 0, journalHead(vault));
    } catch (error) {
      // A full disk or a key that does not open is told as that.
      if (!(error instanceof ProtocolError) && 'code' in (error as Error)) throw error;
      throw refuseClose('closing-certificate', { detail: statementFault(error) });
    }
    const away = outOfReach(destroyKeys(vault, actor, 'identity', name));
    if (away.length > 0 && options.leaveCopies !== true) {
      throw refuseClose('closing-copies', { list: away.join(', ') });
    }
    keepStep(vault, actor, name, 'destroyed', { left: away.length });
  },

  erased: async ({ vault, actor, name }) => {
    vault.erase(() => keepStep(vault, actor, name, 'erased', { rows: eraseCampaign(vault, name) }));
  },

  certified: async (closing) => {
    const { vault, actor, name } = closing;
    // Overwrites what was deleted and gives its pages back. In this step, so that it is done again after a kill.
    vault.compact();
    const recognised = recognisedCertificate(vault, name);
    if (recognised !== null) {
      vault.transaction(() => {
        keepStep(vault, actor, name, 'certified', recognised);
        setCampaignState(vault, name, 'closed');
        forgetRecognised(vault, name);
      });
      return;
    }
    const { rows } = requireDetail<{ rows: number }>(vault, name, 'erased');
    // The certificate states the journal's head after this step's line: a journal without its very last line shows.
    const certificate = ({ n, hash }: PreparedLine) => signedCertificate(closing, rows, { n, hash });
    await keepStepStatingLine(vault, actor, name, 'certified', certificate, () =>
      setCampaignState(vault, name, 'closed'),
    );
  },
};

/** What the step keeps where the platform gave no valid statement. */
interface Unstated {
  readonly unstated: NonNullable<Certificate['unstated']>;
}

const isUnstated = (detail: SignedStatement | Unstated): detail is Unstated => 'unstated' in detail;

/** Throws `closing-purge` unless somebody said why to go on, and `approval-missing` unless another person has approved it. */
function goOnUnstated({ vault, actor, name, options }: Closing, error: unknown): void {
  const reason = reasonGiven(options);
  if (reason === null) throw refuseClose('closing-purge', { detail: purgeFault(error) });
  requireApproval(vault, actor, 'close-unstated', name);
  const unstated = { by: actor.who, reason, refused: (error as Error).message.slice(0, MAX_REASON) };
  vault.transaction(() => {
    appendJournal(vault, actor, 'campaign.close-unstated', name, { reason, refused: unstated.refused });
    keepStep(vault, actor, name, 'purged', { unstated });
  });
}

type JournalHead = ReturnType<typeof journalHead>;

/** Signs the certificate, then verifies it as an outsider would. `rows`: number of rows erased from the vault. */
async function signedCertificate(
  closing: Closing,
  rows: number,
  head: JournalHead,
): Promise<SignedStatement> {
  const { privateKey, publicKey } = await signingKey(closing.vault, closing.keys);
  const signed = await signStatement(certificateOf(closing, publicKey, rows, head), privateKey, publicKey);
  certificatePage(await readCertificate(signed, fingerprintOf(publicKey)));
  return signed;
}

/** A closing that had collected before these were counted expects the holders alone. */
function purgeExpected(vault: Vault, name: string): PurgeExpected {
  const { expected } = requireDetail<{ expected?: Omit<PurgeExpected, 'holders'> }>(vault, name, 'collected');
  const { holders } = requireDetail<ClosingCounts>(vault, name, 'counted');
  return { records: 0, documents: 0, ...expected, holders };
}

/** Throws `closing-copies` when the folder of a registered copy can't be reached. A copy that is gone from its folder is in the certificate. */
function requireCopies(vault: Vault, name: string): void {
  const away = copiesAway(vault, 'identity', name);
  if (away.length > 0) throw refuseClose('closing-copies', { list: away.join(', ') });
}

/** Throws `closing-relays` when a laptop has never brought anything back: closing would make it unreadable for ever. */
function requireRelays(vault: Vault, name: string): void {
  const out = hostsOf(vault, name).filter(
    ({ kind, taken_at, statement }) => kind === 'relay' && taken_at === null && statement === null,
  );
  if (out.length > 0) throw refuseClose('closing-relays', { list: out.map(({ label }) => label).join(', ') });
}

function certificateOf(
  { vault, actor, name }: Closing,
  publicKey: Uint8Array,
  rows: number,
  head: JournalHead,
): Certificate {
  const row = campaignRow(vault, name);
  const spec = specOf(row);
  const detail = requireDetail<SignedStatement | Unstated>(vault, name, 'purged');
  const purge = isUnstated(detail) ? null : detail;
  const research = requireDetail<Certificate['research']>(vault, name, 'distilled');
  const keyRows = keyCopies(vault, name).filter(({ purpose }) => purpose === 'identity');
  const outcomes = destructionOutcomes(vault, 'identity', name);
  const copies = keyRows.map(({ path, registered_at, destroyed_at }) => ({
    path,
    registeredAt: registered_at,
    destroyedAt: destroyed_at,
    outcome: outcomes.get(path) ?? 'unreachable',
  }));
  const stated = purge === null ? null : purgeIn(purge);
  const expected = purgeExpected(vault, name);
  const replacedKeys = replacedSigningKeys(vault, name);
  const hosts = hostsOf(vault, name);
  const places = hosts.map((host) => ({
    kind: host.kind,
    label: host.label,
    key: fingerprintOf(host.public_key),
    since: host.since,
    purge: statementOf(host),
  }));
  return {
    v: 1,
    kind: 'closing',
    campaign: name,
    title: { fr: spec.title.fr, en: spec.title.en },
    year: spec.year,
    rehearsal: spec.rehearsal,
    at: actor.now().toISOString(),
    authorityKey: fingerprintOf(publicKey),
    ...(replacedKeys.length === 0 ? {} : { replacedKeys }),
    platform: { address: row.platform_url ?? '', key: fingerprintOf(row.platform_key ?? new Uint8Array(0)) },
    counts: requireDetail<Certificate['counts']>(vault, name, 'counted'),
    purge,
    ...(isUnstated(detail) ? detail : {}),
    destroyed: {
      identityKey: keyRows[0]?.key_id ?? '',
      copies,
      rows,
    },
    places,
    notDestroyed: notDestroyed(
      purge,
      copies,
      places,
      {
        shortfalls: stated === null ? [] : purgeShortfalls(stated, expected),
        uncollected: stated === null ? 0 : purgeUncollected(stated, expected),
        isCollected: requireDetail<Collected>(vault, name, 'collected').refused === undefined,
      },
      research.rows,
      countReleases({ vault, name }),
      closingCohort(vault, name, actor.now()),
      hosts.map((host) => {
        const own = statementOf(host);
        return hostDifferences(vault, host, own === null ? null : purgeIn(own));
      }),
    ),
    research,
    journal: { lines: head?.n ?? 0, head: head?.hash ?? '' },
  };
}

/** What a statement says that was verified when it was kept. */
function purgeIn({ statement }: SignedStatement): PurgeStatement {
  return parsePurgeStatement(JSON.parse(fromUtf8(fromBase64Url(statement))));
}

/** The signed certificate of a closed campaign. Throws `not-closed`. */
export function closingCertificate(vault: Vault, name: string): SignedStatement {
  const detail = stepDetail(vault, name, 'certified');
  if (detail === null) throw refuseClose('not-closed', { campaign: name });
  return JSON.parse(detail) as SignedStatement;
}
