/**
 * The end of a cohort, by two persons: who holds key 1 destroys it, who holds key 2 does so with theirs, in any order. The second
 * of the two then destroys the key under which the vault has the identifiers, which takes them from every backup too, erases what
 * stood under it, and signs a statement. Each step is kept in the vault when it is done; cut short, the same command goes on.
 */
import { resolve } from 'node:path';
import { type SignedStatement, signStatement } from '@cloison/protocol/public';
import { campaignNames, campaignRow, specOf } from '../campaign/campaign-row.ts';
import { destroyedMeta, endMeta, hasEnded, isPast } from '../campaign/ended-cohort.ts';
import { followedCohort } from '../campaign/spec.ts';
import {
  type Actor,
  appendJournal,
  appendPrepared,
  type JournalLine,
  journalHead,
  journalLines,
  prepareLine,
} from '../journal/journal.ts';
import { copiesAway, destroyKeys, destructionOutcomes, keyCopies, registerOwn } from '../keys/copies.ts';
import {
  type DestroyedCopy,
  destroyFile,
  isOutOfReach,
  type Noted,
  type Outcome,
  outcomesOf,
  outOfReach,
  removeEmptied,
} from '../keys/destroy-file.ts';
import { readKeyFile } from '../keys/key-file.ts';
import { fingerprintOf, type KeyStore } from '../keys/key-store.ts';
import { replacedSigningKeys, signingKey } from '../keys/signing-keys.ts';
import { requireApproval } from '../roles/approvals.ts';
import type { Vault } from '../vault/vault.ts';
import {
  COHORT_PARTS,
  type CohortPart,
  campaignsOfCohort,
  cohortFingerprint,
  finishCohortKey,
  lastDay,
  requireFollowed,
  requireHolder,
} from './cohort-keys.ts';
import { forgetMarks } from './cohort-marks.ts';
import { cohortKeyName, countIdentifiers, forgetIdentifiers } from './cohort-rows.ts';
import { type CohortEnd, type ExportedFile, leftByEnd, readCohortEnd } from './end-statement.ts';
import { refuseCohort } from './refusals.ts';

export interface EndOptions {
  /** Files of this key, besides the one that the journal knows: its copies. */
  readonly files?: readonly string[];
  /** Go on although a file is out of reach: the statement names it. */
  readonly leaveCopies?: boolean;
  /** YYYY-MM-DD: to end before the day that was promised, that day. */
  readonly despiteUntil?: string;
}

export interface EndedPart {
  readonly cohort: string;
  readonly part: CohortPart;
  readonly files: readonly DestroyedCopy[];
  /** The other key, which another person still has to destroy; null: all is done. */
  readonly waitsFor: CohortPart | null;
}

interface PartDone {
  readonly by: string;
  readonly at: string;
  readonly files: readonly DestroyedCopy[];
}

function partDone(vault: Vault, cohort: string, part: CohortPart): PartDone | null {
  const text = vault.meta(destroyedMeta(cohort, part));
  return text === null ? null : (JSON.parse(text) as PartDone);
}

/**
 * Throws `cohort-unknown`, `role-missing`, `cohort-same-person`, `cohort-early`, `cohort-key-foreign`, `cohort-key-gone`,
 * `cohort-key-away`, what opening the signing key throws, and `approval-missing`, before anything is destroyed.
 */
export async function endCohort(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  cohort: string,
  part: CohortPart,
  { files = [], leaveCopies = false, despiteUntil }: EndOptions = {},
): Promise<EndedPart> {
  requireFollowed(vault, cohort);
  const other = part === '1' ? '2' : '1';
  const ended = () => ({ cohort, part, files: partDone(vault, cohort, part)?.files ?? [], waitsFor: null });
  if (hasEnded(vault, cohort)) return ended();
  requireHolder(vault, actor, cohort, part, 'cohort end');
  const until = lastDay(vault, cohort);
  if (!isPast(until, actor.now()) && despiteUntil !== until)
    throw refuseCohort('cohort-early', { cohort, until });
  const isLast = partDone(vault, cohort, other) !== null;
  const paths = partDone(vault, cohort, part) === null ? filesOf(vault, cohort, part, files) : null;
  const rowsName = cohortKeyName(cohort);
  const away = [
    ...(paths ?? []).filter((path) => isOutOfReach(path)),
    ...(isLast ? copiesAway(vault, 'research', rowsName) : []),
  ];
  const stopFor = (list: readonly string[]) => {
    if (list.length > 0 && !leaveCopies) throw refuseCohort('cohort-key-away', { list: list.join(', ') });
  };
  stopFor(away);
  // What will be signed afterwards is signed, read and verified once before, as at a closing.
  if (isLast) await signedEnd(vault, keys, actor, cohort, { rows: 0, head: journalHead(vault), part });
  requireApproval(vault, actor, 'cohort-end', cohort);
  if (paths !== null) destroyPart(vault, actor, cohort, part, paths);
  const done = partDone(vault, cohort, part)?.files ?? [];
  if (!isLast) return { cohort, part, files: done, waitsFor: other };
  registerOwn(vault, actor, keys.folder, 'research', rowsName);
  stopFor(outOfReach(destroyKeys(vault, actor, 'research', rowsName)));
  await eraseAndSign(vault, keys, actor, cohort);
  return ended();
}

/** Where this key was written, and `given`. Throws `cohort-key-foreign`, `cohort-key-gone` where something else or nothing is there. */
function filesOf(vault: Vault, cohort: string, part: CohortPart, given: readonly string[]): string[] {
  finishCohortKey(vault, cohort, part);
  const known = outcomesOfPart(vault, cohort, part);
  const named = given.map((path) => resolve(path));
  // What a run that was cut short has begun to destroy is no key any more.
  for (const path of named) {
    if (known.get(path) !== undefined || isOutOfReach(path)) continue;
    const found = lookAtFile(path, cohort, part);
    if (found === 'foreign') throw refuseCohort('cohort-key-foreign', { path, cohort, part });
    if (found === 'gone') throw refuseCohort('cohort-key-gone', { path });
  }
  return [...new Set([...madeAt(vault, cohort, part), ...named])];
}

function destroyPart(
  vault: Vault,
  actor: Actor,
  cohort: string,
  part: CohortPart,
  paths: readonly string[],
): void {
  const known = outcomesOfPart(vault, cohort, part);
  for (const path of paths) {
    const before = known.get(path);
    if (before === 'destroyed') {
      removeEmptied(path);
      continue;
    }
    const note = (outcome: Noted) =>
      appendJournal(vault, actor, 'cohort.destroy', null, { cohort, part, path, outcome });
    // Another file where the key was written is left alone; the statement says that the key was not there.
    const isForeign = before !== 'unknown' && lookAtFile(path, cohort, part) === 'foreign';
    if (isForeign) note('absent');
    else destroyFile(path, before, note);
  }
  const done: PartDone = {
    by: actor.who,
    at: actor.now().toISOString(),
    // By the journal: it may have taken several runs.
    files: [...outcomesOfPart(vault, cohort, part)].map(([path, outcome]) => ({ path, outcome })),
  };
  vault.transaction(() => {
    vault.setMeta(destroyedMeta(cohort, part), JSON.stringify(done));
    appendJournal(vault, actor, 'cohort.destroyed', null, { cohort, part, files: done.files.length });
  });
}

function outcomesOfPart(vault: Vault, cohort: string, part: CohortPart): Map<string, Outcome> {
  return outcomesOf(
    linesOf(vault, cohort)
      .filter(({ what, detail }) => what === 'cohort.destroy' && detail.part === part)
      .map(({ detail }) => [String(detail.path), String(detail.outcome)] as const),
  );
}

/** `foreign`: something else than this key is there. */
function lookAtFile(path: string, cohort: string, part: CohortPart): 'key' | 'gone' | 'foreign' {
  try {
    const { purpose, campaign } = readKeyFile(path);
    return purpose === 'cohort' && campaign === `${cohort}/${part}` ? 'key' : 'foreign';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'foreign';
  }
}

function linesOf(vault: Vault, cohort: string): JournalLine[] {
  return [...journalLines(vault)]
    .map((text) => JSON.parse(text) as JournalLine)
    .filter(({ what, detail }) => what.startsWith('cohort.') && detail.cohort === cohort);
}

function madeAt(vault: Vault, cohort: string, part: CohortPart): string[] {
  return linesOf(vault, cohort).flatMap(({ what, detail }) =>
    what === 'cohort.key' && detail.part === part ? [String(detail.path)] : [],
  );
}

/** Erases what stood under the destroyed key; the statement is kept with the line that it names as the journal's last. */
async function eraseAndSign(vault: Vault, keys: KeyStore, actor: Actor, cohort: string): Promise<void> {
  const rowsMeta = `cohort:${cohort}:erased`;
  const campaigns = campaignsOfCohort(vault, cohort);
  vault.transaction(() => {
    if (vault.meta(rowsMeta) !== null) return;
    const counts = campaigns.map((campaign) => ({
      campaign,
      identifiers: countIdentifiers(vault, campaign),
    }));
    const rows = campaigns.reduce(
      (sum, name) => sum + forgetIdentifiers(vault, name) + forgetMarks(vault, name),
      0,
    );
    vault.setMeta(rowsMeta, JSON.stringify({ rows, counts }));
  });
  // What stood there is overwritten, in the log too. Not kept as a step, so that it is done again after a kill.
  vault.compact();
  const { rows } = JSON.parse(vault.meta(rowsMeta) ?? '') as { rows: number };
  for (;;) {
    const line = prepareLine(vault, actor, 'cohort.end', null, { cohort });
    const signed = await signedEnd(vault, keys, actor, cohort, { rows, head: line, part: null });
    const isKept = vault.transaction(() => {
      if (!appendPrepared(vault, line)) return false;
      vault.setMeta(endMeta(cohort), JSON.stringify(signed));
      return true;
    });
    if (isKept) return;
  }
}

interface ToSign {
  readonly rows: number;
  readonly head: { readonly n: number; readonly hash: string } | null;
  /** To try it before: the part whose destruction is not noted yet. */
  readonly part: CohortPart | null;
}

async function signedEnd(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  cohort: string,
  { rows, head, part: pending }: ToSign,
): Promise<SignedStatement> {
  const { privateKey, publicKey } = await signingKey(vault, keys);
  const replacedKeys = replacedSigningKeys(vault);
  const at = actor.now().toISOString();
  const own = COHORT_PARTS.map((part) => {
    const done = partDone(vault, cohort, part);
    if (done === null && part !== pending) throw new Error(`key ${part} is not destroyed`);
    const { by, at: on, files } = done ?? { by: actor.who, at, files: [] };
    return { part, fingerprint: cohortFingerprint(vault, cohort, part), by, at: on, files: [...files] };
  });
  const name = cohortKeyName(cohort);
  const outcomes = destructionOutcomes(vault, 'research', name);
  const copies = keyCopies(vault, name).map(
    ({ path }) => ({ path, outcome: outcomes.get(path) ?? 'unreachable' }) as const,
  );
  const all = [...own.flatMap(({ files }) => files), ...copies];
  const pathsOf = (kind: DestroyedCopy['outcome']) =>
    all.filter(({ outcome }) => outcome === kind).map(({ path }) => path);
  const campaigns = campaignsOfCohort(vault, cohort);
  const counted = JSON.parse(vault.meta(`cohort:${cohort}:erased`) ?? '{"counts":[]}') as {
    counts: CohortEnd['marks']['campaigns'];
  };
  const end: CohortEnd = {
    v: 1,
    kind: 'cohort-end',
    cohort,
    until: lastDay(vault, cohort),
    at,
    authorityKey: fingerprintOf(publicKey),
    ...(replacedKeys.length === 0 ? {} : { replacedKeys }),
    keys: own,
    marks: { copies, rows, campaigns: counted.counts },
    notDestroyed: leftByEnd({
      away: pathsOf('unreachable'),
      absent: pathsOf('absent'),
      unknown: pathsOf('unknown'),
      exports: exportsOf(vault, cohort),
      open: campaigns.filter((one) => campaignRow(vault, one).state !== 'closed'),
    }),
    journal: { lines: head?.n ?? 0, head: head?.hash ?? '' },
  };
  const signed = await signStatement(end, privateKey, publicKey);
  await readCohortEnd(signed, fingerprintOf(publicKey));
  return signed;
}

function exportsOf(vault: Vault, cohort: string): ExportedFile[] {
  return linesOf(vault, cohort).flatMap(({ what, detail, at, who }) =>
    what === 'cohort.export' ? [{ path: String(detail.path), at, by: who }] : [],
  );
}

/** The signed statement. Throws `cohort-unknown`, `cohort-not-ended`. */
export function cohortEndStatement(vault: Vault, cohort: string): SignedStatement {
  requireFollowed(vault, cohort);
  const text = vault.meta(endMeta(cohort));
  if (text === null) throw refuseCohort('cohort-not-ended', { cohort });
  return JSON.parse(text) as SignedStatement;
}

export interface OverdueCohort {
  readonly cohort: string;
  /** YYYY-MM-DD, which has passed. */
  readonly until: string;
}

/** Cohorts that have a key, and whose keys and marks should be destroyed by now. */
export function overdueCohorts(vault: Vault, now: Date): OverdueCohort[] {
  const days = new Map<string, string>();
  for (const name of campaignNames(vault)) {
    const cohort = followedCohort(specOf(campaignRow(vault, name)));
    if (cohort !== null) days.set(cohort.name, cohort.until);
  }
  return [...days].flatMap(([cohort, until]) =>
    isPast(until, now) &&
    !hasEnded(vault, cohort) &&
    COHORT_PARTS.some((part) => cohortFingerprint(vault, cohort, part) !== null)
      ? [{ cohort, until }]
      : [],
  );
}
