/**
 * One writer at a time: an SQLite write lock held on a file of its own. The operating system releases it when the
 * process ends in any way, kill -9 included, so there is never a stale lock to remove. `lock.txt` only says to people who has it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { refuseVault } from './refusals.ts';
import { explainStorage } from './storage-failure.ts';

export interface VaultLock {
  readonly purpose: string;
  release(): void;
}

/** Keeps the locks' databases referenced: the garbage collector closes an unreferenced one, which would release its lock. */
const held = new Set<DatabaseSync>();

/** `purpose` is the command, shown to people who find the vault locked; never a name. */
export function lockVault(folder: string, purpose: string, waitMs: number): VaultLock {
  const lock = tryLockVault(folder, purpose, waitMs);
  if (lock === null)
    throw refuseVault('vault-locked', { path: folder, who: readNote(join(folder, 'lock.txt')) });
  return lock;
}

/** Null when another process has it. */
export function tryLockVault(folder: string, purpose: string, waitMs = 0): VaultLock | null {
  const note = join(folder, 'lock.txt');
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: waitMs });
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file?.close();
    if ((error as { errcode?: number }).errcode !== 5) throw explainStorage(error, folder) ?? error;
    return null;
  }
  const opened = file;
  writeNote(note, `${purpose}, pid ${process.pid}, ${new Date().toISOString()}\n`);
  held.add(opened);
  return {
    purpose,
    release() {
      if (!held.delete(opened)) return;
      writeNote(note, '');
      opened.close();
    },
  };
}

/**
 * Keeps others from changing the vault, and lets them read it. Null when another process has it for changes. Where nothing was
 * ever locked there is nothing to keep: a backup, which no process changes.
 */
export function shareVault(folder: string): VaultLock | null {
  const path = join(folder, 'lock.sqlite');
  const file = existsSync(path) ? new DatabaseSync(path, { readOnly: true }) : null;
  if (file !== null && !takeShared(file)) return null;
  if (file !== null) held.add(file);
  return {
    purpose: 'read',
    release() {
      if (file !== null && held.delete(file)) file.close();
    },
  };
}

/** False when another process has it, or when the file may not be read; then it is closed. */
function takeShared(file: DatabaseSync): boolean {
  try {
    file.exec('BEGIN');
    file.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch {
    file.close();
    return false;
  }
}

/** On a full disk the lock holds, but does not name its owner. */
function writeNote(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/** What has the vault now, as it said itself; null when nothing does. What a killed process had noted is no longer so. */
export function vaultUser(folder: string): string | null {
  const note = readNote(join(folder, 'lock.txt'));
  return note !== '' && isHeld(folder) ? note : null;
}

/** What was killed while it had the vault, as it said itself; null once something else has had the vault. */
export function interruptedUser(folder: string): string | null {
  const note = readNote(join(folder, 'lock.txt'));
  return note === '' || isHeld(folder) ? null : note;
}

function isHeld(folder: string): boolean {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(join(folder, 'lock.sqlite'), { readOnly: true });
    file.exec('BEGIN');
    file.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if ((error as { errcode?: number }).errcode !== 5) throw explainStorage(error, folder) ?? error;
    return true;
  } finally {
    file?.close();
  }
}

function readNote(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
