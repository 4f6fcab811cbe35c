/**
 * The two keys of a cohort. Each is random, in a file of its own under a passphrase of its own, outside the vault and the key
 * store, and held by one role; no process ever has both. The vault notes their fingerprints, so that no other key is taken for
 * one of them later.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { flushPath } from '@cloison/durable-files';
import { campaignNames, campaignRow, specOf } from '../campaign/campaign-row.ts';
import { hasEnded } from '../campaign/ended-cohort.ts';
import { followedCohort } from '../campaign/spec.ts';
import { liesInside } from '../files/lies-inside.ts';
import { type Actor, appendJournal, type JournalLine, journalLines } from '../journal/journal.ts';
import {
  keyFileBytes,
  keyIdOf,
  readKeyFile,
  unwrapKey,
  WRAPPING_COST,
  type WrappingCost,
  wrapKey,
  writeDurably,
} from '../keys/key-file.ts';
import { requireLongEnough } from '../keys/key-store.ts';
import { refuseKeys } from '../keys/refusals.ts';
import { type Role, requireRole } from '../roles/roles.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseCohort } from './refusals.ts';

export const COHORT_PARTS = ['1', '2'] as const;
export type CohortPart = (typeof COHORT_PARTS)[number];

/** Who holds each key. */
export const HOLDERS: Readonly<Record<CohortPart, Role>> = { 1: 'custodian', 2: 'statistician' };

const printMeta = (cohort: string, part: CohortPart) => `cohort:${cohort}:${part}`;

/** SHA-256 of the key under a label, in groups of four hexadecimal digits. */
function fingerprintOfKey(key: Uint8Array): string {
  const hex = createHash('sha256').update('cloison/cohort-key/1\0').update(key).digest('hex').toUpperCase();
  return hex.match(/.{4}/g)!.join(' ');
}

/** As the vault notes it; null: that key was not made. */
export function cohortFingerprint(vault: Vault, cohort: string, part: CohortPart): string | null {
  return vault.meta(printMeta(cohort, part));
}

/** Throws `role-missing`, and `cohort-same-person` when this person has used the other key. */
export function requireHolder(
  vault: Vault,
  actor: Actor,
  cohort: string,
  part: CohortPart,
  command: string,
): void {
  requireRole(vault, actor, [HOLDERS[part]], `${command} --part ${part}`);
  for (const text of journalLines(vault)) {
    const { what, who, detail } = JSON.parse(text) as JournalLine;
    if (!what.startsWith('cohort.') || who !== actor.who) continue;
    if (detail.cohort === cohort && detail.part !== undefined && detail.part !== part)
      throw refuseCohort('cohort-same-person', { who, cohort, part, other: String(detail.part) });
  }
}

export interface NewCohortKey {
  readonly cohort: string;
  readonly part: CohortPart;
  readonly to: string;
  readonly keysFolder: string;
  /** Asked for once nothing else stands in the way. */
  readonly passphrase: () => Promise<string>;
  readonly cost?: WrappingCost;
}

export interface MadeCohortKey {
  readonly path: string;
  readonly fingerprint: string;
}

/**
 * The file and its fingerprint in the vault: both, or neither. The file is written beside its place, noted, then renamed: killed
 * before the note, nothing counts; killed after it, the next command that asks for this key puts the file in its place. Throws
 * `cohort-unknown`, `cohort-same-person`, `cohort-ended`, `cohort-key-there`, `cohort-key-place`, `key-copy-folder`,
 * `cohort-key-exists`, `passphrase-short`.
 */
export async function makeCohortKey(vault: Vault, actor: Actor, made: NewCohortKey): Promise<MadeCohortKey> {
  const { cohort, part, keysFolder, cost = WRAPPING_COST } = made;
  requireFollowed(vault, cohort);
  requireHolder(vault, actor, cohort, part, 'cohort key');
  if (hasEnded(vault, cohort)) throw refuseCohort('cohort-ended', { cohort });
  const path = resolve(made.to);
  const noted = cohortFingerprint(vault, cohort, part);
  if (noted !== null) {
    if (finishCohortKey(vault, cohort, part) === path) return { path, fingerprint: noted };
    throw refuseCohort('cohort-key-there', { cohort, part });
  }
  const folder = dirname(path);
  if (liesInside(folder, vault.folder) || liesInside(folder, keysFolder))
    throw refuseCohort('cohort-key-place', { path });
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw refuseKeys('key-copy-folder', { folder });
  const beside = besideOf(path);
  for (const there of [path, beside])
    if (
      lstatSync(there, { throwIfNoEntry: false }) !== undefined &&
      !(there === beside && isBegun(beside, cohort, part))
    )
      throw refuseCohort('cohort-key-exists', { path: there });
  const passphrase = await made.passphrase();
  requireLongEnough(passphrase);
  const key = new Uint8Array(randomBytes(32));
  const fingerprint = fingerprintOfKey(key);
  const keyId = keyIdOf(key);
  const plain = { purpose: 'cohort', campaign: `${cohort}/${part}`, keyId, publicKey: null, key } as const;
  const file = await wrapKey(plain, passphrase, cost);
  key.fill(0);
  try {
    writeDurably(beside, keyFileBytes(file));
    flushPath(folder);
    vault.transaction(() => {
      vault.setMeta(printMeta(cohort, part), fingerprint);
      appendJournal(vault, actor, 'cohort.key', null, { cohort, part, path, keyId });
    });
  } catch (error) {
    // What the vault does not know is not left behind.
    rmSync(beside, { force: true });
    throw error;
  }
  renameSync(beside, path);
  flushPath(folder);
  return { path, fingerprint };
}

const besideOf = (path: string) => `${path}.new`;

/** Whether a run that was killed left this file, which no vault knows: a plain file that holds this key, or part of one. */
function isBegun(beside: string, cohort: string, part: CohortPart): boolean {
  const there = lstatSync(beside);
  if (!there.isFile() || there.nlink > 1) return false;
  const text = readFileSync(beside, 'utf8');
  const begin = `{\n  "v": 1,\n  "purpose": "cohort",\n  "campaign": "${cohort}/${part}",`;
  return text.startsWith(begin) || begin.startsWith(text);
}

/** Puts a key in its place that a command had noted when it was killed. Where it should be; null: the journal does not say. */
export function finishCohortKey(vault: Vault, cohort: string, part: CohortPart): string | null {
  let made: { readonly path: string; readonly keyId: string } | null = null;
  for (const text of journalLines(vault)) {
    const { what, detail } = JSON.parse(text) as JournalLine;
    if (what === 'cohort.key' && detail.cohort === cohort && detail.part === part)
      made = { path: String(detail.path), keyId: String(detail.keyId) };
  }
  if (made === null) return null;
  const beside = besideOf(made.path);
  if (existsSync(made.path) || !existsSync(beside)) return null;
  if (readKeyFile(beside).keyId !== made.keyId) return null;
  renameSync(beside, made.path);
  flushPath(dirname(made.path));
  return made.path;
}

/** 32 bytes. Throws `cohort-key-none`, `cohort-key-other`, `key-damaged`, `passphrase-wrong`. */
export async function openCohortKey(
  vault: Vault,
  cohort: string,
  part: CohortPart,
  path: string,
  passphrase: () => Promise<string>,
): Promise<Uint8Array> {
  const noted = cohortFingerprint(vault, cohort, part);
  if (noted === null) throw refuseCohort('cohort-key-none', { cohort, part });
  finishCohortKey(vault, cohort, part);
  const file = readKeyFile(path);
  if (file.purpose !== 'cohort' || file.campaign !== `${cohort}/${part}`)
    throw refuseCohort('cohort-key-other', { path, cohort, part, fingerprint: noted });
  const { key } = await unwrapKey(file, await passphrase(), path);
  if (fingerprintOfKey(key) !== noted)
    throw refuseCohort('cohort-key-other', { path, cohort, part, fingerprint: noted });
  return key;
}

/** Names of the vault's campaigns that follow the cohort. */
export function campaignsOfCohort(vault: Vault, cohort: string): string[] {
  return campaignNames(vault).filter(
    (name) => followedCohort(specOf(campaignRow(vault, name)))?.name === cohort,
  );
}

/** Until when its keys survive, YYYY-MM-DD: the same in each of its campaigns. */
export function lastDay(vault: Vault, cohort: string): string {
  const [name] = campaignsOfCohort(vault, cohort);
  const followed = name === undefined ? null : followedCohort(specOf(campaignRow(vault, name)));
  if (followed === null) throw new Error('no campaign follows this cohort');
  return followed.until;
}

const NO_COHORT = {
  fr: 'Aucune n’est suivie : une cohorte se déclare dans campaign.yaml (« cohort »), avant « cloison campaign create ».',
  en: 'None is followed: a cohort is declared in campaign.yaml (“cohort”), before “cloison campaign create”.',
} as const;

/** Throws `cohort-unknown` unless a campaign of the vault follows it. */
export function requireFollowed(vault: Vault, cohort: string): void {
  if (campaignsOfCohort(vault, cohort).length > 0) return;
  const names = campaignNames(vault).flatMap(
    (name) => followedCohort(specOf(campaignRow(vault, name)))?.name ?? [],
  );
  const known = [...new Set(names)].join(', ');
  throw refuseCohort('cohort-unknown', {
    cohort,
    knownFr: known === '' ? NO_COHORT.fr : `Cohortes suivies : ${known}.`,
    knownEn: known === '' ? NO_COHORT.en : `Cohorts that are followed: ${known}.`,
  });
}
